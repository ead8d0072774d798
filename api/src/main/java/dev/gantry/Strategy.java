package dev.gantry;

import java.util.Locale;

/// How an engine runs code. Strategies are modules found at run time, on the module path or class path; the constants
/// name the ones of this project, some of which are still to come, and [#named] names any other.
///
/// Threading: immutable.
///
/// @param name the provider's name
public record Strategy(String name) {
    /// The best strategy among those that are there and can run here: machine code where the platform has it
    /// and native access is not denied, else the interpreter. [Engine#strategy] says which it is,
    /// [Engine#passedOver] why.
    public static final Strategy AUTO = new Strategy("auto");
    /// Optimizing machine code. Not there yet: an engine that asks for it is refused.
    public static final Strategy CRANELIFT = new Strategy("cranelift");
    /// Machine code in a single pass, on Linux on x86-64, with native access of the module `dev.gantry.runtime`: module
    /// `dev.gantry.winch`.
    public static final Strategy WINCH = new Strategy("winch");
    /// JVM classes. Not there yet: an engine that asks for it is refused.
    public static final Strategy BYTECODE = new Strategy("bytecode");
    /// Compact register code in a loop; no code generation, no native access, any platform: module
    /// `dev.gantry.interpreter`.
    public static final Strategy INTERPRETER = new Strategy("interpreter");

    /// The strategy of any provider.
    ///
    /// @param name the provider's name; upper case is folded
    /// @return the strategy
    public static Strategy named(String name) {
        return new Strategy(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name;
    }
}

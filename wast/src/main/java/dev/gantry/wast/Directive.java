package dev.gantry.wast;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One form of a script. Lines count from 1.
public sealed interface Directive {
    /// Where the form starts.
    ///
    /// @return the line in the file, from 1
    int line();

    /// A module: instantiated at once unless it is a definition.
    ///
    /// @param line         where
    /// @param id           its `$id`, or null
    /// @param module       the module
    /// @param isDefinition whether it is only defined, to be instantiated later
    record Module(int line, @Nullable String id, ModuleSource module, boolean isDefinition) implements Directive {}

    /// An instance of an earlier definition.
    ///
    /// @param line       where
    /// @param id         the instance's `$id`, or null
    /// @param definition the definition's `$id`, or null for the last one
    record ModuleInstance(
            int line, @Nullable String id, @Nullable String definition) implements Directive {}

    /// Makes the exports of an instance available for import.
    ///
    /// @param line where
    /// @param name the name to import from
    /// @param id   the instance's `$id`, or null for the current one
    record Register(int line, String name, @Nullable String id) implements Directive {}

    /// Does something and expects it to succeed.
    ///
    /// @param line   where
    /// @param action what to do
    record Perform(int line, Action action) implements Directive {}

    /// Does something and expects results.
    ///
    /// @param line     where
    /// @param action   what to do
    /// @param expected one pattern for each result
    record AssertReturn(int line, Action action, List<Pattern> expected) implements Directive {}

    /// Does something and expects it to end abruptly.
    ///
    /// @param line    where
    /// @param how     a trap, exhaustion, an exception or a suspension
    /// @param action  what to do
    /// @param message the expected text; empty for exceptions
    record AssertAbrupt(int line, Abrupt how, Action action, String message) implements Directive {}

    /// Expects something to be wrong with a module.
    ///
    /// @param line    where
    /// @param fault   what is wrong
    /// @param module  the module
    /// @param message the expected text
    record AssertModule(int line, ModuleFault fault, ModuleSource module, String message) implements Directive {}

    /// Starts a thread that runs directives.
    ///
    /// @param line       where
    /// @param id         its `$id`
    /// @param shared     the instances that it may use, by `$id`
    /// @param directives what it does
    @SuppressWarnings("AvoidCommonTypeNames") // the directive's name
    record Thread(int line, String id, List<String> shared, List<Directive> directives) implements Directive {}

    /// Waits for a thread to end.
    ///
    /// @param line where
    /// @param id   the thread's `$id`
    record Wait(int line, String id) implements Directive {}

    /// A form that concerns components.
    sealed interface OfComponent extends Directive {}

    /// A component: instantiated at once unless it is a definition.
    ///
    /// @param line         where
    /// @param id           its `$id`, or null
    /// @param component    the component
    /// @param isDefinition whether it is only defined, to be instantiated later
    record Component(int line, @Nullable String id, ComponentSource component, boolean isDefinition)
            implements OfComponent {}

    /// An instance of an earlier definition of a component.
    ///
    /// @param line       where
    /// @param id         the instance's `$id`, or null
    /// @param definition the definition's `$id`, or null for the last one
    record ComponentInstance(
            int line, @Nullable String id, @Nullable String definition) implements OfComponent {}

    /// Calls a component's function and expects it to succeed.
    ///
    /// @param line   where
    /// @param action what to call
    record ComponentPerform(int line, ComponentAction action) implements OfComponent {}

    /// Calls a component's function and expects a result.
    ///
    /// @param line     where
    /// @param action   what to call
    /// @param expected the result, or nothing
    record ComponentAssertReturn(int line, ComponentAction action, List<ComponentValue> expected)
            implements OfComponent {}

    /// Calls a component's function and expects it to trap.
    ///
    /// @param line    where
    /// @param action  what to call
    /// @param message the expected text
    record ComponentAssertTrap(int line, ComponentAction action, String message) implements OfComponent {}

    /// Expects something to be wrong with a component.
    ///
    /// @param line      where
    /// @param fault     what is wrong
    /// @param component the component
    /// @param message   the expected text
    record AssertComponent(int line, ModuleFault fault, ComponentSource component, String message)
            implements OfComponent {}

    /// How a call ends abruptly.
    enum Abrupt {
        /// With a trap.
        TRAP,
        /// For lack of stack.
        EXHAUSTION,
        /// With an exception that nobody catches.
        EXCEPTION,
        /// With a suspension that nobody handles.
        SUSPENSION;

        /// The word in messages.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What is wrong with a module or a component.
    enum ModuleFault {
        /// It cannot be decoded or parsed.
        MALFORMED,
        /// It breaks a rule of validation.
        INVALID,
        /// A custom section cannot be decoded or parsed.
        MALFORMED_CUSTOM,
        /// A custom section breaks a rule.
        INVALID_CUSTOM,
        /// Its imports do not fit.
        UNLINKABLE,
        /// Its instantiation traps.
        TRAPS
    }
}

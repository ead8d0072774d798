package dev.gantry.wast;

/// How a script gives a module.
public sealed interface ModuleSource {
    /// The text form, in place.
    ///
    /// @param text      the whole form from `(module` to the closing parenthesis, without the script's own keywords
    /// @param firstLine the line of the script at which it starts
    record Text(String text, int firstLine) implements ModuleSource {}

    /// The binary form, as strings.
    ///
    /// @param bytes the bytes
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Binary(byte[] bytes) implements ModuleSource {}

    /// The text form, as strings: for texts that are wrong.
    ///
    /// @param text the text, which may or may not start with `(module`
    record Quote(String text) implements ModuleSource {}

    /// A component.
    record Component() implements ModuleSource {}
}

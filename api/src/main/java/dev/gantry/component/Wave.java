package dev.gantry.component;

import java.util.List;

/// Values of components as text, in WAVE, the notation of the component model for values.
///
/// | type | for example |
/// |---|---|
/// | `bool` | `true`, `false` |
/// | integers | `123`, `-9` |
/// | `f32`, `f64` | `3.14`, `6.022e23`, `nan`, `inf`, `-inf` |
/// | `char` | `'x'`, `'\n'`, `'\''`; a code point as `u{2603}` behind a backslash |
/// | `string` | `"abc\t123"`; several lines between triple quotes |
/// | `list<T>`, `tuple<T, U>` | `[1, 2]`, `("abc", 3)` |
/// | `record`, `map<K, V>` | `{a: 1, b: none}`, `{"one": 1, "two": 2}` |
/// | `variant`, `enum` | `days(30)`, `forever` |
/// | `option<T>` | `some("x")`, `none`; `"x"` |
/// | `result<T, E>` | `ok(1)`, `err("x")`; `1` |
/// | `flags` | `{read, write}`, `{}` |
///
/// White space is of no account between tokens, `//` starts a comment that ends with the line, and a comma may follow
/// the last element. Fields that are options may be left out; a record of which nothing is left is `{:}`. Where an
/// option or the success of a result is neither an option nor a result itself, the value may stand alone. Cases called
/// like a word of the notation are written with a percent sign: `%none`. Handles, streams and futures have no text.
///
/// Threading: stateless.
public final class Wave {
    private Wave() {}

    /// Reads a value.
    ///
    /// @param type what it is to be
    /// @param text the text
    /// @return a value that fits the type
    /// @throws IllegalArgumentException if the text is no such value; the message names line and column
    public static Val parse(Type type, String text) {
        return new WaveParser(text).parseAll(type);
    }

    /// Reads the arguments of a call: values between parentheses.
    ///
    /// @param type the type of the function
    /// @param text the text, for example `(1, "x")`
    /// @return one value for each parameter
    /// @throws IllegalArgumentException if the text is no such list
    public static List<Val> parseArguments(FuncType type, String text) {
        return new WaveParser(text).parseAllArguments(type.params());
    }

    /// The text of a value. [#parse] gives an equal value again, unless there is a handle in it, which is written as
    /// `<resource>`.
    ///
    /// @param value the value
    /// @return one line
    public static String text(Val value) {
        return new WavePrinter().print(value).toString();
    }
}

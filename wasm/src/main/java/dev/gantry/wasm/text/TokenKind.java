package dev.gantry.wasm.text;

/// What a token is.
///
/// @wasm text-token
public enum TokenKind {
    /// `(`.
    LEFT,
    /// `)`.
    RIGHT,
    /// `(@custom`, `(@name` or `(@metadata.code.branch_hint`; other annotations are no tokens.
    ANNOTATION,
    /// A word that starts with a lower-case letter.
    KEYWORD,
    /// An identifier: `$x` or `$"x"`.
    ID,
    /// A string, whose escapes are correct.
    STRING,
    /// An integer without sign.
    NAT,
    /// An integer with sign.
    INT,
    /// A number with point or exponent, an infinity, or a NaN without words behind the colon.
    FLOAT,
    /// Characters that belong together but mean nothing.
    RESERVED,
    /// The end of the text.
    END
}

package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import org.jspecify.annotations.Nullable;

/// A place in [Tokens] that moves forward, with the questions and demands that parsers have.
///
/// Methods named `at…` look, `accept…` move on if there is what was asked for, `expect…` throw if there is not.
///
/// Threading: confined to one thread.
public final class TokenCursor {
    private final Tokens tokens;
    private int position;

    /// A cursor.
    ///
    /// @param tokens the tokens
    /// @param start  the first token
    public TokenCursor(Tokens tokens, int start) {
        this.tokens = tokens;
        this.position = start;
    }

    /// The tokens.
    ///
    /// @return the tokens
    public Tokens tokens() {
        return tokens;
    }

    /// The current token.
    ///
    /// @return its number
    public int position() {
        return position;
    }

    /// Moves to a token.
    ///
    /// @param token its number
    public void seek(int token) {
        position = token;
    }

    /// Moves on.
    ///
    /// @return the number of the token that was left behind
    public int next() {
        return position < tokens.count() ? position++ : position;
    }

    /// What the current token is.
    ///
    /// @return its kind
    public TokenKind kind() {
        return tokens.kind(position);
    }

    /// What the token behind the current one is.
    ///
    /// @return its kind
    public TokenKind nextKind() {
        return tokens.kind(Math.min(position + 1, tokens.count()));
    }

    /// Whether the current token is a certain keyword.
    ///
    /// @param keyword the word
    /// @return true if it is
    public boolean atKeyword(String keyword) {
        return tokens.is(position, keyword);
    }

    /// Whether a certain form starts here.
    ///
    /// @param keyword the word behind the parenthesis
    /// @return true if it does
    public boolean atForm(String keyword) {
        return kind() == TokenKind.LEFT && tokens.is(position + 1, keyword);
    }

    /// Whether an annotation that is read starts here.
    ///
    /// @param id its id
    /// @return true if it does
    public boolean atAnnotation(String id) {
        return kind() == TokenKind.ANNOTATION && tokens.text(position).equals("(@" + id);
    }

    /// Moves over a keyword if it is here.
    ///
    /// @param keyword the word
    /// @return whether it was
    public boolean acceptKeyword(String keyword) {
        boolean isHere = atKeyword(keyword);
        position += isHere ? 1 : 0;
        return isHere;
    }

    /// Moves over the parenthesis and the keyword of a form if it starts here.
    ///
    /// @param keyword the word behind the parenthesis
    /// @return whether it does
    public boolean acceptForm(String keyword) {
        boolean isHere = atForm(keyword);
        position += isHere ? 2 : 0;
        return isHere;
    }

    /// Moves over a token of a kind if it is here.
    ///
    /// @param kind the kind
    /// @return whether it was
    public boolean accept(TokenKind kind) {
        boolean isHere = kind() == kind;
        position += isHere ? 1 : 0;
        return isHere;
    }

    /// Demands a token of a kind and moves over it.
    ///
    /// @param kind the kind
    /// @param what what to call it in the message
    /// @return its number
    /// @throws MalformedException if there is another
    public int expect(TokenKind kind, String what) {
        if (kind() != kind) {
            throw unexpected(what);
        }
        return position++;
    }

    /// Demands a closing parenthesis and moves over it.
    ///
    /// @throws MalformedException if there is another token
    public void expectRight() {
        expect(TokenKind.RIGHT, "`)`");
    }

    /// Demands a string that is a name and moves over it.
    ///
    /// @param what what to call it in the message
    /// @return the name
    /// @throws MalformedException if there is another token, or the string is not UTF-8
    public String expectName(String what) {
        return tokens.name(expect(TokenKind.STRING, what));
    }

    /// Moves over `(@name "…")` if it is here.
    ///
    /// @return the name, or null if there is none
    /// @throws MalformedException if the annotation is malformed
    public @Nullable String acceptNameAnnotation() {
        if (!atAnnotation("name")) {
            return null;
        }
        next();
        if (kind() != TokenKind.STRING) {
            throw error(Failure.MALFORMED_ANNOTATION, "@name annotation: expected a string");
        }
        String name = expectName("a name");
        if (kind() != TokenKind.RIGHT) {
            throw error(Failure.MALFORMED_ANNOTATION, "@name annotation: unexpected token");
        }
        next();
        return name;
    }

    /// Whether an index or an identifier is here.
    ///
    /// @return true if it is
    public boolean atIndex() {
        return kind() == TokenKind.NAT || kind() == TokenKind.ID;
    }

    /// Moves behind the parenthesized form that starts here.
    ///
    /// @throws MalformedException if no form starts here, or it does not end
    public void skipForm() {
        int close = tokens.match(position);
        if (kind() != TokenKind.LEFT && kind() != TokenKind.ANNOTATION) {
            throw unexpected("`(`");
        }
        if (close < 0) {
            position = tokens.count();
            throw unexpected("`)`");
        }
        position = close + 1;
    }

    /// An error that says which token was found where another was expected.
    ///
    /// @param expected what was expected
    /// @return the error, to be thrown
    public MalformedException unexpected(String expected) {
        Failure failure = kind() == TokenKind.RESERVED ? Failure.UNKNOWN_OPERATOR : Failure.SYNTAX_ERROR;
        String found = switch (kind()) {
            case END -> "the end of the text";
            case ANNOTATION -> "misplaced annotation " + tokens.text(position) + ")";
            case LEFT, RIGHT, KEYWORD, ID, STRING, NAT, INT, FLOAT, RESERVED -> shorten(tokens.text(position));
        };
        return error(failure, failure.text() + ": expected " + expected + ", found " + found);
    }

    /// An error at the current token.
    ///
    /// @param failure what is wrong
    /// @param problem what to say
    /// @return the error, to be thrown
    public MalformedException error(Failure failure, String problem) {
        return tokens.error(failure, problem, position);
    }

    private static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}

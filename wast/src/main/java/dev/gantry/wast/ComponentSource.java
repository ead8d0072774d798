package dev.gantry.wast;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.text.Tokens;

/// A component in a script, in one of three forms.
///
/// Threading: immutable, on the condition that nobody writes to the byte arrays.
public sealed interface ComponentSource {
    /// The component as a binary. Text is parsed now.
    ///
    /// @return the binary, whatever it is worth; not a copy
    /// @throws MalformedException if the component is text, and malformed
    byte[] encode();

    /// The component in text within the script: `(component …)`.
    ///
    /// @param tokens the script
    /// @param open   the number of the token before `component`
    record Text(Tokens tokens, int open) implements ComponentSource {
        @Override
        public byte[] encode() {
            return ComponentParser.parseComponent(tokens, open);
        }

        /// The text of the component.
        ///
        /// @return from parenthesis to parenthesis
        public String text() {
            return tokens.source().text().substring(tokens.start(open), tokens.end(tokens.match(open)));
        }
    }

    /// The component as bytes: `(component binary "…"*)`.
    ///
    /// @param bytes the binary
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Binary(byte[] bytes) implements ComponentSource {
        @Override
        public byte[] encode() {
            return bytes;
        }
    }

    /// The component as text in strings, which may be malformed in any way: `(component quote "…"*)`.
    ///
    /// @param utf8  the strings, one after the other
    /// @param place file and line of the form, for messages
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Quote(byte[] utf8, String place) implements ComponentSource {
        @Override
        public byte[] encode() {
            return ComponentParser.parseComponent(utf8, place);
        }
    }
}

package dev.gantry.wast;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.text.Tokens;

/// A module in a script, in one of three forms.
///
/// Threading: immutable, on the condition that nobody writes to the byte arrays.
public sealed interface ModuleSource {
    /// The module as a binary. Text is parsed now.
    ///
    /// @return the binary, whatever it is worth; not a copy
    /// @throws MalformedException if the module is text, and malformed
    byte[] encode();

    /// The module in text within the script: `(module …)`, or all of the script if it holds module fields only.
    ///
    /// @param tokens the script
    /// @param open   the number of the token before `module`, or [#WHOLE_SCRIPT]
    record Text(Tokens tokens, int open) implements ModuleSource {
        /// In the place of a token: the whole script is the module.
        public static final int WHOLE_SCRIPT = -1;

        @Override
        public byte[] encode() {
            return open == WHOLE_SCRIPT ? TextParser.parseModule(tokens) : TextParser.parseModule(tokens, open);
        }

        /// The text of the module.
        ///
        /// @return from parenthesis to parenthesis
        public String text() {
            String all = tokens.source().text();
            return open == WHOLE_SCRIPT ? all : all.substring(tokens.start(open), tokens.end(tokens.match(open)));
        }
    }

    /// The module as bytes: `(module binary "…"*)`.
    ///
    /// @param bytes the binary
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Binary(byte[] bytes) implements ModuleSource {
        @Override
        public byte[] encode() {
            return bytes;
        }
    }

    /// The module as text in strings, which may be malformed in any way: `(module quote "…"*)`.
    ///
    /// @param utf8  the strings, one after the other
    /// @param place file and line of the form, for messages
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Quote(byte[] utf8, String place) implements ModuleSource {
        @Override
        public byte[] encode() {
            return TextParser.parseModule(utf8, place);
        }
    }
}

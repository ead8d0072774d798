package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleWriter;

/// The section `metadata.code.branch_hint` while it grows.
///
/// Threading: confined to one thread.
final class BranchHints {
    static final String SECTION = "metadata.code.branch_hint";
    static final int NONE = -1;

    private final ByteWriter entries = new ByteWriter();
    private int funcs;
    private ByteWriter hints = new ByteWriter();
    private int count;

    /// Reads an annotation.
    ///
    /// @return 0 for unlikely, 1 for likely
    static int parse(TokenCursor cursor) {
        int start = cursor.next();
        byte[] value = cursor.kind() == TokenKind.STRING ? cursor.tokens().bytes(cursor.position()) : new byte[0];
        if (value.length != 1 || value[0] < 0 || value[0] > 1 || cursor.nextKind() != TokenKind.RIGHT) {
            throw cursor.tokens()
                    .error(
                            Failure.MALFORMED_ANNOTATION,
                            "@" + SECTION + " annotation: expected \"\\00\" or \"\\01\"",
                            start);
        }
        cursor.next();
        cursor.next();
        return value[0];
    }

    /// Adds a hint.
    ///
    /// @param offset the position of the instruction, from the start of the local declarations
    /// @param hint   0 or 1
    void add(int offset, int hint) {
        hints.u32(offset);
        hints.u32(1);
        hints.u8(hint);
        count++;
    }

    /// Ends a function.
    void endFunc(int func) {
        if (count > 0) {
            entries.u32(func);
            entries.u32(count);
            entries.bytes(hints, 0);
            funcs++;
            hints = new ByteWriter();
            count = 0;
        }
    }

    /// Adds the section to a module, unless there are no hints.
    void write(ModuleWriter out) {
        if (funcs > 0) {
            ByteWriter content = new ByteWriter();
            content.u32(funcs);
            content.bytes(entries, 0);
            out.custom(SECTION, content.toBytes());
        }
    }
}

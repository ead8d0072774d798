package dev.gantry.wasm.text;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.ModuleDef;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The branch hints of a module, which are printed as annotations of instructions.
///
/// A section that is malformed or has a hint elsewhere than at a branch is not used; it is printed as it is.
///
/// Threading: confined to one thread.
final class PrintedHints {
    private static final String SECTION = "metadata.code.branch_hint";
    private static final int MAX_HINT = 1;

    private final @Nullable CustomSection section;
    /// Hint by byte offset of the instruction.
    private final Map<Integer, Integer> hints;

    private PrintedHints(@Nullable CustomSection section, Map<Integer, Integer> hints) {
        this.section = section;
        this.hints = hints;
    }

    static PrintedHints of(ModuleDef module) {
        for (CustomSection custom : module.customs()) {
            if (custom.name().equals(SECTION)) {
                Map<Integer, Integer> hints = new HashMap<>();
                boolean isUsable = isUsable(module, custom, hints);
                return isUsable ? new PrintedHints(custom, hints) : new PrintedHints(null, Map.of());
            }
        }
        return new PrintedHints(null, Map.of());
    }

    private static boolean isUsable(ModuleDef module, CustomSection custom, Map<Integer, Integer> hints) {
        ByteReader in = new ByteReader(
                module.bytes(), custom.payload().start(), custom.payload().end());
        try {
            int previous = -1;
            for (int funcs = in.readCount(2); funcs > 0; funcs--) {
                int func = in.readU32();
                int defined = func - module.importedFuncs();
                if (func <= previous || defined < 0 || defined >= module.funcs().size()) {
                    return false;
                }
                previous = func;
                if (!readFunc(module, defined, in, hints)) {
                    return false;
                }
            }
            return !in.hasRemaining() && !hints.isEmpty();
        } catch (MalformedException | ValidationException _) {
            // A hint says nothing about what the module does: the section is printed as bytes.
            return false;
        }
    }

    private static boolean readFunc(ModuleDef module, int defined, ByteReader in, Map<Integer, Integer> hints) {
        int start = module.funcs().get(defined).body().start();
        InstrReader instrs = FuncBody.read(module, defined).reader(module);
        int count = in.readCount(3);
        for (int i = 0; i < count; i++) {
            long target = start + (in.readU32() & 0xFFFF_FFFFL);
            int size = in.readU32();
            int hint = in.readByte();
            boolean isMore = true;
            while (isMore && (instrs.offset() < target || instrs.nextOffset() == instrs.offset())) {
                isMore = instrs.next();
            }
            boolean isBranch = instrs.opcode() == Opcode.IF || instrs.opcode() == Opcode.BR_IF;
            if (!isMore || instrs.offset() != target || !isBranch || size != 1 || hint > MAX_HINT) {
                return false;
            }
            if (hints.put((int) target, hint) != null) {
                return false;
            }
        }
        return count > 0;
    }

    /// Whether the hints of a section are printed as annotations.
    boolean replace(CustomSection custom) {
        return custom.equals(section);
    }

    /// Writes the annotation of an instruction, if it has one.
    void print(TextOut out, int offsetBytes) {
        Integer hint = hints.get(offsetBytes);
        if (hint != null) {
            out.text("(@").text(SECTION).text(" \"\\0").number(hint).text("\") ");
        }
    }
}

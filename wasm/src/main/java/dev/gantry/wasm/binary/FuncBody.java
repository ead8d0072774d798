package dev.gantry.wasm.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;

/// The body of a function: local declarations, run-length encoded as in the binary, and where its instructions are.
///
/// Threading: immutable.
///
/// @param counts the number of locals of each declaration; not a copy
/// @param types  the type of the locals of each declaration
/// @param locals the number of all declared locals, parameters not included
/// @param instrs the instructions, with the final `end`
/// @wasm binary-code
public record FuncBody(int[] counts, List<ValType> types, int locals, CodeRange instrs) {
    private static final long MAX_ENCODED_LOCALS = 0xFFFF_FFFFL;

    /// Copies the list; the array is not copied and must not be changed.
    public FuncBody {
        types = List.copyOf(types);
    }

    /// Reads the local declarations of a function that a module defines.
    ///
    /// @param module       the module
    /// @param definedIndex the position in [ModuleDef#funcs]
    /// @return the body
    /// @throws MalformedException  if the declarations are malformed
    /// @throws ValidationException if there are more locals than [Limits#LOCALS], parameters included
    public static FuncBody read(ModuleDef module, int definedIndex) {
        assert module.hasBodies();
        CodeRange body = module.funcs().get(definedIndex).body();
        int funcIndex = module.importedFuncs() + definedIndex;
        int typeIndex = module.funcs().get(definedIndex).typeIndex();
        int params = typeIndex >= 0
                        && typeIndex < module.types().size()
                        && module.types().get(typeIndex).composite() instanceof FuncType type
                ? type.params().size()
                : 0;
        return read(new ByteReader(module.bytes(), body.start(), body.end()), params, funcIndex);
    }

    private static FuncBody read(ByteReader in, int params, int funcIndex) {
        int start = in.offset();
        int groups = in.readCount(2);
        int[] counts = new int[groups];
        List<ValType> types = new ArrayList<>(groups);
        long total = 0;
        for (int group = 0; group < groups; group++) {
            int count = in.readU32();
            total += count & 0xFFFF_FFFFL;
            checkLocals(in, total, params, funcIndex, start);
            counts[group] = count;
            types.add(TypeReader.readValType(in));
        }
        return new FuncBody(counts, types, (int) total, new CodeRange(in.offset(), in.limit()));
    }

    /// Checks the local declarations and moves behind them.
    static void skipLocals(ByteReader in, int funcIndex) {
        int start = in.offset();
        int groups = in.readCount(2);
        long total = 0;
        for (int group = 0; group < groups; group++) {
            total += in.readU32() & 0xFFFF_FFFFL;
            if (total > MAX_ENCODED_LOCALS) {
                throw in.fail(Failure.TOO_MANY_LOCALS, "", start);
            }
            TypeReader.readValType(in);
        }
        checkLocals(in, total, 0, funcIndex, start);
    }

    private static void checkLocals(ByteReader in, long total, int params, int funcIndex, int start) {
        if (total > MAX_ENCODED_LOCALS) {
            throw in.fail(Failure.TOO_MANY_LOCALS, "", start);
        }
        if (total + params > Limits.LOCALS) {
            throw new ValidationException(
                    Failure.IMPLEMENTATION_LIMIT,
                    (total + params) + " locals, at most " + Limits.LOCALS,
                    start,
                    funcIndex,
                    null);
        }
    }

    /// A new cursor over the instructions.
    ///
    /// @param module the module that the body was read from
    /// @return the cursor, before the first instruction
    public InstrReader reader(ModuleDef module) {
        return new InstrReader(module.bytes(), instrs);
    }
}

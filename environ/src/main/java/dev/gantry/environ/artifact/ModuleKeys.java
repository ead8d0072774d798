package dev.gantry.environ.artifact;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.wasm.Bug;
import java.util.HashMap;
import java.util.Map;

/// Names of functions that mean the same in every engine: a family, and a number in the module.
///
/// Trampolines have keys with canonical types, whose ids differ from engine to engine. In an artifact, the first of
/// the module's types that has the trampoline stands for it. Code is linked in the order of these names, so that it
/// does not depend on what the engine compiled before (R107).
///
/// Threading: confined to one thread.
final class ModuleKeys {
    private static final int WASM_FUNCTION = 0;
    private static final int ARRAY_TO_WASM = 1;
    private static final int WASM_TO_ARRAY = 2;
    private static final int WASM_TO_BUILTIN = 3;

    private final ModuleTranslation module;
    private final Map<Integer, Integer> typeIndices = new HashMap<>();

    /// The names of a module's functions.
    ModuleKeys(ModuleTranslation module) {
        this.module = module;
    }

    /// The name of a function: the family in the high half, the number in the low one; in order.
    long name(FuncKey key) {
        return switch (key) {
            case FuncKey.WasmFunction function -> name(WASM_FUNCTION, function.definedIndex());
            case FuncKey.ArrayToWasm trampoline -> name(ARRAY_TO_WASM, typeIndex(trampoline.typeId()));
            case FuncKey.WasmToArray trampoline -> name(WASM_TO_ARRAY, typeIndex(trampoline.typeId()));
            case FuncKey.WasmToBuiltin trampoline ->
                name(WASM_TO_BUILTIN, trampoline.builtin().number());
        };
    }

    private static long name(int family, int number) {
        return (long) family << Integer.SIZE | number;
    }

    private int typeIndex(int trampolineType) {
        if (typeIndices.isEmpty()) {
            int[] typeIds = module.typeIds();
            for (int typeIndex = 0; typeIndex < typeIds.length; typeIndex++) {
                if (module.types().isFuncType(typeIds[typeIndex])) {
                    typeIndices.putIfAbsent(module.types().trampolineType(typeIds[typeIndex]), typeIndex);
                }
            }
        }
        Integer typeIndex = typeIndices.get(trampolineType);
        if (typeIndex == null) {
            throw Bug.unreachable("a trampoline of type " + trampolineType + ", which the module does not have");
        }
        return typeIndex;
    }

    /// The function of a name.
    FuncKey key(long name) {
        int number = (int) name;
        return switch ((int) (name >>> Integer.SIZE)) {
            case WASM_FUNCTION -> new FuncKey.WasmFunction(number);
            case ARRAY_TO_WASM -> new FuncKey.ArrayToWasm(trampolineType(number));
            case WASM_TO_ARRAY -> new FuncKey.WasmToArray(trampolineType(number));
            case WASM_TO_BUILTIN -> new FuncKey.WasmToBuiltin(builtin(number));
            default -> throw ElfImage.damaged("function of unknown family");
        };
    }

    private int trampolineType(int typeIndex) {
        return module.types().trampolineType(module.typeIds()[typeIndex]);
    }

    private static Builtin builtin(int number) {
        for (Builtin builtin : Builtin.values()) {
            if (builtin.number() == number) {
                return builtin;
            }
        }
        throw ElfImage.damaged("builtin " + number);
    }

    /// The symbol of a function (R104).
    ///
    /// @return family and number, for example `wasm_function3`
    static String symbol(long name) {
        int number = (int) name;
        return switch ((int) (name >>> Integer.SIZE)) {
            case WASM_FUNCTION -> new FuncKey.WasmFunction(number).symbol();
            case ARRAY_TO_WASM -> new FuncKey.ArrayToWasm(number).symbol();
            case WASM_TO_ARRAY -> new FuncKey.WasmToArray(number).symbol();
            default -> new FuncKey.WasmToBuiltin(builtin(number)).symbol();
        };
    }
}

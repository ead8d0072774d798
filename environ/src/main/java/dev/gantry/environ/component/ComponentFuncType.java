package dev.gantry.environ.component;

import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The type of a component-level function.
///
/// Threading: immutable.
///
/// @param names   the names of the parameters, which do not count when types are compared (R58)
/// @param params  the parameters, as a tuple
/// @param result  the result, or null
/// @param isAsync whether the function may block
public record ComponentFuncType(
        List<String> names,
        InterfaceType.RecordType params,
        @Nullable InterfaceType result,
        boolean isAsync) {
    /// The most core results; more go through memory (R78).
    public static final int MAX_FLAT_RESULTS = 1;

    /// Whether the parameters go through memory.
    ///
    /// @param is64 whether the memory has 64-bit addresses
    /// @return true if there is one core parameter, a pointer to them
    public boolean hasIndirectParams(boolean is64) {
        return params.abi(is64).flat() == null;
    }

    /// Whether the result goes through memory.
    ///
    /// @param is64 whether the memory has 64-bit addresses
    /// @return true if core code passes a pointer to it
    public boolean hasIndirectResult(boolean is64) {
        return result != null && result.abi(is64).flatCount() > MAX_FLAT_RESULTS;
    }

    /// The type of core functions that can be lifted to this type.
    ///
    /// @param is64 whether the memory has 64-bit addresses
    /// @return the core type
    public FuncType lifted(boolean is64) {
        List<ValType> results = new ArrayList<>();
        if (hasIndirectResult(is64)) {
            results.add(address(is64));
        } else if (result != null) {
            results.addAll(flat(result, is64));
        }
        return FuncType.of(coreParams(is64), results);
    }

    /// The type of the core function that such a function is lowered to.
    ///
    /// @param is64 whether the memory has 64-bit addresses
    /// @return the core type
    public FuncType lowered(boolean is64) {
        List<ValType> coreParams = new ArrayList<>(coreParams(is64));
        if (hasIndirectResult(is64)) {
            coreParams.add(address(is64));
            return FuncType.of(coreParams, List.of());
        }
        return FuncType.of(coreParams, result == null ? List.of() : List.copyOf(flat(result, is64)));
    }

    private List<ValType> coreParams(boolean is64) {
        return hasIndirectParams(is64) ? List.of(address(is64)) : List.copyOf(flat(params, is64));
    }

    private static List<NumType> flat(InterfaceType type, boolean is64) {
        List<NumType> flat = type.abi(is64).flat();
        return flat == null ? List.of() : flat;
    }

    private static NumType address(boolean is64) {
        return is64 ? NumType.I64 : NumType.I32;
    }

    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < names.size(); at++) {
            texts.add(names.get(at) + ": " + params.fields().get(at));
        }
        return (isAsync ? "async func(" : "func(") + String.join(", ", texts) + ")"
                + (result == null ? "" : " -> " + result);
    }
}

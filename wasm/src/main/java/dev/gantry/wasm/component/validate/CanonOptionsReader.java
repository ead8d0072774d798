package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.CanonOption;
import dev.gantry.wasm.component.StringEncoding;
import dev.gantry.wasm.component.types.ResolvedCoreType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks the options of a canonical definition against each other.
///
/// Threading: confined to one thread; made for one definition.
final class CanonOptionsReader {
    private final ComponentContext context;
    private final Scope scope;
    private @Nullable StringEncoding encoding;
    private int memory = CanonOptions.NONE;
    private int realloc = CanonOptions.NONE;
    private int postReturn = CanonOptions.NONE;
    private int callback = CanonOptions.NONE;
    private boolean isAsync;
    private boolean isGc;
    private int coreType = CanonOptions.NONE;

    private CanonOptionsReader(ComponentContext context, Scope scope) {
        this.context = context;
        this.scope = scope;
    }

    static CanonOptions read(List<CanonOption> options, ComponentContext context, Scope scope) {
        CanonOptionsReader reader = new CanonOptionsReader(context, scope);
        options.forEach(reader::add);
        return reader.finish();
    }

    private void add(CanonOption option) {
        switch (option) {
            case CanonOption.Encoding wanted -> {
                if (encoding != null) {
                    throw invalid("canonical encoding option `" + encoding + "` conflicts with option `"
                            + wanted.encoding() + "`");
                }
                encoding = wanted.encoding();
            }
            case CanonOption.Memory wanted -> memory = once(memory, wanted.memory(), "memory");
            case CanonOption.Realloc wanted -> realloc = once(realloc, wanted.func(), "realloc");
            case CanonOption.PostReturn wanted -> postReturn = once(postReturn, wanted.func(), "post-return");
            case CanonOption.Callback wanted -> callback = once(callback, wanted.func(), "callback");
            case CanonOption.Async _ -> {
                context.require(WasmFeature.COMPONENT_MODEL_ASYNC, "canonical option `async`");
                if (isAsync) {
                    throw repeated("async");
                }
                isAsync = true;
            }
            case CanonOption.CoreType wanted -> {
                context.require(WasmFeature.COMPONENT_MODEL_GC, "canonical option `core-type`");
                int index = once(coreType, wanted.type(), "core-type");
                if (!(scope.coreTypeAt(index) instanceof ResolvedCoreType.Defined(int typeId))
                        || !(context.interner.type(typeId).composite() instanceof FuncType)) {
                    throw context.fail(
                            Failure.TYPE_MISMATCH, "canonical option `core-type` must name a core function type");
                }
                coreType = typeId;
            }
            case CanonOption.Gc _ -> {
                context.require(WasmFeature.COMPONENT_MODEL_GC, "canonical option `gc`");
                if (isGc) {
                    throw repeated("gc");
                }
                isGc = true;
            }
        }
    }

    private int once(int before, int index, String name) {
        if (before != CanonOptions.NONE) {
            throw repeated(name);
        }
        if (index < 0) {
            Failure failure = switch (name) {
                case "memory" -> Failure.UNKNOWN_MEMORY;
                case "core-type" -> Failure.UNKNOWN_TYPE;
                default -> Failure.UNKNOWN_FUNCTION;
            };
            throw context.fail(failure, "`" + name + "` " + Integer.toUnsignedString(index) + ": index out of bounds");
        }
        return index;
    }

    private RuntimeException repeated(String name) {
        return invalid("canonical option `" + name + "` is specified more than once");
    }

    private RuntimeException invalid(String message) {
        return context.fail(Failure.INVALID_CANON, message);
    }

    private CanonOptions finish() {
        boolean isMemory64 = memory != CanonOptions.NONE && checkMemory(memory, context, scope);
        if (callback != CanonOptions.NONE && !isAsync) {
            throw invalid("cannot specify callback without async");
        }
        if (postReturn != CanonOptions.NONE && isAsync) {
            throw invalid("cannot specify post-return function in async");
        }
        if (coreType != CanonOptions.NONE && !isGc) {
            throw invalid("cannot specify `core-type` without `gc`");
        }
        if (realloc != CanonOptions.NONE) {
            checkRealloc(isMemory64 ? NumType.I64 : NumType.I32);
        }
        return new CanonOptions(
                encoding == null ? StringEncoding.UTF8 : encoding,
                memory,
                isMemory64,
                realloc,
                postReturn,
                isAsync,
                callback,
                isGc,
                coreType);
    }

    private void checkRealloc(NumType address) {
        if (memory == CanonOptions.NONE) {
            throw invalid("canonical option `realloc` requires `memory` to also be specified");
        }
        FuncType wanted = new FuncType(List.of(address, address, address, address), List.of(address));
        if (!scope.coreFuncTypeAt(realloc).equals(wanted)) {
            throw invalid("canonical option `realloc` uses a core function with an incorrect signature");
        }
    }

    /// Checks a memory that values are read from and written to.
    ///
    /// @return whether its addresses have 64 bits
    static boolean checkMemory(int memory, ComponentContext context, Scope scope) {
        MemoryType type = scope.coreMemoryAt(memory);
        if (type.is64()) {
            context.require(WasmFeature.COMPONENT_MODEL_MEMORY64, "a 64-bit memory of a canonical definition");
        }
        if (type.isShared()) {
            throw context.fail(Failure.TYPE_MISMATCH, "mismatch in the shared flag for memories");
        }
        return type.is64();
    }
}

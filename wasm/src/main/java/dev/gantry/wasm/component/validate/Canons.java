package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.CanonOp;
import dev.gantry.wasm.component.CanonOption;
import dev.gantry.wasm.component.PrimType;
import dev.gantry.wasm.component.ValueType;
import dev.gantry.wasm.component.types.ResolvedCoreType;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks canonical definitions and adds the functions that they make.
///
/// Threading: confined to one thread.
final class Canons {
    /// How many core values parameters may be passed as; more are passed in memory.
    private static final int MAX_FLAT_PARAMS = 16;

    private static final int MAX_FLAT_ASYNC_PARAMS = 4;
    private static final int MAX_FLAT_RESULTS = 1;
    private static final List<CanonOption> NO_OPTIONS = List.of();

    private final ComponentContext context;

    Canons(ComponentContext context) {
        this.context = context;
    }

    ValidCanon define(Canon canon, Scope scope) {
        context.at(canon.offsetBytes());
        context.require(canon.op().feature(), "`" + canon.op() + "`");
        if (canon instanceof Canon.Lift lift) {
            return lift(lift, scope);
        }
        ValidCanon valid = canon instanceof Canon.Lower lower ? lower(lower, scope) : builtin(canon, scope);
        scope.addCoreFunc(valid.coreType());
        return valid;
    }

    private ValidCanon lift(Canon.Lift lift, Scope scope) {
        ResolvedFuncType type = scope.funcTypeAt(lift.type());
        int coreType = scope.coreFuncAt(lift.coreFunc());
        FuncType core = context.interner.funcType(coreType);
        CanonOptions options = CanonOptionsReader.read(lift.options(), context, scope);
        if (options.postReturn() != CanonOptions.NONE
                && !scope.coreFuncTypeAt(options.postReturn()).equals(new FuncType(core.results(), List.of()))) {
            throw invalid("canonical option `post-return` uses a core function with an incorrect signature");
        }
        if (options.isAsync() && options.callback() == CanonOptions.NONE) {
            context.require(WasmFeature.COMPONENT_MODEL_ASYNC_STACKFUL, "an async lifted function without `callback`");
        }
        if (options.callback() != CanonOptions.NONE
                && !scope.coreFuncTypeAt(options.callback()).equals(func(i32s(3), i32s(1)))) {
            throw invalid("canonical option `callback` uses a core function with an incorrect signature");
        }
        checkAsync(options, type);
        if (options.isGc()) {
            if (options.coreType() != CanonOptions.NONE) {
                throw invalid("canonical option `core-type` cannot be specified for liftings");
            }
            new GcAbi(context, options.encoding()).check(type, core);
            scope.addFunc(type);
            return new ValidCanon(options, coreType, type);
        }
        FuncType lowered = flattenLifted(type, options);
        if (!lowered.params().equals(core.params())) {
            throw context.fail(
                    Failure.TYPE_MISMATCH,
                    "lowered parameter types `" + lowered.params() + "` do not match parameter types `" + core.params()
                            + "` of core function " + lift.coreFunc());
        }
        if (!lowered.results().equals(core.results())) {
            throw context.fail(
                    Failure.TYPE_MISMATCH,
                    "lowered result types `" + lowered.results() + "` do not match result types `" + core.results()
                            + "` of core function " + lift.coreFunc());
        }
        if (context.intern(lowered) != coreType) {
            throw context.fail(
                    Failure.TYPE_MISMATCH,
                    "lowered function type `" + lowered + "` does not match type of core function " + lift.coreFunc());
        }
        scope.addFunc(type);
        return new ValidCanon(options, coreType, type);
    }

    private void checkAsync(CanonOptions options, ResolvedFuncType type) {
        if (options.isAsync() && !type.isAsync()) {
            throw invalid("the `async` canonical option requires an async function type");
        }
    }

    /// The type of the core function that a function is lifted from.
    private FuncType flattenLifted(ResolvedFuncType type, CanonOptions options) {
        Flattening flattening = new Flattening(context, options.addressType());
        List<ValType> params = new ArrayList<>();
        for (ResolvedValueType.Field param : type.params()) {
            requireReallocIf(param.type().facts().hasPointer(), options);
        }
        if (!addParams(type, flattening, params, MAX_FLAT_PARAMS)) {
            params = List.of(options.addressType());
            requireReallocIf(true, options);
        }
        List<ValType> results = new ArrayList<>();
        ResolvedValueType result = type.result();
        if (options.isAsync()) {
            // the result is passed to task.return
            boolean needsMemory = result != null
                    && (result.facts().hasPointer() || !flattening.add(result, new ArrayList<>(), MAX_FLAT_PARAMS));
            requireMemoryIf(needsMemory, options);
            return func(params, options.callback() == CanonOptions.NONE ? List.of() : i32s(1));
        }
        if (!flattening.add(result, results, MAX_FLAT_RESULTS)) {
            results = List.of(options.addressType());
            requireMemoryIf(true, options);
        }
        return func(params, results);
    }

    private static boolean addParams(ResolvedFuncType type, Flattening flattening, List<ValType> params, int max) {
        for (ResolvedValueType.Field param : type.params()) {
            if (!flattening.add(param.type(), params, max)) {
                return false;
            }
        }
        return true;
    }

    private ValidCanon lower(Canon.Lower lower, Scope scope) {
        ResolvedFuncType type = scope.funcAt(lower.func());
        CanonOptions options = CanonOptionsReader.read(lower.options(), context, scope);
        checkLower(options);
        checkAsync(options, type);
        return new ValidCanon(options, coreType(flattenLowered(type, options), options), type);
    }

    private void checkLower(CanonOptions options) {
        if (options.postReturn() != CanonOptions.NONE) {
            throw invalid("canonical option `post-return` cannot be specified for lowerings");
        }
        if (options.callback() != CanonOptions.NONE) {
            throw invalid("canonical option `callback` cannot be specified for lowerings");
        }
        if (options.isGc() && options.coreType() == CanonOptions.NONE) {
            throw invalid("cannot specify `gc` without also specifying a `core-type` for lowerings");
        }
    }

    /// The canonical id of the type of a function that is made: the one that option `core-type` names, if it does.
    private int coreType(FuncType made, CanonOptions options) {
        if (options.coreType() == CanonOptions.NONE) {
            return context.intern(made);
        }
        if (!context.interner.funcType(options.coreType()).equals(made)) {
            throw context.fail(
                    Failure.TYPE_MISMATCH,
                    "declared core type `" + context.interner.funcType(options.coreType())
                            + "` does not match lowered function type `" + made + "`");
        }
        return options.coreType();
    }

    /// The type of the core function that a function is lowered to.
    private FuncType flattenLowered(ResolvedFuncType type, CanonOptions options) {
        if (options.isGc()) {
            FuncType given = context.interner.funcType(options.coreType());
            new GcAbi(context, options.encoding()).check(type, given);
            return given;
        }
        Flattening flattening = new Flattening(context, options.addressType());
        List<ValType> params = new ArrayList<>();
        for (ResolvedValueType.Field param : type.params()) {
            requireMemoryIf(param.type().facts().hasPointer(), options);
        }
        if (!addParams(type, flattening, params, options.isAsync() ? MAX_FLAT_ASYNC_PARAMS : MAX_FLAT_PARAMS)) {
            params = new ArrayList<>(List.of(options.addressType()));
            requireMemoryIf(true, options);
        }
        ResolvedValueType result = type.result();
        requireReallocIf(result != null && result.facts().hasPointer(), options);
        List<ValType> results = new ArrayList<>();
        if (options.isAsync()) {
            if (result != null) {
                params.add(options.addressType());
                requireMemoryIf(true, options);
            }
            return func(params, i32s(1));
        }
        if (!flattening.add(result, results, MAX_FLAT_RESULTS)) {
            results = List.of();
            params.add(options.addressType());
            requireMemoryIf(true, options);
        }
        return func(params, results);
    }

    private void requireMemoryIf(boolean isNeeded, CanonOptions options) {
        if (isNeeded && options.memory() == CanonOptions.NONE) {
            throw invalid("canonical option `memory` is required");
        }
    }

    private void requireReallocIf(boolean isNeeded, CanonOptions options) {
        requireMemoryIf(isNeeded, options);
        if (isNeeded && options.realloc() == CanonOptions.NONE) {
            throw invalid("canonical option `realloc` is required");
        }
    }

    private RuntimeException invalid(String message) {
        return context.fail(Failure.INVALID_CANON, message);
    }

    private static List<ValType> i32s(int count) {
        return Collections.nCopies(count, NumType.I32);
    }

    private static FuncType func(List<ValType> params, List<ValType> results) {
        return new FuncType(params, results);
    }

    private ValidCanon builtin(Canon canon, Scope scope) {
        CanonOptions options = CanonOptionsReader.read(
                switch (canon) {
                    case Canon.OfType ofType -> ofType.options();
                    case Canon.WithOptions withOptions -> withOptions.options();
                    case Canon.TaskReturn taskReturn -> taskReturn.options();
                    case Canon.Lift _,
                            Canon.Lower _,
                            Canon.Plain _,
                            Canon.Context _,
                            Canon.Flagged _,
                            Canon.Wait _,
                            Canon.Spawn _ -> NO_OPTIONS;
                },
                context,
                scope);
        FuncType type = switch (canon) {
            case Canon.OfType ofType -> typed(ofType, options, scope);
            case Canon.WithOptions withOptions -> errorContext(withOptions.op(), options);
            case Canon.TaskReturn taskReturn -> taskReturn(taskReturn, options, scope);
            case Canon.Plain plain -> plain(plain.op());
            case Canon.Flagged flagged -> flagged(flagged);
            case Canon.Context slot -> slot(slot, scope);
            case Canon.Wait wait -> {
                boolean is64 = CanonOptionsReader.checkMemory(wait.memory(), context, scope);
                yield func(List.of(NumType.I32, is64 ? NumType.I64 : NumType.I32), i32s(1));
            }
            case Canon.Spawn spawn -> spawn(spawn, scope);
            case Canon.Lift _, Canon.Lower _ -> throw Bug.unreachable("no builtin: " + canon);
        };
        return new ValidCanon(options, coreType(type, options), null);
    }

    private static FuncType plain(CanonOp op) {
        return switch (op) {
            case TASK_CANCEL, BACKPRESSURE_INC, BACKPRESSURE_DEC -> func(List.of(), List.of());
            case SUBTASK_DROP, WAITABLE_SET_DROP, ERROR_CONTEXT_DROP, THREAD_RESUME_LATER -> func(i32s(1), List.of());
            case WAITABLE_SET_NEW, THREAD_INDEX -> func(List.of(), i32s(1));
            case WAITABLE_JOIN -> func(i32s(2), List.of());
            default -> throw Bug.unreachable("builtin " + op);
        };
    }

    private FuncType flagged(Canon.Flagged canon) {
        return switch (canon.op()) {
            case SUBTASK_CANCEL -> {
                requireMoreIf(canon.flag(), "async `" + canon.op() + "`");
                yield func(i32s(1), i32s(1));
            }
            case THREAD_YIELD, THREAD_SUSPEND -> func(List.of(), i32s(1));
            case THREAD_SUSPEND_THEN_RESUME,
                    THREAD_YIELD_THEN_RESUME,
                    THREAD_SUSPEND_THEN_PROMOTE,
                    THREAD_YIELD_THEN_PROMOTE -> func(i32s(1), i32s(1));
            case THREAD_AVAILABLE_PARALLELISM -> throw sharedThreads();
            default -> throw Bug.unreachable("builtin " + canon.op());
        };
    }

    private void requireMoreIf(boolean isNeeded, String what) {
        if (isNeeded) {
            context.require(WasmFeature.COMPONENT_MODEL_MORE_ASYNC_BUILTINS, what);
        }
    }

    private static RuntimeException sharedThreads() {
        return new UnsupportedException("threads");
    }

    private FuncType typed(Canon.OfType canon, CanonOptions options, Scope scope) {
        return switch (canon.op()) {
            case RESOURCE_NEW -> func(List.of(localRep(canon.type(), scope)), i32s(1));
            case RESOURCE_REP -> func(i32s(1), List.of(localRep(canon.type(), scope)));
            case RESOURCE_DROP -> {
                scope.resourceAt(canon.type());
                yield func(i32s(1), List.of());
            }
            case STREAM_NEW, FUTURE_NEW -> {
                content(canon, scope);
                yield func(List.of(), List.of(NumType.I64));
            }
            case STREAM_READ, STREAM_WRITE, FUTURE_READ, FUTURE_WRITE -> copy(canon, options, scope);
            case STREAM_CANCEL_READ, STREAM_CANCEL_WRITE, FUTURE_CANCEL_READ, FUTURE_CANCEL_WRITE -> {
                requireMoreIf(canon.isAsync(), "async `" + canon.op() + "`");
                content(canon, scope);
                yield func(i32s(1), i32s(1));
            }
            case STREAM_DROP_READABLE, STREAM_DROP_WRITABLE, FUTURE_DROP_READABLE, FUTURE_DROP_WRITABLE -> {
                content(canon, scope);
                yield func(i32s(1), List.of());
            }
            default -> throw Bug.unreachable("builtin " + canon.op());
        };
    }

    private ValType localRep(int type, Scope scope) {
        ResolvedType.Resource resource = scope.resourceAt(type);
        Scope.ResourceRep rep = scope.definedResources.get(resource.id());
        if (rep == null || rep.type() == null) {
            throw context.fail(Failure.TYPE_MISMATCH, "type " + type + " is not a local resource");
        }
        return rep.type();
    }

    /// What a stream or future carries.
    private @Nullable ResolvedValueType content(Canon.OfType canon, Scope scope) {
        ResolvedValueType type = scope.valueTypeAt(canon.type());
        boolean ofStream =
                canon.op().compareTo(CanonOp.STREAM_NEW) >= 0 && canon.op().compareTo(CanonOp.FUTURE_NEW) < 0;
        if (ofStream && type instanceof ResolvedValueType.Stream stream) {
            return stream.element();
        }
        if (!ofStream && type instanceof ResolvedValueType.Future future) {
            return future.type();
        }
        throw context.fail(
                Failure.TYPE_MISMATCH, "`" + canon.op() + "` requires a " + (ofStream ? "stream" : "future") + " type");
    }

    private FuncType copy(Canon.OfType canon, CanonOptions options, Scope scope) {
        ResolvedValueType content = content(canon, scope);
        requireMoreIf(!options.isAsync(), "synchronous `" + canon.op() + "`");
        checkLower(options);
        requireMemoryIf(content != null, options);
        boolean isRead = canon.op() == CanonOp.STREAM_READ || canon.op() == CanonOp.FUTURE_READ;
        requireReallocIf(isRead && content != null && content.facts().hasPointer(), options);
        ValType address = options.addressType();
        boolean ofStream = canon.op() == CanonOp.STREAM_READ || canon.op() == CanonOp.STREAM_WRITE;
        return ofStream
                ? func(List.of(NumType.I32, address, address), List.of(address))
                : func(List.of(NumType.I32, address), i32s(1));
    }

    private FuncType errorContext(CanonOp op, CanonOptions options) {
        requireMemoryIf(true, options);
        requireReallocIf(op == CanonOp.ERROR_CONTEXT_DEBUG_MESSAGE, options);
        requireSync(op, options);
        checkLower(options);
        ValType address = options.addressType();
        return op == CanonOp.ERROR_CONTEXT_NEW
                ? func(List.of(address, address), i32s(1))
                : func(List.of(NumType.I32, address), List.of());
    }

    private void requireSync(CanonOp op, CanonOptions options) {
        if (options.isAsync()) {
            throw invalid("cannot specify `async` option on `" + op + "`");
        }
    }

    private FuncType taskReturn(Canon.TaskReturn canon, CanonOptions options, Scope scope) {
        if (options.realloc() != CanonOptions.NONE) {
            throw invalid("cannot specify `realloc` option on `task.return`");
        }
        if (options.postReturn() != CanonOptions.NONE) {
            throw invalid("cannot specify `post-return` option on `task.return`");
        }
        checkLower(options);
        requireSync(canon.op(), options);
        ResolvedValueType result = switch (canon.result()) {
            case null -> null;
            case PrimType prim -> ResolvedValueType.Prim.of(prim);
            case ValueType.Index index -> scope.valueTypeAt(index.type());
        };
        List<ResolvedValueType.Field> params =
                result == null ? List.of() : List.of(new ResolvedValueType.Field("v", result));
        return flattenLowered(ResolvedFuncType.of(false, params, null), options);
    }

    private FuncType slot(Canon.Context canon, Scope scope) {
        if (!(canon.type() instanceof NumType type) || (type != NumType.I32 && type != NumType.I64)) {
            throw invalid("`" + canon.op() + "` only supports `i32` or `i64`");
        }
        if (type == NumType.I64) {
            context.require(WasmFeature.COMPONENT_MODEL_MEMORY64, "64-bit `" + canon.op() + "`");
        }
        if (scope.contextType != null && scope.contextType != type) {
            throw invalid("`" + canon.op() + "` type must match previous context type");
        }
        scope.contextType = type;
        if (canon.slot() != 0) {
            context.require(
                    WasmFeature.COMPONENT_MODEL_THREADING,
                    "`" + canon.op() + "` of slot " + Integer.toUnsignedString(canon.slot()));
            if (canon.slot() != 1) {
                throw invalid("`" + canon.op() + "` immediate must be zero or one: "
                        + Integer.toUnsignedString(canon.slot()));
            }
        }
        return canon.op() == CanonOp.CONTEXT_GET ? func(List.of(), List.of(type)) : func(List.of(type), List.of());
    }

    private FuncType spawn(Canon.Spawn canon, Scope scope) {
        if (canon.op() != CanonOp.THREAD_NEW_INDIRECT) {
            throw sharedThreads();
        }
        CompositeType start = scope.coreTypeAt(canon.coreType()) instanceof ResolvedCoreType.Defined defined
                ? context.interner.type(defined.typeId()).composite()
                : null;
        if (start == null || !start.equals(func(i32s(1), List.of()))) {
            throw context.fail(
                    Failure.TYPE_MISMATCH,
                    "start function must take a single `i32` argument and must not return any values");
        }
        if (!scope.coreTableAt(canon.table()).element().equals(RefType.FUNCREF)
                || scope.coreTableAt(canon.table()).is64()) {
            throw context.fail(Failure.TYPE_MISMATCH, "table is not a 32-bit table of (ref null (func))");
        }
        return func(i32s(2), i32s(1));
    }
}

package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.component.StringEncoding;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks that a core function type can stand for a component's one if values are objects of the collector's heap
/// (option `gc`): each value is one core value, whose type is given and not computed.
///
/// ```
/// bool, s8, u8, s16, u16   i32 as an argument, i8 or i16 in fields    record, tuple             (ref (struct …))
/// s32, u32, char           i32                                        list                      (ref (array T))
/// s64, u64, f32, f64       i64, f32, f64                              variant, option, result   (ref (struct)), empty
/// enum, flags              i32                                        handles, streams, …       (ref extern)
/// string                   (ref (array i8)), i16 with utf16           map                       not defined yet
/// ```
///
/// Threading: confined to one thread.
final class GcAbi {
    private final ComponentContext context;
    private final StringEncoding encoding;

    GcAbi(ComponentContext context, StringEncoding encoding) {
        this.context = context;
        this.encoding = encoding;
    }

    /// Checks all parameters and the result of a function.
    ///
    /// @throws dev.gantry.wasm.ValidationException if the core type does not fit
    void check(ResolvedFuncType type, FuncType core) {
        checkCount("parameters", type.params().size(), core.params().size());
        for (int param = 0; param < core.params().size(); param++) {
            check(type.params().get(param).type(), core.params().get(param), true);
        }
        ResolvedValueType result = type.result();
        checkCount("results", result == null ? 0 : 1, core.results().size());
        if (result != null) {
            check(result, core.results().getFirst(), true);
        }
    }

    private void checkCount(String what, int wanted, int found) {
        if (wanted != found) {
            throw context.fail(
                    Failure.TYPE_MISMATCH,
                    "the core function type has " + found + " " + what + ", the component function " + wanted);
        }
    }

    /// @param isArgument whether the value is an argument or a result; else it stands in a field, packed if possible
    private void check(ResolvedValueType type, StorageType core, boolean isArgument) {
        context.step();
        switch (type) {
            case ResolvedValueType.Prim prim -> primitive(prim, core, isArgument);
            case ResolvedValueType.RecordOf record ->
                product(
                        type,
                        record.fields().stream()
                                .map(ResolvedValueType.Field::type)
                                .toList(),
                        core);
            case ResolvedValueType.Tuple tuple -> product(type, tuple.types(), core);
            case ResolvedValueType.ListOf list -> elements(type, list.element(), core);
            case ResolvedValueType.FixedList list -> elements(type, list.element(), core);
            case ResolvedValueType.Variant _, ResolvedValueType.Option _, ResolvedValueType.Result _ ->
                product(type, new ArrayList<>(), core);
            case ResolvedValueType.Flags _, ResolvedValueType.Enumeration _ -> require(type, core, NumType.I32);
            case ResolvedValueType.Own _,
                    ResolvedValueType.Borrow _,
                    ResolvedValueType.Stream _,
                    ResolvedValueType.Future _ -> external(type, core);
            case ResolvedValueType.MapOf _ ->
                throw context.fail(Failure.TYPE_MISMATCH, "maps have no form as objects yet");
        }
    }

    private void primitive(ResolvedValueType.Prim type, StorageType core, boolean isArgument) {
        switch (type.type()) {
            case BOOL, S8, U8 -> require(type, core, isArgument ? NumType.I32 : PackedType.I8);
            case S16, U16 -> require(type, core, isArgument ? NumType.I32 : PackedType.I16);
            case S32, U32, CHAR -> require(type, core, NumType.I32);
            case S64, U64 -> require(type, core, NumType.I64);
            case F32 -> require(type, core, NumType.F32);
            case F64 -> require(type, core, NumType.F64);
            case STRING -> {
                StorageType unit = encoding == StringEncoding.UTF16 ? PackedType.I16 : PackedType.I8;
                if (!(composite(core) instanceof ArrayType(FieldType element))
                        || !element.storage().equals(unit)) {
                    throw mismatch(type, core, "(ref (array " + unit + "))");
                }
            }
            case ERROR_CONTEXT -> external(type, core);
        }
    }

    private void product(ResolvedValueType type, List<ResolvedValueType> parts, StorageType core) {
        if (!(composite(core) instanceof StructType(List<FieldType> fields)) || fields.size() != parts.size()) {
            throw mismatch(type, core, "a struct of " + parts.size() + " fields");
        }
        for (int field = 0; field < fields.size(); field++) {
            check(parts.get(field), fields.get(field).storage(), false);
        }
    }

    private void elements(ResolvedValueType type, ResolvedValueType element, StorageType core) {
        if (!(composite(core) instanceof ArrayType(FieldType field))) {
            throw mismatch(type, core, "an array");
        }
        check(element, field.storage(), false);
    }

    private void external(ResolvedValueType type, StorageType core) {
        if (!(core instanceof RefType ref) || ref.heap() != AbsHeapType.EXTERN) {
            throw mismatch(type, core, "(ref extern)");
        }
    }

    private void require(ResolvedValueType type, StorageType core, StorageType wanted) {
        if (!core.equals(wanted)) {
            throw mismatch(type, core, wanted.toString());
        }
    }

    /// What a reference to a defined type refers to.
    private @Nullable CompositeType composite(StorageType core) {
        return core instanceof RefType ref && ref.heap() instanceof HeapType.Id(int typeId)
                ? context.interner.type(typeId).composite()
                : null;
    }

    private RuntimeException mismatch(ResolvedValueType type, StorageType core, String wanted) {
        return context.fail(
                Failure.TYPE_MISMATCH,
                "expected " + wanted + " for component type `" + type.description() + "`, found " + core);
    }
}

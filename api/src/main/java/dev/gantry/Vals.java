package dev.gantry;

import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.Backtraces;
import dev.gantry.runtime.vm.VmException;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Between [Val]s and the packed slots of the runtime: one slot a value, two for vectors, references as ids.
final class Vals {
    private static final long ID_MASK = 0xFFFF_FFFFL;

    private Vals() {}

    static ClassCastException wrong(Val found, String expected) {
        return new ClassCastException("expected " + expected + ", found " + found.type());
    }

    static void write(Store<?> store, List<ValType> types, Val[] values, long[] slots, int base) {
        int slot = base;
        for (int index = 0; index < values.length; index++) {
            ValType type = types.get(index);
            write(store, type, values[index], slots, slot);
            slot += type.slots();
        }
    }

    static void write(Store<?> store, ValType type, Val value, long[] slots, int slot) {
        switch (type) {
            case NumType num -> slots[slot] = number(num, value);
            case VecType _ -> {
                if (!(value instanceof Val.Vec vec)) {
                    throw mismatch(type, value);
                }
                slots[slot] = vec.value().low();
                slots[slot + 1] = vec.value().high();
            }
            case RefType ref -> slots[slot] = toRef(store, ref, value) & ID_MASK;
        }
    }

    private static long number(NumType type, Val value) {
        return switch (value) {
            case Val.I32 val when type == NumType.I32 -> val.value();
            case Val.I64 val when type == NumType.I64 -> val.value();
            case Val.F32 val when type == NumType.F32 -> val.bits();
            case Val.F64 val when type == NumType.F64 -> val.bits();
            default -> throw mismatch(type, value);
        };
    }

    private static IllegalArgumentException mismatch(ValType type, Val value) {
        return new IllegalArgumentException("expected a value of type " + type + ", found " + value);
    }

    static Val[] read(Store<?> store, List<ValType> types, long[] slots, int base) {
        Val[] values = new Val[types.size()];
        int slot = base;
        for (int index = 0; index < values.length; index++) {
            ValType type = types.get(index);
            values[index] = read(store, type, slots, slot);
            slot += type.slots();
        }
        return values;
    }

    static Val read(Store<?> store, ValType type, long[] slots, int slot) {
        long bits = slots[slot];
        return switch (type) {
            case NumType num ->
                switch (num) {
                    case I32 -> new Val.I32((int) bits);
                    case I64 -> new Val.I64(bits);
                    case F32 -> new Val.F32((int) bits);
                    case F64 -> new Val.F64(bits);
                };
            case VecType _ -> new Val.Vec(new V128(bits, slots[slot + 1]));
            case RefType ref -> fromRef(store, ref, (int) bits);
        };
    }

    /// The value of a type that a Java object stands for.
    private static Val ofObject(Store<?> store, ValType type, @Nullable Object object) {
        return switch (object) {
            case Integer value when type == NumType.I32 -> new Val.I32(value);
            case Long value when type == NumType.I64 -> new Val.I64(value);
            case Float value when type == NumType.F32 -> new Val.F32(Float.floatToRawIntBits(value));
            case Double value when type == NumType.F64 -> new Val.F64(Double.doubleToRawLongBits(value));
            case V128 value when type == VecType.V128 -> new Val.Vec(value);
            case null, default -> {
                if (!(type instanceof RefType ref)) {
                    throw new IllegalArgumentException("expected a value of type " + type + ", found " + object);
                }
                yield ofReference(store, ref, object);
            }
        };
    }

    private static Val ofReference(Store<?> store, RefType type, @Nullable Object object) {
        AbsHeapType top = top(store, type.heap());
        if (top == AbsHeapType.EXTERN) {
            return new Val.ExternRef(object);
        } else if (top == AbsHeapType.FUNC && (object == null || object instanceof Func)) {
            return new Val.FuncRef((Func) object);
        } else if (top == AbsHeapType.EXN && (object == null || object instanceof ExnRef)) {
            return new Val.ExnRefVal((ExnRef) object);
        } else if (top == AbsHeapType.ANY && (object == null || object instanceof AnyRef)) {
            return new Val.AnyRefVal((AnyRef) object);
        }
        throw new IllegalArgumentException("expected a value of type " + type + ", found " + object);
    }

    static Val[] ofArguments(Store<?> store, List<ValType> types, @Nullable Object[] objects) {
        Val[] values = new Val[objects.length];
        for (int index = 0; index < values.length; index++) {
            values[index] = ofObject(store, types.get(index), objects[index]);
        }
        return values;
    }

    /// Results from what stands for all of them: nothing for none, an object for one, an array of values for
    /// several.
    static Val[] ofObjects(Store<?> store, List<ValType> types, @Nullable Object object) {
        return switch (types.size()) {
            case 0 -> new Val[0];
            case 1 -> new Val[] {ofObject(store, types.getFirst(), object)};
            default -> {
                if (!(object instanceof Val[] values)) {
                    throw new IllegalArgumentException("expected an array of Val, found " + object);
                }
                yield values;
            }
        };
    }

    /// What stands for results: the other way round.
    static @Nullable Object toObject(List<ValType> types, Val[] values) {
        return switch (types.size()) {
            case 0 -> null;
            case 1 ->
                switch (values[0]) {
                    case Val.I32 val -> val.value();
                    case Val.I64 val -> val.value();
                    case Val.F32 val -> val.value();
                    case Val.F64 val -> val.value();
                    case Val.Vec val -> val.value();
                    case Val.FuncRef val -> val.func();
                    case Val.ExternRef val -> val.object();
                    case Val.AnyRefVal val -> val.ref();
                    case Val.ExnRefVal val -> val.exn();
                };
            default -> values;
        };
    }

    /// The id of a reference, after checking that it is a member of the type.
    static int toRef(Store<?> store, RefType type, Val value) {
        store.vm().enter();
        try {
            return toCheckedRef(store, type, value);
        } finally {
            store.vm().exit();
        }
    }

    private static int toCheckedRef(Store<?> store, RefType type, Val value) {
        int id = id(store, value);
        boolean fits = value.type() instanceof RefType found
                && (id == 0
                        ? type.nullable() && top(store, type.heap()) == top(store, found.heap())
                        : store.engine().types().interner().matches(runtimeType(value), type));
        if (!fits) {
            throw mismatch(type, value);
        }
        return id;
    }

    /// The id of a reference whatever its type; 0 for what is none.
    static int id(Store<?> store, Val value) {
        return switch (value) {
            case Val.FuncRef val -> funcId(store, val.func());
            case Val.ExternRef val -> externId(store, val.object());
            case Val.AnyRefVal val -> anyId(store, val.ref());
            case Val.ExnRefVal val -> exnId(store, val.exn());
            case Val.I32 _, Val.I64 _, Val.F32 _, Val.F64 _, Val.Vec _ -> 0;
        };
    }

    private static AbsHeapType top(Store<?> store, HeapType heap) {
        return store.engine().types().top(heap);
    }

    private static RefType runtimeType(Val value) {
        return switch (value) {
            case Val.FuncRef(Func func) when func != null -> new RefType(false, new HeapType.Id(func.vm().typeId));
            case Val.AnyRefVal(AnyRef.I31 _) -> new RefType(false, AbsHeapType.I31);
            case Val.AnyRefVal(ObjectRef object) -> new RefType(false, object.type());
            default -> new RefType(false, ((RefType) value.type()).heap());
        };
    }

    static Val fromRef(Store<?> store, RefType type, int id) {
        store.vm().enter();
        try {
            return switch (top(store, type.heap())) {
                case FUNC -> new Val.FuncRef(func(store, id));
                case EXTERN -> new Val.ExternRef(extern(store, id));
                case EXN -> new Val.ExnRefVal(exn(store, id));
                case ANY -> new Val.AnyRefVal(any(store, id));
                case NOFUNC, NOEXTERN, EQ, I31, STRUCT, ARRAY, NONE, NOEXN ->
                    throw Bug.unreachable(type + " has no top");
            };
        } catch (TrapSignal signal) { // the reference came out of a heap that was overwritten
            throw Backtraces.trap(store.vm(), signal);
        } finally {
            store.vm().exit();
        }
    }

    static @Nullable Func func(Store<?> store, int id) {
        VmFunc vm = id == 0 ? null : store.vm().func(id);
        return vm == null ? null : new Func(store, vm);
    }

    static int funcId(Store<?> store, @Nullable Func func) {
        if (func == null) {
            return 0;
        }
        if (func.store() != store) {
            throw new IllegalArgumentException("the function belongs to another store");
        }
        return store.vm().register(func.vm());
    }

    static @Nullable Object extern(Store<?> store, int id) {
        if (id == 0) {
            return null;
        }
        return GcRefs.isHost(id) ? store.vm().hostRefs.get(GcRefs.hostId(id)) : any(store, id);
    }

    static int externId(Store<?> store, @Nullable Object object) {
        if (object == null) {
            return 0;
        }
        return object instanceof EqRef ref
                ? anyId(store, ref)
                : GcRefs.host(store.vm().hostRefs.intern(object));
    }

    static @Nullable AnyRef any(Store<?> store, int id) {
        if (id == 0) {
            return null;
        }
        if ((id & 1) != 0) {
            return new AnyRef.I31(id >> 1);
        }
        if (GcRefs.isHost(id)) {
            return new AnyRef.Extern(Objects.requireNonNull(store.vm().hostRefs.get(GcRefs.hostId(id))));
        }
        return ObjectRef.of(store, id);
    }

    static int anyId(Store<?> store, @Nullable AnyRef ref) {
        return switch (ref) {
            case null -> 0;
            case AnyRef.I31 i31 -> (i31.value() << 1) | 1;
            case AnyRef.Extern extern -> externId(store, extern.object());
            case ObjectRef object -> object.ref(store);
        };
    }

    static @Nullable ExnRef exn(Store<?> store, int id) {
        if (id == 0) {
            return null;
        }
        if (!(store.vm().exceptions.get(GcRefs.exnId(id)) instanceof VmException exn)) {
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP);
        }
        return new ExnRef(store, exn);
    }

    static int exnId(Store<?> store, @Nullable ExnRef exn) {
        if (exn == null) {
            return 0;
        }
        if (exn.store() != store) {
            throw new IllegalArgumentException("the exception belongs to another store");
        }
        return GcRefs.exn(store.vm().exceptions.intern(exn.vm()));
    }
}

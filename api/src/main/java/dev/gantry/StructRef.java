package dev.gantry;

import dev.gantry.runtime.vm.FieldKind;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.runtime.vm.VmLayout;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.StructType;
import java.util.List;
import java.util.Objects;

/// A reference to a struct of the collected heap (R127).
///
/// Threading: confined to its store.
///
/// @wasm syntax-structinst
public final class StructRef extends ObjectRef {
    /// The most slots that a value takes.
    private static final int SLOTS = 2;

    StructRef(Store<?> store, int ref) {
        super(store, ref);
    }

    /// Allocates a struct.
    ///
    /// @param store  the store
    /// @param type   a struct type, of a module or from [Engine] (R119)
    /// @param values one value for each field; of packed fields, the low bits of an `i32`
    /// @return the struct
    /// @throws IllegalArgumentException    if it is no struct type, or the values do not fit
    /// @throws dev.gantry.wasm.Trap        `out of memory`, if the heap is full
    public static StructRef of(Store<?> store, HeapType.Id type, Val... values) {
        List<FieldType> fields = structType(store, type.typeId()).fields();
        if (values.length != fields.size()) {
            throw new IllegalArgumentException("expected " + fields.size() + " values, found " + values.length);
        }
        long[] slots = new long[SLOTS * values.length];
        for (int field = 0; field < values.length; field++) { // before there is a half-made object
            Vals.write(store, fields.get(field).storage().unpacked(), values[field], slots, SLOTS * field);
        }
        return guarded(store, () -> {
            VmHeap heap = store.vm().heap();
            VmLayout layout = heap.layout(type.typeId());
            int ref = heap.allocateStruct(layout);
            for (int field = 0; field < values.length; field++) {
                int kind = layout.kinds()[field];
                if (FieldKind.isRef(kind)) { // the allocation may have moved it
                    slots[SLOTS * field] = Vals.id(store, values[field]);
                }
                heap.initialize(ref + layout.offsets()[field], kind, slots, SLOTS * field);
            }
            return new StructRef(store, ref);
        });
    }

    private static StructType structType(Store<?> store, int typeId) {
        if (store.engine().types().interner().type(typeId).composite() instanceof StructType struct) {
            return struct;
        }
        throw new IllegalArgumentException("expected a struct type, found type " + typeId);
    }

    /// The fields' types.
    ///
    /// @return the type
    public StructType structType() {
        if (definition().composite() instanceof StructType type) {
            return type;
        }
        throw changed();
    }

    /// Reads a field.
    ///
    /// @param field its number
    /// @return its value; packed ones are zero-extended
    /// @throws IndexOutOfBoundsException if there is no such field
    public Val get(int field) {
        FieldType type = structType().fields().get(field);
        return guarded(store, () -> {
            VmLayout layout = store.vm().heap().layout(typeId());
            return read(store, type, ref() + layout.offsets()[field], layout.kinds()[field]);
        });
    }

    /// Writes a field.
    ///
    /// @param field its number
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such field
    /// @throws IllegalStateException     if the field is immutable
    /// @throws IllegalArgumentException  if the value does not fit
    public void set(int field, Val value) {
        FieldType type = structType().fields().get(field);
        if (!type.isMutable()) {
            throw new IllegalStateException("field " + field + " is immutable");
        }
        var _ = guarded(store, () -> {
            VmLayout layout = store.vm().heap().layout(typeId());
            write(store, type, ref() + layout.offsets()[field], layout.kinds()[field], value);
            return Objects.requireNonNull(value);
        });
    }

    /// Reads all fields.
    ///
    /// @return one value for each
    public List<Val> fields() {
        int count = structType().fields().size();
        Val[] values = new Val[count];
        for (int field = 0; field < count; field++) {
            values[field] = get(field);
        }
        return List.of(values);
    }

    @Override
    public String toString() {
        return "StructRef[" + type() + "]";
    }
}

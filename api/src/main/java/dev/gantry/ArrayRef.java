package dev.gantry;

import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.runtime.vm.VmLayout;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.HeapType;
import java.util.List;
import java.util.Objects;

/// A reference to an array of the collected heap (R127).
///
/// Threading: confined to its store.
///
/// @wasm syntax-arrayinst
public final class ArrayRef extends ObjectRef {
    ArrayRef(Store<?> store, int ref) {
        super(store, ref);
    }

    /// Allocates an array of equal elements.
    ///
    /// @param store  the store
    /// @param type   an array type, of a module or from [Engine] (R118)
    /// @param length the number of elements, at least zero
    /// @param value  what each of them is; of packed elements, the low bits of an `i32`
    /// @return the array
    /// @throws IllegalArgumentException if it is no array type, or the value does not fit
    /// @throws dev.gantry.wasm.Trap     `out of memory`, if the heap is full
    public static ArrayRef of(Store<?> store, HeapType.Id type, int length, Val value) {
        if (length < 0) {
            throw new IllegalArgumentException("expected a length, found " + length);
        }
        FieldType element = arrayType(store, type.typeId()).element();
        checkFits(store, element, value); // before there is a half-made object
        return guarded(store, () -> {
            ArrayRef array = allocate(store, type.typeId(), length);
            for (int index = 0; index < length; index++) {
                array.initialize(element, index, value);
            }
            return array;
        });
    }

    /// Allocates an array of given elements.
    ///
    /// @param store  the store
    /// @param type   an array type
    /// @param values the elements; of packed elements, the low bits of an `i32`
    /// @return the array
    /// @throws IllegalArgumentException if it is no array type, or a value does not fit
    /// @throws dev.gantry.wasm.Trap     `out of memory`, if the heap is full
    public static ArrayRef of(Store<?> store, HeapType.Id type, List<Val> values) {
        FieldType element = arrayType(store, type.typeId()).element();
        for (Val value : values) {
            checkFits(store, element, value); // before there is a half-made object
        }
        return guarded(store, () -> {
            ArrayRef array = allocate(store, type.typeId(), values.size());
            int index = 0;
            for (Val value : values) {
                array.initialize(element, index++, value);
            }
            return array;
        });
    }

    private static ArrayRef allocate(Store<?> store, int typeId, int length) {
        return new ArrayRef(store, store.vm().heap().allocateArray(typeId, length));
    }

    private void initialize(FieldType element, int index, Val value) {
        VmLayout layout = store.vm().heap().layout(typeId());
        initialize(store, element, at(layout, index), layout.kinds()[0], value);
    }

    private int at(VmLayout layout, int index) {
        return ref() + layout.offsets()[0] + index * sizeBytes(layout.kinds()[0]);
    }

    private static ArrayType arrayType(Store<?> store, int typeId) {
        if (store.engine().types().interner().type(typeId).composite() instanceof ArrayType array) {
            return array;
        }
        throw new IllegalArgumentException("expected an array type, found type " + typeId);
    }

    /// The elements' type.
    ///
    /// @return the type
    public ArrayType arrayType() {
        if (definition().composite() instanceof ArrayType type) {
            return type;
        }
        throw changed();
    }

    /// The number of elements.
    ///
    /// @return the number, unsigned
    public int length() {
        return guarded(store, () -> store.vm().heap().length(ref()));
    }

    /// Reads an element.
    ///
    /// @param index which one
    /// @return its value; packed ones are zero-extended
    /// @throws IndexOutOfBoundsException if there is no such element
    public Val get(int index) {
        int checked = Objects.checkIndex(index, length());
        return guarded(store, () -> {
            VmHeap heap = store.vm().heap();
            VmLayout layout = heap.layout(typeId());
            return read(store, arrayType().element(), at(layout, checked), layout.kinds()[0]);
        });
    }

    /// Writes an element.
    ///
    /// @param index which one
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    /// @throws IllegalStateException     if the elements are immutable
    /// @throws IllegalArgumentException  if the value does not fit
    public void set(int index, Val value) {
        FieldType element = arrayType().element();
        int checked = Objects.checkIndex(index, length());
        if (!element.isMutable()) {
            throw new IllegalStateException("the array is immutable");
        }
        var _ = guarded(store, () -> {
            VmLayout layout = store.vm().heap().layout(typeId());
            write(store, element, at(layout, checked), layout.kinds()[0], value);
            return value;
        });
    }

    /// Reads all elements.
    ///
    /// @return one value for each
    public List<Val> elements() {
        Val[] values = new Val[length()];
        for (int index = 0; index < values.length; index++) {
            values[index] = get(index);
        }
        return List.of(values);
    }

    @Override
    public String toString() {
        return "ArrayRef[" + type() + ", " + length() + "]";
    }
}

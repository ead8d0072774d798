package dev.gantry.wasm.types;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/// Replaces the heap types inside of types, for example a module's indices by canonical ids.
///
/// Threading: as the function it is made of.
///
/// @param heapType what each heap type becomes
public record TypeMapping(UnaryOperator<HeapType> heapType) {
    /// The mapping of a module's type indices to ids; other heap types stay.
    ///
    /// @param indexToId the id of each type of the module
    /// @return the mapping
    public static TypeMapping ofIndices(IntUnaryOperator indexToId) {
        return new TypeMapping(new OfIndices(indexToId));
    }

    private record OfIndices(IntUnaryOperator indexToId) implements UnaryOperator<HeapType> {
        @Override
        public HeapType apply(HeapType heap) {
            return heap instanceof HeapType.Index(int index) ? new HeapType.Id(indexToId.applyAsInt(index)) : heap;
        }
    }

    /// Maps a heap type.
    ///
    /// @param heap the type
    /// @return what it becomes
    public HeapType map(HeapType heap) {
        return heap instanceof AbsHeapType ? heap : heapType.apply(heap);
    }

    /// Maps a reference type.
    ///
    /// @param type the type
    /// @return the same type with its heap type mapped
    public RefType map(RefType type) {
        return type.heap() instanceof AbsHeapType ? type : new RefType(type.nullable(), map(type.heap()));
    }

    /// Maps a value type.
    ///
    /// @param type the type
    /// @return the same type with its heap type mapped
    public ValType map(ValType type) {
        return type instanceof RefType ref ? map(ref) : type;
    }

    /// Maps a list of value types.
    ///
    /// @param types the types
    /// @return the mapped types, in order
    public List<ValType> map(List<ValType> types) {
        List<ValType> mapped = new ArrayList<>(types.size());
        for (ValType type : types) {
            mapped.add(map(type));
        }
        return mapped;
    }

    /// Maps a function type.
    ///
    /// @param type the type
    /// @return the type with parameters and results mapped
    public FuncType map(FuncType type) {
        return new FuncType(map(type.params()), map(type.results()));
    }

    /// Maps a field.
    ///
    /// @param field the field
    /// @return the field with its type mapped
    public FieldType map(FieldType field) {
        return field.storage() instanceof RefType ref ? new FieldType(map(ref), field.isMutable()) : field;
    }

    /// Maps a composite type.
    ///
    /// @param type the type
    /// @return the type with its parts mapped
    public CompositeType map(CompositeType type) {
        if (type instanceof FuncType func) {
            return map(func);
        }
        return type instanceof StructType struct
                ? new StructType(struct.fields().stream().map(this::map).toList())
                : new ArrayType(map(((ArrayType) type).element()));
    }

    /// Maps a defined type.
    ///
    /// @param type the type
    /// @return the type with supertype and structure mapped
    public SubType map(SubType type) {
        HeapType supertype = type.supertype();
        return new SubType(type.isFinal(), supertype == null ? null : map(supertype), map(type.composite()));
    }

    /// Maps the type of an import or export.
    ///
    /// @param type the type
    /// @return the type with its parts mapped
    public ExternType map(ExternType type) {
        return switch (type) {
            case ExternType.Func func -> new ExternType.Func(map(func.type()));
            case TableType table -> new TableType(table.is64(), table.limits(), map(table.element()));
            case MemoryType memory -> memory;
            case GlobalType global -> new GlobalType(map(global.type()), global.isMutable());
            case TagType tag -> new TagType(map(tag.type()));
        };
    }
}

package dev.gantry.environ.spi;

import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.VecType;
import java.util.List;

/// How objects lie in a collector's heap. Offsets are bytes from the start of the object; everything is little-endian.
///
/// ```text
///   0   kind (5 bits) and canonical type id (27 bits)   the same in all heaps
///   4   the collector's word
///   8   more of the collector's, if its header is larger
///   h   struct: the fields, in order, each at a multiple of its size
///       array: the length (4 bytes), then the elements, from a multiple of their size on
/// ```
///
/// The fields of a supertype come first and do not depend on those behind them, so a field has the same offset in all
/// subtypes. A `v128` is aligned to 8 bytes, references have 4.
///
/// Threading: immutable.
///
/// @param headerBytes the size of the header, a multiple of 8
public record GcLayouts(int headerBytes) {
    /// Where the collector's word is.
    public static final int COLLECTOR_WORD = 4;

    /// The kind of a struct, in its place in the first word.
    public static final int STRUCT = 1 << 27;

    /// The kind of an array, in its place in the first word.
    public static final int ARRAY = 2 << 27;

    /// The part of the first word that is the type.
    public static final int TYPE_MASK = (1 << 27) - 1;

    /// The part of the first word that is the kind.
    public static final int KIND_MASK = ~TYPE_MASK;

    /// Checks the size.
    ///
    /// @throws IllegalArgumentException if it is no multiple of 8, or zero
    public GcLayouts {
        if (headerBytes <= 0 || headerBytes % GcRefs.ALIGNMENT != 0) {
            throw new IllegalArgumentException("expected a header of a multiple of 8 bytes, found " + headerBytes);
        }
    }

    /// The first word of the header.
    ///
    /// @param shape  the type's shape
    /// @param typeId the canonical type
    /// @return kind and type
    public static int word(GcShape shape, int typeId) {
        return (shape.isArray() ? ARRAY : STRUCT) | typeId;
    }

    /// The size of a field or an element.
    ///
    /// @param type the storage type
    /// @return 1, 2, 4, 8 or 16
    public static int sizeBytes(StorageType type) {
        return switch (type) {
            case PackedType packed -> packed == PackedType.I8 ? 1 : 2;
            case NumType number -> number == NumType.I32 || number == NumType.F32 ? Integer.BYTES : Long.BYTES;
            case VecType _ -> 2 * Long.BYTES;
            case RefType _ -> Integer.BYTES;
        };
    }

    /// Where the fields of a struct are.
    ///
    /// @param type the type
    /// @return the offset of each field, and the size of the object, not rounded up, as the last entry
    public int[] fieldOffsets(StructType type) {
        List<FieldType> fields = type.fields();
        int[] offsets = new int[fields.size() + 1];
        int end = headerBytes;
        for (int field = 0; field < fields.size(); field++) {
            int size = sizeBytes(fields.get(field).storage());
            int alignment = Math.min(size, GcRefs.ALIGNMENT);
            int offset = end + (alignment - 1) & -alignment;
            offsets[field] = offset;
            end = offset + size;
        }
        offsets[fields.size()] = end;
        return offsets;
    }

    /// The offset of the length of an array, an `i32`.
    ///
    /// @return the offset
    public int lengthOffset() {
        return headerBytes;
    }

    /// The offset of the first element of an array.
    ///
    /// @param type the type
    /// @return the offset
    public int elementsOffset(ArrayType type) {
        return headerBytes
                + Math.max(Integer.BYTES, Math.min(sizeBytes(type.element().storage()), GcRefs.ALIGNMENT));
    }
}

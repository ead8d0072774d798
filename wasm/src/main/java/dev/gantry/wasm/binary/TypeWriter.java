package dev.gantry.wasm.binary;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.List;

/// Writes types in the binary format, abstract reference types in their short form. Types must be in the form
/// that a module names them in: by [HeapType.Index], never by identity.
///
/// Threading: immutable.
///
/// @wasm binary-types
public final class TypeWriter {
    private static final int EMPTY_BLOCK = 0x40;
    private static final int ARRAY = 0x5E;
    private static final int STRUCT = 0x5F;
    private static final int FUNC = 0x60;
    private static final int REC = 0x4E;
    private static final int SUB_FINAL = 0x4F;
    private static final int SUB = 0x50;

    private TypeWriter() {}

    /// Writes a value type.
    ///
    /// @param out  where to
    /// @param type the type
    public static void valType(ByteWriter out, ValType type) {
        switch (type) {
            case NumType number ->
                out.u8(
                        switch (number) {
                            case I32 -> 0x7F;
                            case I64 -> 0x7E;
                            case F32 -> 0x7D;
                            case F64 -> 0x7C;
                        });
            case VecType _ -> out.u8(0x7B);
            case RefType ref -> refType(out, ref);
        }
    }

    /// Writes a reference type.
    ///
    /// @param out  where to
    /// @param type the type
    public static void refType(ByteWriter out, RefType type) {
        if (type.nullable() && type.heap() instanceof AbsHeapType abs) {
            out.u8(abs.code());
        } else {
            out.u8(type.nullable() ? TypeReader.REF_NULL : TypeReader.REF);
            heapType(out, type.heap());
        }
    }

    /// Writes a heap type.
    ///
    /// @param out  where to
    /// @param type the type, not by identity
    public static void heapType(ByteWriter out, HeapType type) {
        switch (type) {
            case AbsHeapType abs -> out.u8(abs.code());
            case HeapType.Index index -> out.s64(Integer.toUnsignedLong(index.typeIndex()));
            case HeapType.Rec _, HeapType.Id _ -> throw Bug.unreachable("heap type " + type + " in a module");
        }
    }

    /// Writes a vector of value types.
    ///
    /// @param out   where to
    /// @param types the types
    public static void valTypes(ByteWriter out, List<ValType> types) {
        out.u32(types.size());
        for (ValType type : types) {
            valType(out, type);
        }
    }

    /// Writes the block type without parameters.
    ///
    /// @param out     where to
    /// @param results no result or one
    public static void blockType(ByteWriter out, List<ValType> results) {
        switch (results.size()) {
            case 0 -> out.u8(EMPTY_BLOCK);
            case 1 -> valType(out, results.getFirst());
            default -> throw Bug.unreachable("inline block type with several results");
        }
    }

    /// Writes the block type that is a type index.
    ///
    /// @param out       where to
    /// @param typeIndex the index
    public static void blockType(ByteWriter out, int typeIndex) {
        out.s64(Integer.toUnsignedLong(typeIndex));
    }

    /// Writes an entry of the type section: a group of one type bare, any other as `rec`.
    ///
    /// @param out   where to
    /// @param group the group
    public static void recGroup(ByteWriter out, RecGroup group) {
        if (group.types().size() != 1) {
            out.u8(REC);
            out.u32(group.types().size());
        }
        for (SubType type : group.types()) {
            subType(out, type);
        }
    }

    /// Writes a defined type.
    ///
    /// @param out  where to
    /// @param type the type
    public static void subType(ByteWriter out, SubType type) {
        HeapType supertype = type.supertype();
        if (!type.isFinal() || supertype != null) {
            out.u8(type.isFinal() ? SUB_FINAL : SUB);
            out.u32(supertype == null ? 0 : 1);
            if (supertype != null) {
                out.u32(index(supertype));
            }
        }
        compositeType(out, type.composite());
    }

    /// Writes a composite type.
    ///
    /// @param out  where to
    /// @param type the type
    public static void compositeType(ByteWriter out, CompositeType type) {
        switch (type) {
            case FuncType func -> {
                out.u8(FUNC);
                valTypes(out, func.params());
                valTypes(out, func.results());
            }
            case StructType struct -> {
                out.u8(STRUCT);
                out.u32(struct.fields().size());
                for (FieldType field : struct.fields()) {
                    fieldType(out, field);
                }
            }
            case ArrayType array -> {
                out.u8(ARRAY);
                fieldType(out, array.element());
            }
        }
    }

    private static void fieldType(ByteWriter out, FieldType field) {
        StorageType storage = field.storage();
        switch (storage) {
            case PackedType packed -> out.u8(packed == PackedType.I8 ? 0x78 : 0x77);
            case ValType value -> valType(out, value);
        }
        out.u8(field.isMutable() ? 1 : 0);
    }

    /// Writes a table type.
    ///
    /// @param out  where to
    /// @param type the type
    public static void tableType(ByteWriter out, TableType type) {
        refType(out, type.element());
        limits(out, type.limits(), type.is64() ? 4 : 0);
    }

    /// Writes a memory type.
    ///
    /// @param out  where to
    /// @param type the type
    public static void memoryType(ByteWriter out, MemoryType type) {
        boolean hasPageSize = type.pageSizeLog2() != MemoryType.DEFAULT_PAGE_SIZE_LOG2;
        limits(out, type.limits(), (type.isShared() ? 2 : 0) | (type.is64() ? 4 : 0) | (hasPageSize ? 8 : 0));
        if (hasPageSize) {
            out.u32(type.pageSizeLog2());
        }
    }

    private static void limits(ByteWriter out, Limits limits, int flags) {
        out.u8(flags | (limits.hasMax() ? 1 : 0));
        out.u64(limits.min());
        if (limits.hasMax()) {
            out.u64(limits.max());
        }
    }

    /// Writes a global type.
    ///
    /// @param out  where to
    /// @param type the type
    public static void globalType(ByteWriter out, GlobalType type) {
        valType(out, type.type());
        out.u8(type.isMutable() ? 1 : 0);
    }

    /// Writes a tag type.
    ///
    /// @param out  where to
    /// @param type the type
    public static void tagType(ByteWriter out, TagType type) {
        out.u8(0);
        out.u32(index(type.type()));
    }

    static int index(HeapType type) {
        if (type instanceof HeapType.Index index) {
            return index.typeIndex();
        }
        throw Bug.unreachable("expected a type index, found " + type);
    }
}

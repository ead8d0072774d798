package dev.gantry.wasm.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the defined types of the type section and the types of imports and definitions.
///
/// Threading: stateless but for its gate, which is immutable.
///
/// @wasm binary-typesec
public final class ModuleTypeReader {
    private static final int REC = 0x4E;
    private static final int SUB_FINAL = 0x4F;
    private static final int SUB = 0x50;
    private static final int ARRAY = 0x5E;
    private static final int STRUCT = 0x5F;
    private static final int FUNC = 0x60;
    private static final int I8 = 0x78;
    private static final int I16 = 0x77;

    private static final int HAS_MAX = 1;
    private static final int IS_SHARED = 2;
    private static final int IS_64 = 4;
    private static final int HAS_PAGE_SIZE = 8;

    private final FeatureGate gate;

    /// A reader.
    ///
    /// @param gate the features that are on
    public ModuleTypeReader(FeatureGate gate) {
        this.gate = gate;
    }

    /// Reads a recursion group; a lone type is a group of one.
    ///
    /// @param in where from
    /// @return the group
    public RecGroup readRecGroup(ByteReader in) {
        if (in.peek() != REC) {
            return new RecGroup(List.of(readSubType(in)));
        }
        gate.require(WasmFeature.GC, "a recursion group", in.offset());
        in.readByte();
        int count = in.readCount(2, dev.gantry.wasm.Limits.TYPES, "types");
        List<SubType> types = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            types.add(readSubType(in));
        }
        return new RecGroup(types);
    }

    /// Reads the kind of an import or export and its type.
    ///
    /// @param in where from
    /// @return the type, with types by module index
    /// @wasm binary-externtype
    public ExternType readExternType(ByteReader in) {
        int start = in.offset();
        return switch (ModuleReader.readKind(in, Failure.MALFORMED_IMPORT_KIND)) {
            case FUNC -> new ExternType.Func(new HeapType.Index(in.readU32()));
            case TABLE -> readTable(in);
            case MEMORY -> readMemory(in);
            case GLOBAL -> {
                GlobalType type = readGlobal(in);
                if (type.isMutable()) {
                    gate.require(WasmFeature.MUTABLE_GLOBALS, "import of a mutable global", start);
                }
                yield type;
            }
            case TAG -> readTag(in);
        };
    }

    /// Reads a value type and checks that its feature is on.
    ///
    /// @param in where from
    /// @return the type
    public ValType readValType(ByteReader in) {
        int start = in.offset();
        ValType type = TypeReader.readValType(in);
        gate.requireType(type, start);
        return type;
    }

    private SubType readSubType(ByteReader in) {
        int start = in.offset();
        int form = in.peek();
        if (form != SUB && form != SUB_FINAL) {
            return SubType.of(readComposite(in));
        }
        gate.require(WasmFeature.GC, "a sub type", start);
        in.readByte();
        int supertypes = in.readCount(1);
        if (supertypes > 1) {
            throw new ValidationException(
                    Failure.SUB_TYPE, supertypes + " supertypes", start, ValidationException.NO_FUNC, null);
        }
        @Nullable HeapType supertype = supertypes == 1 ? new HeapType.Index(in.readU32()) : null;
        return new SubType(form == SUB_FINAL, supertype, readComposite(in));
    }

    private CompositeType readComposite(ByteReader in) {
        int start = in.offset();
        int form = in.readByte();
        CompositeType type = switch (form) {
            case FUNC -> readFunc(in);
            case STRUCT -> readStruct(in);
            case ARRAY -> new ArrayType(readField(in));
            default ->
                throw form >= 0x80
                        ? in.fail(Failure.INTEGER_REPRESENTATION_TOO_LONG, "", start)
                        : in.fail(Failure.MALFORMED_TYPE, "type form 0x" + Integer.toHexString(form), start);
        };
        gate.requireType(type, start);
        return type;
    }

    private static FuncType readFunc(ByteReader in) {
        List<ValType> params = readValTypes(in, dev.gantry.wasm.Limits.PARAMS, "parameters");
        return new FuncType(params, readValTypes(in, dev.gantry.wasm.Limits.RESULTS, "results"));
    }

    private static List<ValType> readValTypes(ByteReader in, int limit, String what) {
        int count = in.readCount(1, limit, what);
        List<ValType> types = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            types.add(TypeReader.readValType(in));
        }
        return types;
    }

    private static StructType readStruct(ByteReader in) {
        int count = in.readCount(2, dev.gantry.wasm.Limits.STRUCT_FIELDS, "fields");
        List<FieldType> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            fields.add(readField(in));
        }
        return new StructType(fields);
    }

    private static FieldType readField(ByteReader in) {
        StorageType storage = switch (in.peek()) {
            case I8 -> PackedType.I8;
            case I16 -> PackedType.I16;
            default -> null;
        };
        if (storage == null) {
            storage = TypeReader.readValType(in);
        } else {
            in.readByte();
        }
        return new FieldType(storage, readMutability(in));
    }

    private static boolean readMutability(ByteReader in) {
        int start = in.offset();
        int flag = in.readByte();
        if (flag > 1) {
            throw in.fail(Failure.MALFORMED_MUTABILITY, "0x" + Integer.toHexString(flag), start);
        }
        return flag == 1;
    }

    GlobalType readGlobal(ByteReader in) {
        int start = in.offset();
        ValType type = TypeReader.readValType(in);
        gate.requireType(type, start);
        return new GlobalType(type, readMutability(in));
    }

    TagType readTag(ByteReader in) {
        int start = in.offset();
        gate.require(WasmFeature.EXCEPTIONS, "a tag", start);
        if (in.readByte() != 0) {
            throw in.fail(Failure.MALFORMED_TAG_ATTRIBUTE, "", start);
        }
        return new TagType(new HeapType.Index(in.readU32()));
    }

    /// Reads the type of a table; only tables of `funcref` are older than reference types.
    TableType readTable(ByteReader in) {
        int start = in.offset();
        RefType element = readRefType(in);
        if (!element.equals(RefType.FUNCREF)) {
            gate.requireType(element, start);
        }
        int flags = readLimitsFlags(in, HAS_MAX | IS_64);
        boolean is64 = (flags & IS_64) != 0;
        return new TableType(is64, readLimits(in, flags), element);
    }

    private static RefType readRefType(ByteReader in) {
        int start = in.offset();
        if (TypeReader.isCode(in.peek()) && TypeReader.readValType(in) instanceof RefType ref) {
            return ref;
        }
        throw in.fail(Failure.MALFORMED_REFERENCE_TYPE, "", start);
    }

    MemoryType readMemory(ByteReader in) {
        int flags = readLimitsFlags(in, HAS_MAX | IS_SHARED | IS_64 | HAS_PAGE_SIZE);
        Limits limits = readLimits(in, flags);
        int pageSizeLog2 = MemoryType.DEFAULT_PAGE_SIZE_LOG2;
        if ((flags & HAS_PAGE_SIZE) != 0) {
            int start = in.offset();
            int log2 = in.readU32();
            if (log2 < 0 || log2 >= Long.SIZE) {
                throw in.fail(
                        Failure.MALFORMED_PAGE_SIZE, "2 to the power of " + Integer.toUnsignedString(log2), start);
            }
            pageSizeLog2 = log2;
        }
        return new MemoryType((flags & IS_64) != 0, (flags & IS_SHARED) != 0, limits, pageSizeLog2);
    }

    /// Flags of disabled features are malformed, because they are so in the language without the feature.
    private int readLimitsFlags(ByteReader in, int known) {
        int start = in.offset();
        int flags = in.readByte();
        if ((flags & ~known) != 0) {
            throw in.fail(Failure.MALFORMED_LIMITS_FLAGS, "0x" + Integer.toHexString(flags), start);
        }
        requireFlag(in, flags & IS_SHARED, WasmFeature.THREADS, start);
        requireFlag(in, flags & IS_64, WasmFeature.MEMORY64, start);
        requireFlag(in, flags & HAS_PAGE_SIZE, WasmFeature.CUSTOM_PAGE_SIZES, start);
        return flags;
    }

    private void requireFlag(ByteReader in, int flag, WasmFeature feature, int start) {
        if (flag != 0 && !gate.allows(feature)) {
            throw in.fail(
                    Failure.MALFORMED_LIMITS_FLAGS,
                    "flag 0x" + Integer.toHexString(flag) + " needs the feature " + feature,
                    start);
        }
    }

    private Limits readLimits(ByteReader in, int flags) {
        long min = readSize(in);
        return (flags & HAS_MAX) == 0 ? Limits.atLeast(min) : Limits.of(min, readSize(in));
    }

    /// Sizes have 64 bits in all limits; whether they fit the address type is for the validator to say.
    private long readSize(ByteReader in) {
        return gate.allows(WasmFeature.MEMORY64) ? in.readU64() : in.readU32() & 0xFFFF_FFFFL;
    }
}

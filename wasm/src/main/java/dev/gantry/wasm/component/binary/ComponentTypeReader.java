package dev.gantry.wasm.component.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.ModuleTypeReader;
import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.component.CoreTypeDef.ModuleDecl;
import dev.gantry.wasm.component.Declaration;
import dev.gantry.wasm.component.ExportDecl;
import dev.gantry.wasm.component.ExternDesc;
import dev.gantry.wasm.component.ExternName;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.PrimType;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.ValueType;
import dev.gantry.wasm.component.ValueTypeDef;
import dev.gantry.wasm.types.RecGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads types: core types, types of components, and the declarations that types of instances and components consist
/// of.
///
/// Threading: confined to one thread.
final class ComponentTypeReader {
    private static final int SUB = 0x50;
    /// Also the code of non-final subtypes, which therefore need a zero byte in front of them here.
    private static final int MODULE_TYPE = 0x50;

    private static final int FUNC = 0x40;
    private static final int COMPONENT = 0x41;
    private static final int INSTANCE = 0x42;
    private static final int ASYNC_FUNC = 0x43;
    private static final int RESOURCE = 0x3F;

    private final ModuleTypeReader coreTypes;
    private int depth;

    ComponentTypeReader(ModuleTypeReader coreTypes) {
        this.coreTypes = coreTypes;
    }

    /// Reads a core type. A recursion group may start with the code of module types: only if a zero byte stands before.
    CoreTypeDef readCoreType(ByteReader in) {
        int start = in.offset();
        if (in.peek() == MODULE_TYPE) {
            in.readByte();
            return new CoreTypeDef.Module(readModuleDecls(in), start);
        }
        if (in.peek() == 0x00) {
            in.readByte();
            if (in.peek() != SUB) {
                throw Names.invalidByte(in, in.peek(), "non-final sub type", in.offset());
            }
        }
        return new CoreTypeDef.Rec(coreTypes.readRecGroup(in), start);
    }

    private List<ModuleDecl> readModuleDecls(ByteReader in) {
        int count = in.readCount(2, Limits.MODULE_TYPE_DECLARATIONS, "declarations of a module type");
        List<ModuleDecl> declarations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            declarations.add(readModuleDecl(in));
        }
        return declarations;
    }

    private ModuleDecl readModuleDecl(ByteReader in) {
        int start = in.offset();
        int form = in.readByte();
        return switch (form) {
            case 0x00 ->
                new ModuleDecl.Import(Names.readName(in), Names.readName(in), coreTypes.readExternType(in), start);
            case 0x01 -> new ModuleDecl.Type(readNestedCoreType(in), start);
            case 0x02 -> readCoreOuterAlias(in, start);
            case 0x03 -> new ModuleDecl.Export(Names.readName(in), coreTypes.readExternType(in), start);
            default -> throw Names.invalidByte(in, form, "module type declaration", start);
        };
    }

    /// Module types do not nest; the rule is one of validation, although it is found here.
    private RecGroup readNestedCoreType(ByteReader in) {
        if (readsModuleType(in)) {
            throw new ValidationException(
                    Failure.INVALID_TYPE_DEFINITION,
                    "a module type inside of a module type",
                    in.offset(),
                    ValidationException.NO_FUNC,
                    null);
        }
        return ((CoreTypeDef.Rec) readCoreType(in)).group();
    }

    private static boolean readsModuleType(ByteReader in) {
        return in.peek() == MODULE_TYPE;
    }

    private static ModuleDecl readCoreOuterAlias(ByteReader in, int start) {
        int place = in.offset();
        int sort = in.readByte();
        if (sort != Sort.CORE_TYPE.code()) {
            throw Names.invalidByte(in, sort, "outer alias kind", place);
        }
        place = in.offset();
        int target = in.readByte();
        if (target != 0x01) {
            throw Names.invalidByte(in, target, "outer alias target", place);
        }
        return new ModuleDecl.OuterType(in.readU32(), in.readU32(), start);
    }

    TypeDef readType(ByteReader in) {
        int start = in.offset();
        int form = in.readByte();
        TypeDef.DefinedType type = switch (form) {
            case FUNC, ASYNC_FUNC -> readFunc(in, form == ASYNC_FUNC);
            case COMPONENT -> new TypeDef.Component(readDeclarations(in, true));
            case INSTANCE -> new TypeDef.Instance(readDeclarations(in, false));
            case RESOURCE -> readResource(in);
            default -> readValueTypeDef(in, form, start);
        };
        return new TypeDef(type, start);
    }

    private static TypeDef.Func readFunc(ByteReader in, boolean isAsync) {
        List<TypeDef.Labelled> params = readLabelled(in, Limits.PARAMS, "parameters");
        return new TypeDef.Func(isAsync, params, readResult(in));
    }

    private static List<TypeDef.Labelled> readLabelled(ByteReader in, int limit, String what) {
        int count = in.readCount(2, limit, what);
        List<TypeDef.Labelled> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(new TypeDef.Labelled(Names.readName(in), readValueType(in)));
        }
        return list;
    }

    /// Reads the result of a function: a type, or nothing.
    static @Nullable ValueType readResult(ByteReader in) {
        int start = in.offset();
        int form = in.readByte();
        return switch (form) {
            case 0x00 -> readValueType(in);
            case 0x01 -> {
                int place = in.offset();
                int count = in.readByte();
                if (count != 0) {
                    throw Names.invalidByte(in, count, "number of results", place);
                }
                yield null;
            }
            default -> throw Names.invalidByte(in, form, "component function results", start);
        };
    }

    private TypeDef.Resource readResource(ByteReader in) {
        return new TypeDef.Resource(
                coreTypes.readValType(in),
                Names.readFlag(in, "optional destructor") ? in.readU32() : TypeDef.Resource.NO_DESTRUCTOR);
    }

    private List<Declaration> readDeclarations(ByteReader in, boolean ofComponent) {
        if (++depth > Limits.COMPONENT_NESTING) {
            throw Names.limitExceeded(depth, Limits.COMPONENT_NESTING, "nested types", in.offset());
        }
        int count = in.readCount(2, Limits.TYPES, "declarations of a type");
        List<Declaration> declarations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            declarations.add(readDeclaration(in, ofComponent));
        }
        depth--;
        return declarations;
    }

    private Declaration readDeclaration(ByteReader in, boolean ofComponent) {
        int start = in.offset();
        int form = in.readByte();
        return switch (form) {
            case 0x00 -> readCoreType(in);
            case 0x01 -> readType(in);
            case 0x02 -> ComponentReader.readAlias(in);
            case 0x04 -> new ExportDecl(Names.readExternName(in), readExternDesc(in), start + 1);
            default -> {
                if (form == 0x03 && ofComponent) {
                    yield readImport(in);
                }
                throw Names.invalidByte(in, form, "component or instance type declaration", start);
            }
        };
    }

    Import readImport(ByteReader in) {
        int start = in.offset();
        ExternName name = Names.readExternName(in);
        return new Import(name, readExternDesc(in), start);
    }

    ExternDesc readExternDesc(ByteReader in) {
        int start = in.offset();
        int form = in.readByte();
        return switch (form) {
            case 0x00 -> {
                int place = in.offset();
                int sort = in.readByte();
                if (sort != Sort.CORE_MODULE.code()) {
                    throw Names.invalidByte(in, sort, "component external kind", place);
                }
                yield new ExternDesc.CoreModule(in.readU32());
            }
            case 0x01 -> new ExternDesc.Func(in.readU32());
            case 0x02 -> {
                int place = in.offset();
                int bound = in.readByte();
                yield switch (bound) {
                    case 0x00 -> new ExternDesc.ValueEq(in.readU32());
                    case 0x01 -> new ExternDesc.Value(readValueType(in));
                    default -> throw Names.invalidByte(in, bound, "value bound", place);
                };
            }
            case 0x03 -> {
                int place = in.offset();
                int bound = in.readByte();
                yield switch (bound) {
                    case 0x00 -> new ExternDesc.TypeEq(in.readU32());
                    case 0x01 -> new ExternDesc.SubResource();
                    default -> throw Names.invalidByte(in, bound, "type bound", place);
                };
            }
            case 0x04 -> new ExternDesc.Component(in.readU32());
            case 0x05 -> new ExternDesc.Instance(in.readU32());
            default -> throw Names.invalidByte(in, form, "component external kind", start);
        };
    }

    /// Reads a type where one is used: a primitive type, or an index.
    static ValueType readValueType(ByteReader in) {
        int start = in.offset();
        int first = in.peek();
        if ((first & 0xC0) == 0x40) { // a negative number of one byte
            in.readByte();
            PrimType type = PrimType.of(first);
            if (type == null) {
                throw Names.invalidByte(in, first, "component value type", start);
            }
            return type;
        }
        long index = in.readS33();
        if (index < 0) {
            throw in.fail(Failure.MALFORMED_TYPE, "type code " + index, start);
        }
        return new ValueType.Index((int) index);
    }

    private static @Nullable ValueType readOptional(ByteReader in) {
        return Names.readFlag(in, "optional component value type") ? readValueType(in) : null;
    }

    private static ValueTypeDef readValueTypeDef(ByteReader in, int form, int start) {
        return switch (form) {
            case 0x72 -> new ValueTypeDef.RecordOf(readLabelled(in, Limits.RECORD_FIELDS, "record fields"));
            case 0x71 -> readVariant(in);
            case 0x70 -> new ValueTypeDef.ListOf(readValueType(in));
            case 0x6F -> readTuple(in);
            case 0x6E -> new ValueTypeDef.Flags(readLabels(in, Limits.FLAGS, "flags"));
            case 0x6D -> new ValueTypeDef.Enumeration(readLabels(in, Limits.RECORD_FIELDS, "enum cases"));
            case 0x6B -> new ValueTypeDef.Option(readValueType(in));
            case 0x6A -> new ValueTypeDef.Result(readOptional(in), readOptional(in));
            case 0x69 -> new ValueTypeDef.Own(in.readU32());
            case 0x68 -> new ValueTypeDef.Borrow(in.readU32());
            case 0x67 -> new ValueTypeDef.FixedList(readValueType(in), in.readU32());
            case 0x66 -> new ValueTypeDef.Stream(readOptional(in));
            case 0x65 -> new ValueTypeDef.Future(readOptional(in));
            case 0x63 -> new ValueTypeDef.MapOf(readValueType(in), readValueType(in));
            default -> {
                PrimType prim = PrimType.of(form);
                if (prim == null) {
                    throw Names.invalidByte(in, form, "component defined type", start);
                }
                yield prim;
            }
        };
    }

    private static ValueTypeDef readVariant(ByteReader in) {
        int count = in.readCount(3, Limits.RECORD_FIELDS, "variant cases");
        List<ValueTypeDef.Case> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cases.add(new ValueTypeDef.Case(Names.readName(in), readOptional(in)));
            int place = in.offset();
            int refines = in.readByte();
            if (refines != 0) {
                throw Names.invalidByte(in, refines, "zero byte required", place);
            }
        }
        return new ValueTypeDef.Variant(cases);
    }

    private static ValueTypeDef readTuple(ByteReader in) {
        int count = in.readCount(1, Limits.RECORD_FIELDS, "tuple types");
        List<ValueType> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(readValueType(in));
        }
        return new ValueTypeDef.Tuple(types);
    }

    private static List<String> readLabels(ByteReader in, int limit, String what) {
        int count = in.readCount(1, limit, what);
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(Names.readName(in));
        }
        return labels;
    }
}

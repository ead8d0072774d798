package dev.gantry.wasm.component.binary;

import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.component.Declaration;
import dev.gantry.wasm.component.ExportDecl;
import dev.gantry.wasm.component.ExternDesc;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.PrimType;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.ValueType;
import dev.gantry.wasm.component.ValueTypeDef;
import dev.gantry.wasm.types.RecGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes types of components and core types.
///
/// Threading: stateless.
final class ComponentTypeWriter {
    private ComponentTypeWriter() {}

    static void coreType(ByteWriter out, CoreTypeDef type) {
        switch (type) {
            case CoreTypeDef.Rec rec -> recGroup(out, rec.group());
            case CoreTypeDef.Module module -> {
                out.u8(0x50);
                out.u32(module.declarations().size());
                module.declarations().forEach(declaration -> moduleDecl(out, declaration));
            }
        }
    }

    /// Writes a group; a lone non-final type gets the zero byte that tells it from a module type.
    private static void recGroup(ByteWriter out, RecGroup group) {
        if (group.types().size() == 1 && !group.types().getFirst().isFinal()) {
            out.u8(0x00);
        }
        TypeWriter.recGroup(out, group);
    }

    private static void moduleDecl(ByteWriter out, CoreTypeDef.ModuleDecl declaration) {
        switch (declaration) {
            case CoreTypeDef.ModuleDecl.Import entry -> {
                out.u8(0x00);
                out.name(entry.module());
                out.name(entry.name());
                ModuleWriter.externType(out, entry.type());
            }
            case CoreTypeDef.ModuleDecl.Type type -> {
                out.u8(0x01);
                recGroup(out, type.group());
            }
            case CoreTypeDef.ModuleDecl.OuterType outer -> {
                out.u8(0x02);
                out.u8(Sort.CORE_TYPE.code());
                out.u8(0x01);
                out.u32(outer.count());
                out.u32(outer.index());
            }
            case CoreTypeDef.ModuleDecl.Export export -> {
                out.u8(0x03);
                out.name(export.name());
                ModuleWriter.externType(out, export.type());
            }
        }
    }

    static void type(ByteWriter out, TypeDef.DefinedType type) {
        switch (type) {
            case ValueTypeDef value -> valueTypeDef(out, value);
            case TypeDef.Func func -> {
                out.u8(func.isAsync() ? 0x43 : 0x40);
                labelled(out, func.params());
                result(out, func.result());
            }
            case TypeDef.Component component -> {
                out.u8(0x41);
                declarations(out, component.declarations());
            }
            case TypeDef.Instance instance -> {
                out.u8(0x42);
                declarations(out, instance.declarations());
            }
            case TypeDef.Resource resource -> {
                out.u8(0x3F);
                TypeWriter.valType(out, resource.rep());
                boolean hasDestructor = resource.destructor() != TypeDef.Resource.NO_DESTRUCTOR;
                out.u8(hasDestructor ? 0x01 : 0x00);
                if (hasDestructor) {
                    out.u32(resource.destructor());
                }
            }
        }
    }

    private static void declarations(ByteWriter out, List<Declaration> declarations) {
        out.u32(declarations.size());
        for (Declaration declaration : declarations) {
            switch (declaration) {
                case CoreTypeDef type -> {
                    out.u8(0x00);
                    coreType(out, type);
                }
                case TypeDef type -> {
                    out.u8(0x01);
                    type(out, type.type());
                }
                case Alias alias -> {
                    out.u8(0x02);
                    ComponentWriter.alias(out, alias);
                }
                case Import entry -> {
                    out.u8(0x03);
                    ComponentWriter.externName(out, entry.name());
                    externDesc(out, entry.type());
                }
                case ExportDecl export -> {
                    out.u8(0x04);
                    ComponentWriter.externName(out, export.name());
                    externDesc(out, export.type());
                }
            }
        }
    }

    static void externDesc(ByteWriter out, ExternDesc type) {
        switch (type) {
            case ExternDesc.CoreModule module -> {
                out.u8(0x00);
                out.u8(Sort.CORE_MODULE.code());
                out.u32(module.coreType());
            }
            case ExternDesc.Func func -> indexed(out, 0x01, func.type());
            case ExternDesc.ValueEq value -> {
                out.u8(0x02);
                indexed(out, 0x00, value.value());
            }
            case ExternDesc.Value value -> {
                out.u8(0x02);
                out.u8(0x01);
                valueType(out, value.type());
            }
            case ExternDesc.TypeEq eq -> {
                out.u8(0x03);
                indexed(out, 0x00, eq.type());
            }
            case ExternDesc.SubResource _ -> {
                out.u8(0x03);
                out.u8(0x01);
            }
            case ExternDesc.Component component -> indexed(out, 0x04, component.type());
            case ExternDesc.Instance instance -> indexed(out, 0x05, instance.type());
        }
    }

    private static void indexed(ByteWriter out, int code, int index) {
        out.u8(code);
        out.u32(index);
    }

    static void valueType(ByteWriter out, ValueType type) {
        switch (type) {
            case PrimType prim -> out.u8(prim.code());
            case ValueType.Index index -> out.s64(Integer.toUnsignedLong(index.type()));
        }
    }

    private static void optional(ByteWriter out, @Nullable ValueType type) {
        out.u8(type == null ? 0x00 : 0x01);
        if (type != null) {
            valueType(out, type);
        }
    }

    static void result(ByteWriter out, @Nullable ValueType type) {
        if (type == null) {
            out.u8(0x01);
            out.u8(0x00);
        } else {
            out.u8(0x00);
            valueType(out, type);
        }
    }

    private static void labelled(ByteWriter out, List<TypeDef.Labelled> list) {
        out.u32(list.size());
        for (TypeDef.Labelled entry : list) {
            out.name(entry.label());
            valueType(out, entry.type());
        }
    }

    private static void labels(ByteWriter out, List<String> labels) {
        out.u32(labels.size());
        labels.forEach(out::name);
    }

    private static void valueTypeDef(ByteWriter out, ValueTypeDef type) {
        switch (type) {
            case PrimType prim -> out.u8(prim.code());
            case ValueTypeDef.RecordOf record -> {
                out.u8(0x72);
                labelled(out, record.fields());
            }
            case ValueTypeDef.Variant variant -> {
                out.u8(0x71);
                out.u32(variant.cases().size());
                for (ValueTypeDef.Case entry : variant.cases()) {
                    out.name(entry.label());
                    optional(out, entry.type());
                    out.u8(0x00);
                }
            }
            case ValueTypeDef.ListOf list -> {
                out.u8(0x70);
                valueType(out, list.element());
            }
            case ValueTypeDef.Tuple tuple -> {
                out.u8(0x6F);
                out.u32(tuple.types().size());
                tuple.types().forEach(element -> valueType(out, element));
            }
            case ValueTypeDef.Flags flags -> {
                out.u8(0x6E);
                labels(out, flags.labels());
            }
            case ValueTypeDef.Enumeration enumeration -> {
                out.u8(0x6D);
                labels(out, enumeration.labels());
            }
            case ValueTypeDef.Option option -> {
                out.u8(0x6B);
                valueType(out, option.type());
            }
            case ValueTypeDef.Result result -> {
                out.u8(0x6A);
                optional(out, result.ok());
                optional(out, result.error());
            }
            case ValueTypeDef.Own own -> indexed(out, 0x69, own.resource());
            case ValueTypeDef.Borrow borrow -> indexed(out, 0x68, borrow.resource());
            case ValueTypeDef.FixedList list -> {
                out.u8(0x67);
                valueType(out, list.element());
                out.u32(list.length());
            }
            case ValueTypeDef.Stream stream -> {
                out.u8(0x66);
                optional(out, stream.element());
            }
            case ValueTypeDef.Future future -> {
                out.u8(0x65);
                optional(out, future.type());
            }
            case ValueTypeDef.MapOf map -> {
                out.u8(0x63);
                valueType(out, map.key());
                valueType(out, map.value());
            }
        }
    }
}

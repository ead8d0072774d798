package dev.gantry.wasm.component.text;

import dev.gantry.wasm.component.Alias;
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
import dev.gantry.wasm.text.Quoting;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.SubType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prints types, imports and exports, and what component types and instance types consist of.
///
/// Threading: confined to one thread.
final class TypePrinter {
    private final Lines out;

    TypePrinter(Lines out) {
        this.out = out;
    }

    // ---- declarations

    /// Prints a declaration and counts it.
    void declaration(PrintScope scope, Declaration declaration) {
        switch (declaration) {
            case CoreTypeDef.Rec rec -> recGroup(scope, rec.group(), "core ");
            case CoreTypeDef.Module module -> moduleType(scope, module);
            case TypeDef type -> {
                out.text("(type").text(scope.binding(Sort.TYPE)).text(" ");
                definedType(scope, type.type());
                out.text(")");
                scope.add(Sort.TYPE);
            }
            case Alias alias -> alias(scope, alias);
            case Import entry -> entry(scope, "import", entry.name(), entry.type());
            case ExportDecl export -> entry(scope, "export", export.name(), export.type());
        }
    }

    private void entry(PrintScope scope, String word, ExternName name, ExternDesc type) {
        out.text("(").text(word).text(" ");
        externName(name);
        out.text(" ");
        externDesc(scope, type, scope.binding(type.sort()));
        out.text(")");
        scope.add(type.sort());
    }

    private void alias(PrintScope scope, Alias alias) {
        switch (alias) {
            case Alias.OfExport export ->
                out.text("(alias export ")
                        .text(scope.reference(Sort.INSTANCE, export.instance()))
                        .text(" ")
                        .text(Quoting.string(export.name()));
            case Alias.OfCoreExport export ->
                out.text("(alias core export ")
                        .text(scope.reference(Sort.CORE_INSTANCE, export.instance()))
                        .text(" ")
                        .text(Quoting.string(export.name()));
            case Alias.Outer outer ->
                out.text("(alias outer ").unsigned(outer.count()).text(" ").unsigned(outer.index());
        }
        out.text(" (").text(alias.sort().toString());
        out.text(scope.binding(alias.sort())).text("))");
        scope.add(alias.sort());
    }

    /// Prints a name and its attributes.
    void externName(ExternName name) {
        out.text(Quoting.string(name.name()));
        for (ExternName.Attribute attribute : name.attributes()) {
            String word = switch (attribute) {
                case ExternName.Attribute.Implements _ -> "implements";
                case ExternName.Attribute.VersionSuffix _ -> "versionsuffix";
                case ExternName.Attribute.ExternalId _ -> "external-id";
            };
            out.text(" (")
                    .text(word)
                    .text(" ")
                    .text(Quoting.string(attribute.value()))
                    .text(")");
        }
    }

    /// Prints the type of an import or export.
    ///
    /// @param binding what stands behind its word
    void externDesc(PrintScope scope, ExternDesc desc, String binding) {
        out.text("(").text(desc.sort().toString()).text(binding);
        switch (desc) {
            case ExternDesc.CoreModule module -> use(scope, Sort.CORE_TYPE, module.coreType());
            case ExternDesc.Func func -> use(scope, Sort.TYPE, func.type());
            case ExternDesc.Component component -> use(scope, Sort.TYPE, component.type());
            case ExternDesc.Instance instance -> use(scope, Sort.TYPE, instance.type());
            case ExternDesc.ValueEq value ->
                out.text(" (eq ")
                        .text(scope.reference(Sort.VALUE, value.value()))
                        .text(")");
            case ExternDesc.Value value -> out.text(" ").text(valueBehindBinding(scope, value.type()));
            case ExternDesc.TypeEq type ->
                out.text(" (eq ").text(scope.reference(Sort.TYPE, type.type())).text(")");
            case ExternDesc.SubResource _ -> out.text(" (sub resource)");
        }
        out.text(")");
    }

    /// Prints ` (type x)`.
    void use(PrintScope scope, Sort sort, int type) {
        out.text(" (type ").text(scope.reference(sort, type)).text(")");
    }

    // ---- types

    private void definedType(PrintScope scope, TypeDef.DefinedType type) {
        switch (type) {
            case ValueTypeDef value -> out.text(definition(scope, value));
            case TypeDef.Func func -> func(scope, func);
            case TypeDef.Component component -> declarations("component", component.declarations());
            case TypeDef.Instance instance -> declarations("instance", instance.declarations());
            case TypeDef.Resource resource -> {
                out.text("(resource (rep ").text(resource.rep().toString()).text(")");
                if (resource.destructor() != TypeDef.Resource.NO_DESTRUCTOR) {
                    out.text(" (dtor (core func ")
                            .text(scope.reference(Sort.CORE_FUNC, resource.destructor()))
                            .text("))");
                }
                out.text(")");
            }
        }
    }

    private void declarations(String word, List<Declaration> declarations) {
        PrintScope inner = new PrintScope(null);
        out.text("(").text(word).indent();
        for (Declaration declaration : declarations) {
            out.line();
            declaration(inner, declaration);
        }
        out.dedent().text(")");
    }

    private void func(PrintScope scope, TypeDef.Func func) {
        out.text(func.isAsync() ? "(func async" : "(func");
        for (TypeDef.Labelled param : func.params()) {
            out.text(" (param ").text(labelled(scope, param)).text(")");
        }
        ValueType result = func.result();
        if (result != null) {
            out.text(" (result ").text(value(scope, result)).text(")");
        }
        out.text(")");
    }

    private static String labelled(PrintScope scope, TypeDef.Labelled labelled) {
        return Quoting.string(labelled.label()) + " " + value(scope, labelled.type());
    }

    /// The text of a value type where it is used.
    static String value(PrintScope scope, ValueType type) {
        return switch (type) {
            case PrimType prim -> prim.toString();
            case ValueType.Index index -> scope.reference(Sort.TYPE, index.type());
        };
    }

    /// The text of a value type behind what may be an identifier: a name alone would be taken for that.
    static String valueBehindBinding(PrintScope scope, ValueType type) {
        String text = value(scope, type);
        return type instanceof ValueType.Index ? "(type " + text + ")" : text;
    }

    private static String optional(PrintScope scope, @Nullable ValueType type) {
        return type == null ? "" : " " + value(scope, type);
    }

    private static String definition(PrintScope scope, ValueTypeDef type) {
        StringBuilder text = new StringBuilder();
        switch (type) {
            case PrimType prim -> text.append(prim);
            case ValueTypeDef.RecordOf(var fields) -> {
                text.append("(record");
                fields.forEach(field ->
                        text.append(" (field ").append(labelled(scope, field)).append(')'));
                text.append(')');
            }
            case ValueTypeDef.Variant(var cases) -> {
                text.append("(variant");
                cases.forEach(of -> text.append(" (case ")
                        .append(Quoting.string(of.label()))
                        .append(optional(scope, of.type()))
                        .append(')'));
                text.append(')');
            }
            case ValueTypeDef.ListOf(var element) ->
                text.append("(list ").append(value(scope, element)).append(')');
            case ValueTypeDef.FixedList(var element, int length) ->
                text.append("(list ")
                        .append(value(scope, element))
                        .append(' ')
                        .append(Integer.toUnsignedString(length))
                        .append(')');
            case ValueTypeDef.Tuple(var types) -> {
                text.append("(tuple");
                types.forEach(element -> text.append(' ').append(value(scope, element)));
                text.append(')');
            }
            case ValueTypeDef.Flags(var labels) -> labels(text, "(flags", labels);
            case ValueTypeDef.Enumeration(var labels) -> labels(text, "(enum", labels);
            case ValueTypeDef.Option(var of) ->
                text.append("(option ").append(value(scope, of)).append(')');
            case ValueTypeDef.Result result -> {
                text.append("(result").append(optional(scope, result.ok()));
                if (result.error() != null) {
                    text.append(" (error")
                            .append(optional(scope, result.error()))
                            .append(')');
                }
                text.append(')');
            }
            case ValueTypeDef.Own(int resource) ->
                text.append("(own ")
                        .append(scope.reference(Sort.TYPE, resource))
                        .append(')');
            case ValueTypeDef.Borrow(int resource) ->
                text.append("(borrow ")
                        .append(scope.reference(Sort.TYPE, resource))
                        .append(')');
            case ValueTypeDef.Stream stream ->
                text.append("(stream").append(optional(scope, stream.element())).append(')');
            case ValueTypeDef.Future future ->
                text.append("(future").append(optional(scope, future.type())).append(')');
            case ValueTypeDef.MapOf(var key, var value) ->
                text.append("(map ")
                        .append(value(scope, key))
                        .append(' ')
                        .append(value(scope, value))
                        .append(')');
        }
        return text.toString();
    }

    private static void labels(StringBuilder text, String open, List<String> labels) {
        text.append(open);
        labels.forEach(label -> text.append(' ').append(Quoting.string(label)));
        text.append(')');
    }

    // ---- core types

    private void recGroup(PrintScope scope, RecGroup group, String core) {
        if (group.types().size() == 1) {
            subType(scope, group.types().getFirst(), core);
            return;
        }
        out.text("(").text(core).text("rec").indent();
        for (SubType type : group.types()) {
            out.line();
            subType(scope, type, "");
        }
        out.dedent().text(")");
    }

    private void subType(PrintScope scope, SubType type, String core) {
        out.text("(").text(core).text("type").text(scope.binding(Sort.CORE_TYPE));
        out.text(" ").text(type.toString()).text(")");
        scope.add(Sort.CORE_TYPE);
    }

    private void moduleType(PrintScope scope, CoreTypeDef.Module module) {
        PrintScope inner = new PrintScope(null);
        out.text("(core type")
                .text(scope.binding(Sort.CORE_TYPE))
                .text(" (module")
                .indent();
        for (ModuleDecl declaration : module.declarations()) {
            out.line();
            moduleDeclaration(inner, declaration);
        }
        out.dedent().text("))");
        scope.add(Sort.CORE_TYPE);
    }

    private void moduleDeclaration(PrintScope scope, ModuleDecl declaration) {
        switch (declaration) {
            case ModuleDecl.Type type -> recGroup(scope, type.group(), "");
            case ModuleDecl.Import entry ->
                out.text("(import ")
                        .text(Quoting.string(entry.module()))
                        .text(" ")
                        .text(Quoting.string(entry.name()))
                        .text(" ")
                        .text(extern(entry.type()))
                        .text(")");
            case ModuleDecl.Export export ->
                out.text("(export ")
                        .text(Quoting.string(export.name()))
                        .text(" ")
                        .text(extern(export.type()))
                        .text(")");
            case ModuleDecl.OuterType outer -> {
                out.text("(alias outer ").unsigned(outer.count()).text(" ").unsigned(outer.index());
                out.text(" (type").text(scope.binding(Sort.CORE_TYPE)).text("))");
                scope.add(Sort.CORE_TYPE);
            }
        }
    }

    private static String extern(ExternType type) {
        return type.toString();
    }
}

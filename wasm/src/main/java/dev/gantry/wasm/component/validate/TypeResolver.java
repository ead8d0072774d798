package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.component.Declaration;
import dev.gantry.wasm.component.ExportDecl;
import dev.gantry.wasm.component.ExternDesc;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.PrimType;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.ValueType;
import dev.gantry.wasm.component.ValueTypeDef;
import dev.gantry.wasm.component.types.ResolvedComponentType;
import dev.gantry.wasm.component.types.ResolvedCoreType;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.component.types.ResourceId;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks definitions of types and resolves what they name.
///
/// Threading: confined to one thread.
final class TypeResolver {
    /// Values have fewer bytes than this, also in 64-bit memories.
    private static final long VALUE_BYTES = 1L << 28;

    private static final int MAX_FLAGS = 32;
    private static final int MAX_FIXED_LENGTH = 1 << 30;

    private final ComponentContext context;
    private final CoreTypes coreTypes;
    private final Aliases aliases;
    private final Externs externs;

    TypeResolver(ComponentContext context, CoreTypes coreTypes, Aliases aliases, Externs externs) {
        this.context = context;
        this.coreTypes = coreTypes;
        this.aliases = aliases;
        this.externs = externs;
    }

    void define(TypeDef definition, Scope scope) {
        context.at(definition.offsetBytes());
        ResolvedType type = switch (definition.type()) {
            case ValueTypeDef value -> valueType(value, scope);
            case TypeDef.Func func -> funcType(func, scope);
            case TypeDef.Component component -> {
                Scope inner = declare(component.declarations(), Scope.Kind.COMPONENT_TYPE, scope);
                context.at(definition.offsetBytes());
                yield finish(inner);
            }
            case TypeDef.Instance instance -> {
                Scope inner = declare(instance.declarations(), Scope.Kind.INSTANCE_TYPE, scope);
                context.at(definition.offsetBytes());
                yield ResolvedInstanceType.of(inner.exports.items, inner.definedResources.keySet());
            }
            case TypeDef.Resource resource -> resource(resource, scope);
        };
        context.checkSize(type.facts());
        scope.addType(type);
    }

    private ResolvedType resource(TypeDef.Resource resource, Scope scope) {
        if (scope.kind != Scope.Kind.COMPONENT) {
            throw context.fail(
                    Failure.INVALID_TYPE_DEFINITION, "resources can only be defined within a concrete component");
        }
        if (resource.rep() == NumType.I64) {
            context.require(WasmFeature.COMPONENT_MODEL_MEMORY64, "a resource represented by `i64`");
        } else if (resource.rep() != NumType.I32) {
            throw context.fail(Failure.INVALID_TYPE_DEFINITION, "resources can only be represented by `i32` or `i64`");
        }
        if (resource.destructor() != TypeDef.Resource.NO_DESTRUCTOR) {
            FuncType type = scope.coreFuncTypeAt(resource.destructor());
            if (!type.equals(new FuncType(List.of(resource.rep()), List.of()))) {
                throw context.fail(
                        Failure.TYPE_MISMATCH,
                        "core function " + resource.destructor() + " has wrong signature for a destructor");
            }
        }
        ResourceId id = new ResourceId("resource " + scope.types.size());
        scope.definedResources.put(id, new Scope.ResourceRep(resource.rep()));
        return new ResolvedType.Resource(id);
    }

    private Scope declare(List<Declaration> declarations, Scope.Kind kind, Scope outer) {
        Scope scope = new Scope(kind, outer, context);
        for (Declaration declaration : declarations) {
            context.at(declaration.offsetBytes());
            switch (declaration) {
                case CoreTypeDef type -> coreTypes.define(type, scope);
                case TypeDef type -> define(type, scope);
                case Alias alias -> aliases.define(alias, scope);
                case Import entry -> externs.addImport(scope, entry.name(), item(entry.type(), scope));
                case ExportDecl export -> externs.addExport(scope, export.name(), item(export.type(), scope));
            }
        }
        return scope;
    }

    /// The type of a component or component type whose definitions were all seen.
    ResolvedComponentType finish(Scope scope) {
        FreeResources ofImports = new FreeResources(context).addAll(scope.imports.items.values());
        for (ResourceId resource : scope.definedResources.keySet()) {
            if (ofImports.found().contains(resource)) {
                throw context.fail(Failure.UNNAMED_TYPE, "local resource type found in imports");
            }
        }
        FreeResources ofExports = new FreeResources(context).addAll(scope.exports.items.values());
        List<ResourceId> exported = new ArrayList<>();
        collectExported(scope.exports.items.values(), exported);
        Set<ResourceId> named = new HashSet<>(exported);
        Set<ResourceId> defined = new LinkedHashSet<>();
        for (ResourceId resource : scope.definedResources.keySet()) {
            if (!ofExports.found().contains(resource)) {
                continue;
            }
            if (!named.contains(resource)) {
                throw context.fail(Failure.UNNAMED_TYPE, "local resource type found in export but not exported itself");
            }
            defined.add(resource);
        }
        ResolvedComponentType type =
                ResolvedComponentType.of(scope.imports.items, scope.exports.items, scope.importedResources, defined);
        context.checkSize(type.facts());
        return type;
    }

    private void collectExported(Iterable<ResolvedItem> items, List<ResourceId> found) {
        for (ResolvedItem item : items) {
            if (item instanceof ResolvedItem.Type type && type.created() instanceof ResolvedType.Resource resource) {
                found.add(resource.id());
            } else if (item instanceof ResolvedItem.Instance instance
                    && instance.type().facts().hasResource()) {
                context.step();
                collectExported(instance.type().exports().values(), found);
            }
        }
    }

    /// The type of an import or export.
    ResolvedItem item(ExternDesc desc, Scope scope) {
        return switch (desc) {
            case ExternDesc.CoreModule module ->
                switch (scope.coreTypeAt(module.coreType())) {
                    case ResolvedCoreType.Module type -> new ResolvedItem.CoreModule(type.type());
                    case ResolvedCoreType.Defined _ ->
                        throw context.fail(
                                Failure.TYPE_MISMATCH,
                                "core type index " + module.coreType() + " is not a module type");
                };
            case ExternDesc.Func func -> new ResolvedItem.Func(scope.funcTypeAt(func.type()));
            case ExternDesc.ValueEq value -> {
                context.require(WasmFeature.COMPONENT_MODEL_VALUES, "a value");
                yield new ResolvedItem.Value(scope.useValue(value.value()));
            }
            case ExternDesc.Value value -> {
                context.require(WasmFeature.COMPONENT_MODEL_VALUES, "a value");
                yield new ResolvedItem.Value(use(value.type(), scope));
            }
            case ExternDesc.TypeEq eq -> typeItem(scope.typeAt(eq.type()));
            case ExternDesc.SubResource _ -> {
                ResolvedType resource = new ResolvedType.Resource(new ResourceId("resource " + scope.types.size()));
                yield new ResolvedItem.Type(resource, resource);
            }
            case ExternDesc.Component component -> new ResolvedItem.Component(scope.componentTypeAt(component.type()));
            case ExternDesc.Instance instance -> new ResolvedItem.Instance(scope.instanceTypeAt(instance.type()));
        };
    }

    /// The item of a type that is exported or imported: its copy is what gets the name.
    static ResolvedItem typeItem(ResolvedType type) {
        return new ResolvedItem.Type(type, copy(type));
    }

    private static ResolvedType copy(ResolvedType type) {
        return switch (type) {
            case ResolvedType.Resource resource -> new ResolvedType.Resource(resource.id());
            case ResolvedFuncType _, ResolvedInstanceType _, ResolvedComponentType _ -> type;
            case ResolvedValueType.RecordOf record -> new ResolvedValueType.RecordOf(record.fields(), record.facts());
            case ResolvedValueType.Variant variant -> new ResolvedValueType.Variant(variant.cases(), variant.facts());
            case ResolvedValueType.Flags flags -> new ResolvedValueType.Flags(flags.labels(), flags.facts());
            case ResolvedValueType.Enumeration labels ->
                new ResolvedValueType.Enumeration(labels.labels(), labels.facts());
            case ResolvedValueType _ -> type; // needs no name
        };
    }

    ResolvedFuncType funcType(TypeDef.Func func, Scope scope) {
        if (func.isAsync()) {
            context.require(WasmFeature.COMPONENT_MODEL_ASYNC, "an async function type");
        }
        List<ResolvedValueType.Field> params = fields(func.params(), "function parameter", scope);
        ResolvedValueType result = optional(func.result(), scope);
        if (result != null && result.facts().hasBorrow()) {
            throw context.fail(Failure.INVALID_TYPE_DEFINITION, "function result cannot contain a `borrow` type");
        }
        return ResolvedFuncType.of(func.isAsync(), params, result);
    }

    private List<ResolvedValueType.Field> fields(List<TypeDef.Labelled> list, String what, Scope scope) {
        Labels labels = new Labels(what);
        List<ResolvedValueType.Field> fields = new ArrayList<>(list.size());
        for (TypeDef.Labelled entry : list) {
            labels.add(entry.label());
            fields.add(new ResolvedValueType.Field(entry.label(), use(entry.type(), scope)));
        }
        return fields;
    }

    /// The labels of one type, which have to be different whatever their case.
    private final class Labels {
        private final String what;
        private final Map<String, String> seen = new HashMap<>();

        Labels(String what) {
            this.what = what;
        }

        void add(String label) {
            if (!ComponentName.isLabel(label)) {
                throw context.fail(
                        Failure.INVALID_NAME,
                        label.isEmpty()
                                ? what + " name cannot be empty"
                                : what + " name `" + label + "` is not in kebab case");
            }
            String previous = seen.put(label.toLowerCase(Locale.ROOT), label);
            if (previous != null) {
                throw context.fail(
                        Failure.CONFLICTING_NAME,
                        what + " name `" + label + "` conflicts with previous name `" + previous + "`");
            }
        }

        void addAll(List<String> labels) {
            labels.forEach(this::add);
        }
    }

    /// A value type where one is used.
    ResolvedValueType use(ValueType type, Scope scope) {
        return switch (type) {
            case PrimType prim -> prim(prim);
            case ValueType.Index index -> scope.valueTypeAt(index.type());
        };
    }

    private @Nullable ResolvedValueType optional(@Nullable ValueType type, Scope scope) {
        return type == null ? null : use(type, scope);
    }

    private ResolvedValueType prim(PrimType type) {
        if (type == PrimType.ERROR_CONTEXT) {
            context.require(WasmFeature.COMPONENT_MODEL_ERROR_CONTEXT, "`error-context`");
        }
        return ResolvedValueType.Prim.of(type);
    }

    private ResolvedValueType valueType(ValueTypeDef definition, Scope scope) {
        ResolvedValueType type = switch (definition) {
            case PrimType prim -> prim(prim);
            case ValueTypeDef.RecordOf record -> {
                requireSome(record.fields(), "record type must have at least one field");
                yield ResolvedValueType.RecordOf.of(fields(record.fields(), "record field", scope));
            }
            case ValueTypeDef.Variant variant -> variant(variant, scope);
            case ValueTypeDef.ListOf list -> ResolvedValueType.ListOf.of(use(list.element(), scope));
            case ValueTypeDef.FixedList list -> fixedList(list, scope);
            case ValueTypeDef.Tuple tuple -> {
                requireSome(tuple.types(), "tuple type must have at least one type");
                List<ResolvedValueType> types = new ArrayList<>();
                tuple.types().forEach(element -> types.add(use(element, scope)));
                yield ResolvedValueType.Tuple.of(types);
            }
            case ValueTypeDef.Flags flags -> {
                requireSome(flags.labels(), "flags must have at least one entry");
                if (flags.labels().size() > MAX_FLAGS) {
                    throw context.fail(Failure.INVALID_TYPE_DEFINITION, "cannot have more than 32 flags");
                }
                new Labels("flag").addAll(flags.labels());
                yield ResolvedValueType.Flags.of(flags.labels());
            }
            case ValueTypeDef.Enumeration labels -> {
                requireSome(labels.labels(), "enum type must have at least one variant");
                new Labels("enum tag").addAll(labels.labels());
                yield ResolvedValueType.Enumeration.of(labels.labels());
            }
            case ValueTypeDef.Option option -> ResolvedValueType.Option.of(use(option.type(), scope));
            case ValueTypeDef.Result result ->
                ResolvedValueType.Result.of(optional(result.ok(), scope), optional(result.error(), scope));
            case ValueTypeDef.Own own -> ResolvedValueType.Own.of(scope.resourceAt(own.resource()));
            case ValueTypeDef.Borrow borrow -> ResolvedValueType.Borrow.of(scope.resourceAt(borrow.resource()));
            case ValueTypeDef.Stream stream -> stream(stream, scope);
            case ValueTypeDef.Future future -> {
                context.require(WasmFeature.COMPONENT_MODEL_ASYNC, "`future`");
                yield ResolvedValueType.Future.of(content(future.type(), "future", scope));
            }
            case ValueTypeDef.MapOf map -> map(map, scope);
        };
        context.limit(type.facts().depth(), Limits.VALUE_TYPE_DEPTH, "value types nested in a type");
        if (type.facts().bytes64() >= VALUE_BYTES) {
            throw context.fail(
                    Failure.INVALID_TYPE_DEFINITION,
                    "type exceeds maximum byte size: " + type.facts().bytes64() + ", less than " + VALUE_BYTES);
        }
        return type;
    }

    private void requireSome(List<?> parts, String message) {
        if (parts.isEmpty()) {
            throw context.fail(Failure.INVALID_TYPE_DEFINITION, message);
        }
    }

    private ResolvedValueType variant(ValueTypeDef.Variant variant, Scope scope) {
        requireSome(variant.cases(), "variant type must have at least one case");
        Labels labels = new Labels("variant case");
        List<ResolvedValueType.Case> cases = new ArrayList<>(variant.cases().size());
        for (ValueTypeDef.Case entry : variant.cases()) {
            labels.add(entry.label());
            cases.add(new ResolvedValueType.Case(entry.label(), optional(entry.type(), scope)));
        }
        return ResolvedValueType.Variant.of(cases);
    }

    private ResolvedValueType fixedList(ValueTypeDef.FixedList list, Scope scope) {
        context.require(WasmFeature.COMPONENT_MODEL_FIXED_LENGTH_LISTS, "a list of fixed length");
        if (list.length() == 0) {
            throw context.fail(Failure.INVALID_TYPE_DEFINITION, "fixed-length lists must have more than zero elements");
        }
        if (list.length() < 0 || list.length() > MAX_FIXED_LENGTH) {
            throw context.fail(
                    Failure.INVALID_TYPE_DEFINITION,
                    "type exceeds maximum byte size: a list of " + Integer.toUnsignedString(list.length())
                            + " elements");
        }
        return ResolvedValueType.FixedList.of(use(list.element(), scope), list.length());
    }

    private ResolvedValueType stream(ValueTypeDef.Stream stream, Scope scope) {
        context.require(WasmFeature.COMPONENT_MODEL_ASYNC, "`stream`");
        ResolvedValueType element = content(stream.element(), "stream", scope);
        if (element instanceof ResolvedValueType.Prim prim && prim.type() == PrimType.CHAR) {
            throw context.fail(
                    Failure.INVALID_TYPE_DEFINITION, "`stream<char>` is not valid at this time, use `stream<u8>`");
        }
        return ResolvedValueType.Stream.of(element);
    }

    private @Nullable ResolvedValueType content(@Nullable ValueType type, String what, Scope scope) {
        ResolvedValueType content = optional(type, scope);
        if (content != null && content.facts().hasBorrow()) {
            throw context.fail(Failure.INVALID_TYPE_DEFINITION, "a " + what + " cannot contain a `borrow` type");
        }
        return content;
    }

    private ResolvedValueType map(ValueTypeDef.MapOf map, Scope scope) {
        context.require(WasmFeature.COMPONENT_MODEL_MAP, "`map`");
        ResolvedValueType key = use(map.key(), scope);
        boolean isKey = key instanceof ResolvedValueType.Prim prim
                && switch (prim.type()) {
                    case BOOL, S8, U8, S16, U16, S32, U32, S64, U64, CHAR, STRING -> true;
                    case F32, F64, ERROR_CONTEXT -> false;
                };
        if (!isKey) {
            throw context.fail(Failure.INVALID_TYPE_DEFINITION, "invalid key type `" + key.description() + "` of map");
        }
        return ResolvedValueType.MapOf.of(key, use(map.value(), scope));
    }
}

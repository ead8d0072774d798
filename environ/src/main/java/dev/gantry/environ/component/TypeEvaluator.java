package dev.gantry.environ.component;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.component.ImportItem.CoreModuleType;
import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.component.PrimType;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.ValueType;
import dev.gantry.wasm.component.ValueTypeDef;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.TypeMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Turns types as they are written into those that the engine works with: indices of a scope become types,
/// and resources the ones that this instantiation has.
///
/// Threading: confined.
final class TypeEvaluator {
    private final ComponentTypes types = new ComponentTypes();
    private final TypeRegistry coreTypes;
    private final List<Integer> heldTypes = new ArrayList<>();

    TypeEvaluator(TypeRegistry coreTypes) {
        this.coreTypes = coreTypes;
    }

    // types of values

    InterfaceType value(Scope scope, ValueType type) {
        return switch (type) {
            case PrimType prim -> primitive(prim);
            case ValueType.Index(int index) -> {
                if (scope.types.get(index).type() instanceof TypeItem.OfValue(InterfaceType known)) {
                    yield known;
                }
                throw Bug.unreachable("type " + index + " as a type of values");
            }
        };
    }

    private InterfaceType primitive(PrimType type) {
        return types.primitive(Primitive.PrimitiveKind.valueOf(type.name()));
    }

    private @Nullable InterfaceType optional(Scope scope, @Nullable ValueType type) {
        return type == null ? null : value(scope, type);
    }

    private List<InterfaceType> values(Scope scope, List<ValueType> written) {
        List<InterfaceType> found = new ArrayList<>(written.size());
        written.forEach(type -> found.add(value(scope, type)));
        return found;
    }

    private static List<String> labels(List<TypeDef.Labelled> fields) {
        return fields.stream().map(TypeDef.Labelled::label).toList();
    }

    InterfaceType value(Scope scope, ValueTypeDef def) {
        return switch (def) {
            case PrimType prim -> primitive(prim);
            case ValueTypeDef.RecordOf(var fields) ->
                types.record(
                        labels(fields),
                        values(
                                scope,
                                fields.stream().map(TypeDef.Labelled::type).toList()));
            case ValueTypeDef.Variant(var cases) -> {
                List<String> names = new ArrayList<>();
                List<@Nullable InterfaceType> payloads = new ArrayList<>();
                for (ValueTypeDef.Case one : cases) {
                    names.add(one.label());
                    payloads.add(optional(scope, one.type()));
                }
                yield types.variant(names, payloads);
            }
            case ValueTypeDef.ListOf(var element) -> types.list(value(scope, element));
            case ValueTypeDef.FixedList(var element, int length) -> types.fixedList(value(scope, element), length);
            case ValueTypeDef.Tuple(var elements) -> types.tuple(values(scope, elements));
            case ValueTypeDef.Flags(var names) -> types.flags(names);
            case ValueTypeDef.Enumeration(var names) -> types.enumeration(names);
            case ValueTypeDef.Option(var some) -> types.option(value(scope, some));
            case ValueTypeDef.Result(var ok, var error) -> types.result(optional(scope, ok), optional(scope, error));
            case ValueTypeDef.Own(int resource) -> types.own(resource(scope, resource));
            case ValueTypeDef.Borrow(int resource) -> types.borrow(resource(scope, resource));
            case ValueTypeDef.Stream(var element) -> types.stream(optional(scope, element));
            case ValueTypeDef.Future(var element) -> types.future(optional(scope, element));
            case ValueTypeDef.MapOf(var key, var element) -> types.map(value(scope, key), value(scope, element));
        };
    }

    int resource(Scope scope, int index) {
        if (scope.types.get(index).type() instanceof TypeItem.OfResource(int resource)) {
            return resource;
        }
        throw Bug.unreachable("type " + index + " as a type of resources");
    }

    // types of functions

    ComponentFuncType func(Scope scope, TypeDef.Func def) {
        List<ValueType> params =
                def.params().stream().map(TypeDef.Labelled::type).toList();
        return new ComponentFuncType(
                labels(def.params()), types.tuple(values(scope, params)), optional(scope, def.result()), def.isAsync());
    }

    ComponentFuncType func(Scope scope, int index) {
        if (scope.types.get(index).type() instanceof TypeItem.OfFunc(ComponentFuncType type)) {
            return type;
        }
        throw Bug.unreachable("type " + index + " as a type of functions");
    }

    // core types

    CoreModuleType module(Scope scope, int coreType) {
        if (!(scope.coreTypes.get(coreType) instanceof Scope.CoreType.OfModule(Scope around, var def))) {
            throw Bug.unreachable("core type " + coreType + " as a type of modules");
        }
        List<Integer> ids = new ArrayList<>();
        TypeMapping mapping = TypeMapping.ofIndices(ids::get);
        Map<String, Map<String, ExternType>> imports = new LinkedHashMap<>();
        Map<String, ExternType> exports = new LinkedHashMap<>();
        for (CoreTypeDef.ModuleDecl decl : def.declarations()) {
            switch (decl) {
                case CoreTypeDef.ModuleDecl.Type type -> intern(type.group(), ids);
                case CoreTypeDef.ModuleDecl.Import entry ->
                    imports.computeIfAbsent(entry.module(), _ -> new LinkedHashMap<>())
                            .put(entry.name(), mapping.map(entry.type()));
                case CoreTypeDef.ModuleDecl.Export entry -> exports.put(entry.name(), mapping.map(entry.type()));
                case CoreTypeDef.ModuleDecl.OuterType alias ->
                    ids.add(id(around.outer(alias.count() - 1), alias.index()));
            }
        }
        return new CoreModuleType(imports, exports);
    }

    /// The core types that have been interned, an id each time.
    List<Integer> heldTypes() {
        return heldTypes;
    }

    private int intern(RecGroup group, IntUnaryOperator ids, int first) {
        int firstId = coreTypes.interner().intern(group.types(), ids, first);
        heldTypes.add(firstId);
        return firstId;
    }

    private void intern(RecGroup group, List<Integer> ids) {
        if (group.types().isEmpty()) {
            return;
        }
        int firstId = intern(group, ids::get, ids.size());
        for (int position = 0; position < group.types().size(); position++) {
            ids.add(firstId + position);
        }
    }

    private int id(Scope scope, int index) {
        if (!(scope.coreTypes.get(index) instanceof Scope.CoreType.Defined type)) {
            throw new UnsupportedException("module types inside module types");
        }
        int firstId = intern(type.group(), inner -> id(type.scope(), inner), type.first());
        return firstId + type.position();
    }
}

package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.types.CoreInstanceType;
import dev.gantry.wasm.component.types.ModuleType;
import dev.gantry.wasm.component.types.ResolvedComponentType;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.component.types.ResourceId;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether something of one type may stand where another is wanted. Each method throws if not.
///
/// Imports of components are contravariant and exports covariant; instances fit by width; functions and values fit only
/// if their types are equal. Components are compared like the type of a function with type parameters: what the wanted
/// type imports is supplied to the given one, and what that then exports has to satisfy the wanted exports.
///
/// Threading: confined to one thread; made for one question.
@SuppressWarnings("ReferenceEquality") // types are told apart as objects: see ResolvedType
final class Subtyping {
    private final ComponentContext context;
    /// Pairs of value types found equal.
    private final Set<Pair> equalPairs = new HashSet<>();

    Subtyping(ComponentContext context) {
        this.context = context;
    }

    /// Two types by identity.
    private record Pair(ResolvedType first, ResolvedType second) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Pair(var otherFirst, var otherSecond)
                    && first == otherFirst
                    && second == otherSecond;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(first) * 31 + System.identityHashCode(second);
        }
    }

    private RuntimeException mismatch(String where, String wanted, String found) {
        return context.fail(Failure.TYPE_MISMATCH, "expected " + wanted + ", found " + found + where);
    }

    private static String in(String where, String what) {
        return " in " + what + where;
    }

    /// Supplies items to the imports of a component.
    ///
    /// @param args      what is supplied, by name; more than is imported does not matter
    /// @param component the component
    /// @return what has to be put into the exports: supplied resources for imported ones, and supplied types for
    ///         imported types
    Substitution supply(Map<String, ResolvedItem> args, ResolvedComponentType component) {
        return open(args, component.imports(), component.importedResources(), "import", "");
    }

    /// Matches items with wanted ones, whose variables are replaced by what they are matched with.
    private Substitution open(
            Map<String, ResolvedItem> given,
            Map<String, ResolvedItem> wanted,
            Set<ResourceId> variables,
            String description,
            String where) {
        Substitution mapping = new Substitution(context);
        wanted.forEach((name, item) -> bind(given.get(name), item, variables, mapping));
        Substitution renamings = new Substitution(context);
        wanted.forEach((name, item) -> {
            ResolvedItem actual = given.get(name);
            if (actual == null) {
                throw context.fail(
                        Failure.MISSING_ARGUMENT, "missing " + description + " named `" + name + "`" + where);
            }
            mapping.forgetTypes();
            checkItem(actual, mapping.apply(item), in(where, description + " `" + name + "`"));
            rename(actual, item, renamings);
        });
        wanted.forEach((name, item) -> bind(given.get(name), item, variables, renamings));
        return renamings;
    }

    /// Finds what is supplied for the variables: each stands where a type is introduced, maybe in an instance.
    private void bind(
            @Nullable ResolvedItem given, ResolvedItem wanted, Set<ResourceId> variables, Substitution mapping) {
        if (wanted instanceof ResolvedItem.Type type
                && type.created() instanceof ResolvedType.Resource variable
                && variables.contains(variable.id())
                && given instanceof ResolvedItem.Type supplied
                && supplied.created() instanceof ResolvedType.Resource resource) {
            mapping.putIfAbsent(variable.id(), resource.id());
        }
        if (wanted instanceof ResolvedItem.Instance instance
                && given instanceof ResolvedItem.Instance supplied
                && instance.type().facts().hasResource()) {
            context.step();
            instance.type()
                    .exports()
                    .forEach((name, item) -> bind(supplied.type().exports().get(name), item, variables, mapping));
        }
    }

    private void rename(ResolvedItem given, ResolvedItem wanted, Substitution renamings) {
        if (wanted instanceof ResolvedItem.Type type && given instanceof ResolvedItem.Type supplied) {
            renamings.rename(type.created(), supplied.created());
        }
        if (wanted instanceof ResolvedItem.Instance instance && given instanceof ResolvedItem.Instance supplied) {
            context.step();
            for (Map.Entry<String, ResolvedItem> export :
                    instance.type().exports().entrySet()) {
                ResolvedItem actual = supplied.type().exports().get(export.getKey());
                if (actual != null) {
                    rename(actual, export.getValue(), renamings);
                }
            }
        }
    }

    void checkItem(ResolvedItem given, ResolvedItem wanted, String where) {
        context.step();
        if (given.sort() != wanted.sort()) {
            throw mismatch(where, wanted.sort().toString(), given.sort().toString());
        }
        switch (wanted) {
            case ResolvedItem.CoreModule module ->
                checkModule(((ResolvedItem.CoreModule) given).type(), module.type(), where);
            case ResolvedItem.Func func -> checkFunc(((ResolvedItem.Func) given).type(), func.type(), where);
            case ResolvedItem.Value value -> checkValue(((ResolvedItem.Value) given).type(), value.type(), where);
            case ResolvedItem.Type type ->
                checkType(((ResolvedItem.Type) given).referenced(), type.referenced(), where);
            case ResolvedItem.Instance instance ->
                checkInstance(((ResolvedItem.Instance) given).type(), instance.type(), where);
            case ResolvedItem.Component component ->
                checkComponent(((ResolvedItem.Component) given).type(), component.type(), where);
        }
    }

    private void checkType(ResolvedType given, ResolvedType wanted, String where) {
        switch (wanted) {
            case ResolvedType.Resource resource
            when given instanceof ResolvedType.Resource other -> {
                if (other.id() != resource.id()) {
                    throw context.fail(Failure.TYPE_MISMATCH, "resource types are not the same" + where);
                }
            }
            case ResolvedValueType value
            when given instanceof ResolvedValueType other -> checkValue(other, value, where);
            case ResolvedFuncType func when given instanceof ResolvedFuncType other -> checkFunc(other, func, where);
            case ResolvedInstanceType instance
            when given instanceof ResolvedInstanceType other -> checkInstance(other, instance, where);
            case ResolvedComponentType component
            when given instanceof ResolvedComponentType other -> checkComponent(other, component, where);
            case ResolvedType.Resource _,
                    ResolvedValueType _,
                    ResolvedFuncType _,
                    ResolvedInstanceType _,
                    ResolvedComponentType _ -> throw mismatch(where, wanted.description(), given.description());
        }
    }

    private void checkInstance(ResolvedInstanceType given, ResolvedInstanceType wanted, String where) {
        if (given == wanted || !equalPairs.add(new Pair(given, wanted))) {
            return;
        }
        for (Map.Entry<String, ResolvedItem> export : wanted.exports().entrySet()) {
            ResolvedItem actual = given.exports().get(export.getKey());
            if (actual == null) {
                throw context.fail(Failure.TYPE_MISMATCH, "missing expected export `" + export.getKey() + "`" + where);
            }
            checkItem(actual, export.getValue(), in(where, "instance export `" + export.getKey() + "`"));
        }
    }

    private void checkComponent(ResolvedComponentType given, ResolvedComponentType wanted, String where) {
        if (given == wanted || !equalPairs.add(new Pair(given, wanted))) {
            return;
        }
        Substitution supplied = open(wanted.imports(), given.imports(), given.importedResources(), "import", where);
        open(supplied.apply(given.exports()), wanted.exports(), wanted.definedResources(), "export", where);
    }

    private void checkFunc(ResolvedFuncType given, ResolvedFuncType wanted, String where) {
        if (given == wanted) {
            return;
        }
        if (given.isAsync() != wanted.isAsync()) {
            throw mismatch(where, synchrony(wanted), synchrony(given));
        }
        checkFields(given.params(), wanted.params(), "parameter", where);
        checkOptional(given.result(), wanted.result(), "result", where);
    }

    private static String synchrony(ResolvedFuncType type) {
        return type.isAsync() ? "async function" : "sync function";
    }

    private void checkFields(
            List<ResolvedValueType.Field> given,
            List<ResolvedValueType.Field> wanted,
            String description,
            String where) {
        if (given.size() != wanted.size()) {
            throw mismatch(where, wanted.size() + " " + description + "s", Integer.toString(given.size()));
        }
        for (int i = 0; i < wanted.size(); i++) {
            String label = wanted.get(i).label();
            if (!label.equalsIgnoreCase(given.get(i).label())) {
                throw mismatch(
                        where,
                        description + " named `" + label + "`",
                        "`" + given.get(i).label() + "`");
            }
            checkValue(given.get(i).type(), wanted.get(i).type(), in(where, description + " `" + label + "`"));
        }
    }

    private void checkOptional(
            @Nullable ResolvedValueType given, @Nullable ResolvedValueType wanted, String description, String where) {
        if (given != null && wanted != null) {
            checkValue(given, wanted, in(where, description));
        } else if (given != wanted) {
            throw mismatch(where, (wanted == null ? "no " : "") + description, given == null ? "none" : "one");
        }
    }

    /// Requires that two value types are equal.
    void checkValue(ResolvedValueType given, ResolvedValueType wanted, String where) {
        if (given == wanted || !equalPairs.add(new Pair(given, wanted))) {
            return;
        }
        context.step();
        switch (wanted) {
            case ResolvedValueType.Prim prim
            when given instanceof ResolvedValueType.Prim other && other.type() == prim.type() -> {}
            case ResolvedValueType.RecordOf record
            when given instanceof ResolvedValueType.RecordOf other ->
                checkFields(other.fields(), record.fields(), "field", where);
            case ResolvedValueType.Variant variant
            when given instanceof ResolvedValueType.Variant other -> checkCases(other, variant, where);
            case ResolvedValueType.ListOf list
            when given instanceof ResolvedValueType.ListOf other ->
                checkValue(other.element(), list.element(), in(where, "list"));
            case ResolvedValueType.FixedList list
            when given instanceof ResolvedValueType.FixedList other && other.length() == list.length() ->
                checkValue(other.element(), list.element(), in(where, "list"));
            case ResolvedValueType.Tuple tuple
            when given instanceof ResolvedValueType.Tuple other -> checkTuple(other, tuple, where);
            case ResolvedValueType.Flags flags
            when given instanceof ResolvedValueType.Flags other ->
                checkLabels(other.labels(), flags.labels(), "flags", where);
            case ResolvedValueType.Enumeration labels
            when given instanceof ResolvedValueType.Enumeration other ->
                checkLabels(other.labels(), labels.labels(), "enum", where);
            case ResolvedValueType.Option option
            when given instanceof ResolvedValueType.Option other ->
                checkValue(other.type(), option.type(), in(where, "option"));
            case ResolvedValueType.Result result
            when given instanceof ResolvedValueType.Result other -> {
                checkOptional(other.ok(), result.ok(), "ok type", where);
                checkOptional(other.error(), result.error(), "err type", where);
            }
            case ResolvedValueType.Own own
            when given instanceof ResolvedValueType.Own other ->
                checkType(other.resource(), own.resource(), in(where, "own"));
            case ResolvedValueType.Borrow borrow
            when given instanceof ResolvedValueType.Borrow other ->
                checkType(other.resource(), borrow.resource(), in(where, "borrow"));
            case ResolvedValueType.Stream stream
            when given instanceof ResolvedValueType.Stream other ->
                checkOptional(other.element(), stream.element(), "stream type", where);
            case ResolvedValueType.Future future
            when given instanceof ResolvedValueType.Future other ->
                checkOptional(other.type(), future.type(), "future type", where);
            case ResolvedValueType.MapOf map
            when given instanceof ResolvedValueType.MapOf other -> {
                checkValue(other.key(), map.key(), in(where, "map key"));
                checkValue(other.value(), map.value(), in(where, "map value"));
            }
            default -> throw mismatch(where, wanted.description(), given.description());
        }
    }

    private void checkCases(ResolvedValueType.Variant given, ResolvedValueType.Variant wanted, String where) {
        if (given.cases().size() != wanted.cases().size()) {
            throw mismatch(
                    where,
                    wanted.cases().size() + " cases",
                    Integer.toString(given.cases().size()));
        }
        for (int i = 0; i < wanted.cases().size(); i++) {
            ResolvedValueType.Case entry = wanted.cases().get(i);
            ResolvedValueType.Case other = given.cases().get(i);
            if (!entry.label().equalsIgnoreCase(other.label())) {
                throw mismatch(where, "case named `" + entry.label() + "`", "`" + other.label() + "`");
            }
            checkOptional(other.type(), entry.type(), "type of case `" + entry.label() + "`", where);
        }
    }

    private void checkTuple(ResolvedValueType.Tuple given, ResolvedValueType.Tuple wanted, String where) {
        if (given.types().size() != wanted.types().size()) {
            throw mismatch(
                    where,
                    wanted.types().size() + " types",
                    Integer.toString(given.types().size()));
        }
        for (int i = 0; i < wanted.types().size(); i++) {
            checkValue(given.types().get(i), wanted.types().get(i), in(where, "tuple field " + i));
        }
    }

    private void checkLabels(List<String> given, List<String> wanted, String description, String where) {
        boolean isSame = given.size() == wanted.size();
        for (int i = 0; isSame && i < wanted.size(); i++) {
            isSame = given.get(i).equalsIgnoreCase(wanted.get(i));
        }
        if (!isSame) {
            throw context.fail(Failure.TYPE_MISMATCH, "mismatch in " + description + " elements" + where);
        }
    }

    private void checkModule(ModuleType given, ModuleType wanted, String where) {
        given.imports().forEach((name, type) -> {
            String label = name.module() + "::" + name.name();
            ExternType supplied = wanted.imports().get(name);
            if (supplied == null) {
                throw context.fail(Failure.TYPE_MISMATCH, "missing expected import `" + label + "`" + where);
            }
            checkCore(supplied, type, in(where, "import `" + label + "`"));
        });
        wanted.exports().forEach((name, type) -> {
            ExternType supplied = given.exports().get(name);
            if (supplied == null) {
                throw context.fail(Failure.TYPE_MISMATCH, "missing expected export `" + name + "`" + where);
            }
            checkCore(supplied, type, in(where, "export `" + name + "`"));
        });
    }

    /// Supplies core instances to the imports of a module.
    void supply(Map<String, CoreInstanceType> args, ModuleType module) {
        module.imports().forEach((name, type) -> {
            CoreInstanceType instance = args.get(name.module());
            if (instance == null) {
                throw context.fail(
                        Failure.MISSING_ARGUMENT,
                        "missing module instantiation argument named `" + name.module() + "`");
            }
            ExternType supplied = instance.exports().get(name.name());
            if (supplied == null) {
                throw context.fail(
                        Failure.MISSING_ARGUMENT,
                        "module instantiation argument `" + name.module() + "` does not export an item named `"
                                + name.name() + "`");
            }
            checkCore(
                    supplied,
                    type,
                    in("", "module instantiation argument `" + name.module() + "` export `" + name.name() + "`"));
        });
    }

    /// Core items fit by the rules of linking, except that types of globals have to be equal.
    private void checkCore(ExternType given, ExternType wanted, String where) {
        context.step();
        boolean fits =
                given instanceof GlobalType global ? global.equals(wanted) : context.interner.matches(given, wanted);
        if (!fits) {
            throw mismatch(where, describe(wanted), describe(given));
        }
    }

    private String describe(ExternType type) {
        return type instanceof ExternType.Func(var heap) && heap instanceof HeapType.Id(int id)
                ? Sort.CORE_FUNC + " " + context.interner.funcType(id)
                : type.toString();
    }
}

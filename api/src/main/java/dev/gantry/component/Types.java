package dev.gantry.component;

import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.ExportItem;
import dev.gantry.environ.component.ImportItem;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.environ.component.TypeItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Shows users the types of the engine.
///
/// @param resources the types of resources by number
record Types(IntFunction<ResourceType> resources) {
    Type of(InterfaceType type) {
        return switch (type) {
            case InterfaceType.Primitive primitive ->
                Type.Primitive.valueOf(primitive.kind().name());
            case InterfaceType.RecordType record -> of(record);
            case InterfaceType.Variant variant -> of(variant);
            case InterfaceType.Flags flags -> new Type.FlagsType(flags.names());
            case InterfaceType.Sequence list
            when list.isMap() -> {
                List<InterfaceType> pair = list.element().parts();
                yield new Type.MapType(of(pair.get(0)), of(pair.get(1)));
            }
            case InterfaceType.Sequence list -> new Type.ListType(of(list.element()));
            case InterfaceType.FixedList list -> new Type.FixedListType(of(list.element()), list.length());
            case InterfaceType.Handle handle -> {
                ResourceType resource = resources.apply(handle.resource());
                yield handle.isOwn() ? new Type.OwnType(resource) : new Type.BorrowType(resource);
            }
            case InterfaceType.Channel channel -> {
                Optional<Type> payload = optional(channel.payload());
                yield channel.isStream() ? new Type.StreamType(payload) : new Type.FutureType(payload);
            }
        };
    }

    private Type of(InterfaceType.RecordType record) {
        if (record.isTuple()) {
            return new Type.TupleType(record.fields().stream().map(this::of).toList());
        }
        return new Type.RecordType(fields(record.names(), record.fields()));
    }

    private List<Type.Field> fields(List<String> names, List<InterfaceType> types) {
        List<Type.Field> fields = new ArrayList<>();
        for (int at = 0; at < names.size(); at++) {
            fields.add(new Type.Field(names.get(at), of(types.get(at))));
        }
        return List.copyOf(fields);
    }

    private Type of(InterfaceType.Variant variant) {
        List<@Nullable InterfaceType> payloads = variant.payloads();
        return switch (variant.kind()) {
            case ENUM -> new Type.EnumType(variant.names());
            case OPTION -> new Type.OptionType(optional(payloads.get(1)).orElseThrow());
            case RESULT -> new Type.ResultType(optional(payloads.get(0)), optional(payloads.get(1)));
            case VARIANT -> {
                List<Type.Case> cases = new ArrayList<>();
                for (int at = 0; at < payloads.size(); at++) {
                    cases.add(new Type.Case(variant.names().get(at), optional(payloads.get(at))));
                }
                yield new Type.VariantType(List.copyOf(cases));
            }
        };
    }

    private Optional<Type> optional(@Nullable InterfaceType type) {
        return type == null ? Optional.empty() : Optional.of(of(type));
    }

    FuncType of(ComponentFuncType type) {
        return new FuncType(fields(type.names(), type.params().fields()), optional(type.result()), type.isAsync());
    }

    private ItemType of(TypeItem type) {
        return switch (type) {
            case TypeItem.OfValue(InterfaceType value) -> new ItemType.OfType(of(value));
            case TypeItem.OfResource(int resource) -> new ItemType.OfResource(resources.apply(resource));
            case TypeItem.OfFunc _, TypeItem.Other _ -> new ItemType.OfOtherType();
        };
    }

    Map<String, ItemType> imports(Map<String, ImportItem> items) {
        Map<String, ItemType> types = new LinkedHashMap<>();
        items.forEach((name, item) -> types.put(
                name,
                switch (item) {
                    case ImportItem.OfFunc func -> new ItemType.OfFunc(of(func.type()));
                    case ImportItem.OfModule _ -> new ItemType.OfModule();
                    case ImportItem.OfResource(int resource) -> new ItemType.OfResource(resources.apply(resource));
                    case ImportItem.OfType(TypeItem type) -> of(type);
                    case ImportItem.OfInstance(var inner) -> new ItemType.OfInstance(imports(inner));
                }));
        return types;
    }

    Map<String, ItemType> exports(Map<String, ExportItem> items) {
        Map<String, ItemType> types = new LinkedHashMap<>();
        items.forEach((name, item) -> types.put(
                name,
                switch (item) {
                    case ExportItem.OfFunc func -> new ItemType.OfFunc(of(func.type()));
                    case ExportItem.OfModule _, ExportItem.OfImportedModule _ -> new ItemType.OfModule();
                    case ExportItem.OfType(TypeItem type) -> of(type);
                    case ExportItem.OfInstance(var inner) -> new ItemType.OfInstance(exports(inner));
                }));
        return types;
    }
}

package dev.gantry.fuzz.component;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.ExternDesc;
import dev.gantry.wasm.component.ExternName;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.PrimType;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.ValueType;
import dev.gantry.wasm.component.ValueTypeDef;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.text.ComponentParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;

/// The types of a component that gives back what it is given: definitions and imports of types, the last of them that
/// of the function.
///
/// @param definitions the definitions; the first imports a type of resources, `r`
/// @param count       how many types they define
public record EchoTypes(List<Definition> definitions, int count) {
    /// The import of a resource type, as text.
    public static final String RESOURCE = "(import \"r\" (type $r (sub resource)))";

    private static final int MAX_DEPTH = 4;
    private static final List<PrimType> PRIMITIVES = Arrays.stream(PrimType.values())
            .filter(type -> type != PrimType.ERROR_CONTEXT)
            .toList();

    /// The types of a function in text.
    ///
    /// @param imports   definitions and imports of types
    /// @param signature parameters and result
    public static EchoTypes of(String imports, String signature) {
        byte[] binary = ComponentParser.parseComponent(
                "(component " + RESOURCE + imports + " (type (func " + signature + ")))");
        List<Definition> definitions =
                ComponentReader.read(binary, EnumSet.allOf(WasmFeature.class)).definitions();
        return new EchoTypes(definitions, definitions.size());
    }

    /// The types of a random function.
    public static EchoTypes random(RandomGenerator random) {
        return new Maker(random).make();
    }

    private static final class Maker {
        private final RandomGenerator random;
        private final List<Definition> types = new ArrayList<>();
        private int names;

        Maker(RandomGenerator random) {
            this.random = random;
        }

        EchoTypes make() {
            types.add(new Import(ExternName.of("r"), new ExternDesc.SubResource(), 0));
            List<TypeDef.Labelled> params = new ArrayList<>();
            int count = random.nextInt(6);
            for (int at = 0; at < count; at++) {
                ValueType type = random.nextInt(12) == 0 ? add(new ValueTypeDef.Borrow(0)) : type(0);
                params.add(new TypeDef.Labelled("p" + at, type));
            }
            ValueType result = random.nextInt(8) == 0 ? null : type(0);
            types.add(new TypeDef(new TypeDef.Func(false, params, result), 0));
            return new EchoTypes(types, types.size());
        }

        private ValueType type(int depth) {
            int kinds = depth >= MAX_DEPTH ? 2 : 17;
            return switch (random.nextInt(kinds)) {
                case 2 -> add(new ValueTypeDef.ListOf(type(depth + 1)));
                case 3 -> add(new ValueTypeDef.Option(type(depth + 1)));
                case 4 -> add(new ValueTypeDef.Tuple(types(depth, 1 + random.nextInt(5))));
                case 5 -> add(new ValueTypeDef.Result(optional(depth), optional(depth)));
                case 6 -> named(new ValueTypeDef.RecordOf(fields(depth)));
                case 7, 8 -> named(variant(depth));
                case 9 -> named(new ValueTypeDef.Flags(labels(1 + random.nextInt(32))));
                case 10 ->
                    named(new ValueTypeDef.Enumeration(labels(1 + random.nextInt(random.nextInt(4) == 0 ? 400 : 8))));
                case 11 -> add(new ValueTypeDef.MapOf(key(), type(depth + 1)));
                case 12 -> add(new ValueTypeDef.FixedList(type(depth + 1), 1 + random.nextInt(5)));
                case 13 -> add(new ValueTypeDef.Own(0));
                default -> primitive();
            };
        }

        private ValueType primitive() {
            return PRIMITIVES.get(random.nextInt(PRIMITIVES.size()));
        }

        private ValueType key() {
            ValueType type = primitive();
            return type == PrimType.F32 || type == PrimType.F64 ? PrimType.STRING : type;
        }

        private ValueType optional(int depth) {
            return random.nextBoolean() ? type(depth + 1) : null;
        }

        private List<ValueType> types(int depth, int count) {
            List<ValueType> made = new ArrayList<>();
            for (int at = 0; at < count; at++) {
                made.add(type(depth + 1));
            }
            return made;
        }

        private List<TypeDef.Labelled> fields(int depth) {
            List<TypeDef.Labelled> fields = new ArrayList<>();
            for (String label : labels(1 + random.nextInt(6))) {
                fields.add(new TypeDef.Labelled(label, type(depth + 1)));
            }
            return fields;
        }

        private ValueTypeDef variant(int depth) {
            List<ValueTypeDef.Case> cases = new ArrayList<>();
            for (String label : labels(1 + random.nextInt(random.nextInt(8) == 0 ? 300 : 6))) {
                boolean isEmpty = cases.size() > 6 || random.nextInt(3) == 0;
                cases.add(new ValueTypeDef.Case(label, isEmpty ? null : type(depth + 1)));
            }
            return new ValueTypeDef.Variant(cases);
        }

        private static List<String> labels(int count) {
            List<String> labels = new ArrayList<>();
            for (int at = 0; at < count; at++) {
                labels.add("l" + at);
            }
            return labels;
        }

        private ValueType add(TypeDef.DefinedType type) {
            types.add(new TypeDef(type, 0));
            return new ValueType.Index(types.size() - 1);
        }

        /// A type that may be used by imports and exports because it is imported by name.
        private ValueType named(ValueTypeDef type) {
            var _ = add(type);
            types.add(new Import(ExternName.of("t" + names++), new ExternDesc.TypeEq(types.size() - 1), 0));
            return new ValueType.Index(types.size() - 1);
        }
    }
}

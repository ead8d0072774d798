package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.component.Component;
import dev.gantry.component.FuncType;
import dev.gantry.component.Instance;
import dev.gantry.component.ItemType;
import dev.gantry.component.Type;
import dev.gantry.component.Type.Primitive;
import dev.gantry.component.Val;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is known of a component from its types and names.
@EachStrategy
class ComponentShapeTest {
    private final Host host;

    ComponentShapeTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Component typed(String definition) {
        return host.component("(type $t " + definition + ") (export \"t\" (type $t))");
    }

    private Type type(String definition) {
        return ((ItemType.OfType) typed(definition).exports().get("t")).type();
    }

    /// R1: types of values are interned, and can be asked for.
    @Test
    void typesOfValuesCanBeAskedFor() {
        assertThat(type("u8")).isEqualTo(Primitive.U8);
        assertThat(type("string")).isEqualTo(Primitive.STRING);
        assertThat(type("(record (field \"a\" u8) (field \"b\" char))"))
                .isEqualTo(new Type.RecordType(
                        List.of(new Type.Field("a", Primitive.U8), new Type.Field("b", Primitive.CHAR))));
        assertThat(type("(variant (case \"x\") (case \"y\" f32))"))
                .isEqualTo(new Type.VariantType(
                        List.of(new Type.Case("x", Optional.empty()), new Type.Case("y", Optional.of(Primitive.F32)))));
        assertThat(type("(list (tuple s8 s16))"))
                .isEqualTo(new Type.ListType(new Type.TupleType(List.of(Primitive.S8, Primitive.S16))));
        assertThat(type("(flags \"r\" \"w\")")).isEqualTo(new Type.FlagsType(List.of("r", "w")));
        assertThat(type("(enum \"a\" \"b\")")).isEqualTo(new Type.EnumType(List.of("a", "b")));
        assertThat(type("(option u64)")).isEqualTo(new Type.OptionType(Primitive.U64));
        assertThat(type("(result u8 (error string))"))
                .isEqualTo(new Type.ResultType(Optional.of(Primitive.U8), Optional.of(Primitive.STRING)));
        assertThat(type("(result)")).isEqualTo(new Type.ResultType(Optional.empty(), Optional.empty()));
    }

    /// R1: so can types of functions, of what is exported and of what is imported.
    @Test
    void typesOfFunctionsCanBeAskedFor() {
        Component component = host.component("""
                (import "f" (func (param "a" u8) (param "b" (list string)) (result bool)))
                (type (func))
                (type (component (import "x" (func))))
                (type (instance (export "x" (func))))
                (core type (module (import "" "" (func)) (export "" (memory 1))))
                """);
        assertThat(component.imports().get("f"))
                .isEqualTo(new ItemType.OfFunc(new FuncType(
                        List.of(
                                new Type.Field("a", Primitive.U8),
                                new Type.Field("b", new Type.ListType(Primitive.STRING))),
                        Optional.of(Primitive.BOOL),
                        false)));
    }

    /// R17: exported types do nothing when a component runs; their names can be asked for.
    @Test
    void exportedTypesAreNames() {
        Component component = host.component("""
                (core module $m (func (export "f") (param i32) (result i32) local.get 0))
                (core instance $i (instantiate $m))
                (type $colour (enum "red" "green"))
                (export $named "colour" (type $colour))
                (type $unused (func (param "x" u8)))
                (export "callback" (type $unused))
                (func (export "f") (param "x" $named) (result $named) (canon lift (core func $i "f")))
                """);
        assertThat(component.exports())
                .containsEntry("colour", new ItemType.OfType(new Type.EnumType(List.of("red", "green"))))
                .containsEntry("callback", new ItemType.OfOtherType());
        Instance instance = host.linker.instantiate(host.store, component);
        assertThat(instance.exportNames()).contains("colour", "callback", "f");
        assertThat(instance.func("f").call(Val.enumeration("green"))).contains(Val.enumeration("green"));
    }

    /// R30, as far as there are no adapters: several instances export what each of them has.
    @Test
    void severalInstancesExportWhatTheyHave() {
        StringBuilder fields = new StringBuilder("""
                (component $c
                  (import "m" (core module $m (export "f" (func (result i32)))))
                  (core instance $i (instantiate $m))
                  (func (export "f") (result u32) (canon lift (core func $i "f"))))
                """);
        for (int number = 0; number < 5; number++) {
            fields.append("""
                    (core module $m%1$d (func (export "f") (result i32) (i32.const %1$d)))
                    (instance $i%1$d (instantiate $c (with "m" (core module $m%1$d))))
                    """.formatted(number));
        }
        for (int number : new int[] {3, 0, 4, 1, 2}) {
            fields.append("(export \"i%1$d\" (instance $i%1$d))\n".formatted(number));
        }
        Component fresh = host.component(fields.toString());
        for (Component component : List.of(fresh, Component.deserialize(host.engine, fresh.serialize()))) {
            Instance instance = host.linker.instantiate(host.store, component);
            assertThat(instance.exportNames()).containsExactly("i3", "i0", "i4", "i1", "i2");
            for (int number = 0; number < 5; number++) {
                assertThat(instance.instance("i" + number).func("f").call()).contains(Val.u32(number));
            }
        }
    }
}

package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Module;
import dev.gantry.component.Component;
import dev.gantry.component.Instance;
import dev.gantry.component.InstancePre;
import dev.gantry.component.ItemType;
import dev.gantry.component.ResourceType;
import dev.gantry.component.Type;
import dev.gantry.component.Val;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.Trap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Names on both sides: what linkers have for imports, and what instances have for hosts (R9, R15, R73).
///
/// Scenarios of upstream's files `linker`, `instance` and `nested`; those of versions of functions are in
/// [ComponentImportTest]. Left out: `linker_defines_unknown_async_imports_as_traps`, which needs functions that are
/// asynchronous in the component model.
@EachStrategy
class LinkedNamesTest {
    private static final ResourceType FIRST = ResourceType.host("first");
    private static final ResourceType SECOND = ResourceType.host("second");

    private final Host host;

    LinkedNamesTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private void resource(String name, ResourceType type) {
        host.linker.root().resource(name, type, (_, _) -> {});
    }

    private Instance importing(String one, String other) {
        return host.instance("""
                (import "%s" (type $t (sub resource)))
                (import "%s" (type $u (sub resource)))
                (export "t" (type $t))
                (export "u" (type $u))
                """.formatted(one, other));
    }

    /// R9
    @Test
    void resourcesAreFoundByCompatibleVersions() {
        resource("a:b/c@1.0.1", FIRST);
        Instance instance = importing("a:b/c@1.0.0", "a:b/c@1.0.3");
        assertThat(instance.resource("t")).isEqualTo(FIRST);
        assertThat(instance.resource("u")).isEqualTo(FIRST);
        resource("a:b/c@1.0.2", SECOND);
        Instance exact = importing("a:b/c@1.0.1", "a:b/c@1.0.2");
        assertThat(exact.resource("t")).isEqualTo(FIRST);
        assertThat(exact.resource("u")).isEqualTo(SECOND);
        Instance newest = importing("a:b/c@1.0.0", "a:b/c@1.0.3");
        assertThat(newest.resource("t")).isEqualTo(SECOND);
        assertThat(newest.resource("u")).isEqualTo(SECOND);
        assertThatThrownBy(() -> importing("a:b/c@1.0.1", "a:b/c@2.0.0")).isInstanceOf(LinkException.class);
    }

    /// R73: exports have versions, too.
    @Test
    void exportsAreFoundByCompatibleVersions() {
        Instance instance = host.instance("""
                (core module $one (func (export "one")))
                (core module $two (func (export "two")))
                (core module $three (func (export "three")))
                (export "a:b/m@1.0.0" (core module $one))
                (export "a:b/m@1.0.2" (core module $two))
                (export "a:b/m@2.0.0" (core module $three))
                """);
        assertThat(names(instance, "a:b/m@1.0.0")).isEqualTo("one");
        assertThat(names(instance, "a:b/m@1.0.1")).isEqualTo("two");
        assertThat(names(instance, "a:b/m@1.0.9")).isEqualTo("two");
        assertThat(names(instance, "a:b/m@2.1.0")).isEqualTo("three");
        assertThat(instance.findModule("a:b/m@3.0.0")).isEmpty();
        assertThat(instance.findModule("a:b/m")).isEmpty();
    }

    private static String names(Instance instance, String name) {
        return instance.module(name).exports().getFirst().name();
    }

    /// R9: everything that can be made up: functions, resources and instances of these.
    @Test
    void unknownImportsCanBeMadeToTrap() {
        Component component = host.component("""
                (import "foo" (func $foo))
                (import "bar" (instance (export "baz" (func)) (export "r" (type (sub resource)))))
                (import "qux" (type (sub resource)))
                (core func $foo' (canon lower (func $foo)))
                (func (export "f") (canon lift (core func $foo')))
                """);
        Instance instance = host.linker.defineUnknownImportsAsTraps(component).instantiate(host.store, component);
        assertThatThrownBy(() -> instance.func("f").call()).isInstanceOf(Trap.class);
    }

    /// R9: types that are those of others follow these, in whatever order things are defined.
    @Test
    void unknownImportsFollowKnownResources() {
        Component component = host.component("""
                (import "types" (instance $types (export "r" (type (sub resource)))))
                (alias export $types "r" (type $r))
                (import "uses" (instance
                  (alias outer 1 $r (type $r))
                  (export "r" (type (eq $r)))
                  (export "f" (func (param "r" (borrow $r))))))
                """);
        host.linker.instance("types").resource("r", FIRST, (_, _) -> {});
        host.linker.defineUnknownImportsAsTraps(component);
        assertThat(host.linker.instantiate(host.store, component).exportNames()).isEmpty();
    }

    /// R8, R9: a module cannot be made up.
    @Test
    void unknownModulesAreErrors() {
        Component component = host.component("(import \"foo\" (core module))");
        assertThatThrownBy(() -> host.linker.defineUnknownImportsAsTraps(component))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("foo");
        host.linker.root().module("foo", Module.ofText(host.engine, "(module)"));
        assertThat(host.linker.defineUnknownImportsAsTraps(component)).isSameAs(host.linker);
    }

    /// R9: an instance is opened as often as one likes, its names are taken once.
    @Test
    void instancesAreOpenedAgain() {
        Module module = Module.ofText(host.engine, "(module)");
        host.linker.instance("foo").module("a", module);
        host.linker.instance("foo").module("b", module);
        for (String taken : List.of("a", "b")) {
            assertThatThrownBy(() -> host.linker.instance("foo").module(taken, module))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        host.linker.instance("foo").module("c", module);
        assertThatThrownBy(() -> host.linker.root().module("foo", module)).isInstanceOf(IllegalArgumentException.class);
        host.linker.instance("foo").module("d", module);
        assertThatThrownBy(() -> host.linker.instance("foo").instance("a"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// R1, R67: with imports looked up, types of resources are those that instances will see.
    @Test
    void typesNameTheLinkersResources() {
        resource("r", FIRST);
        Component component = host.component("""
                (import "r" (type $r (sub resource)))
                (type $own' (resource (rep i32)))
                (export $own "own" (type $own'))
                (core module $m (func (export "f") (param i32 i32)))
                (core instance $m (instantiate $m))
                (func $f (param "a" (own $r)) (param "b" (own $own)) (canon lift (core func $m "f")))
                (export "f" (func $f))
                """);
        InstancePre<Void> pre = host.linker.instantiatePre(component);
        ItemType.OfFunc func = (ItemType.OfFunc) pre.exports().get("f");
        assertThat(func.type().params().get(0).type()).isEqualTo(new Type.OwnType(FIRST));
        Type.OwnType own = (Type.OwnType) func.type().params().get(1).type();
        assertThat(own.resource().isHost()).isFalse();
        assertThat(pre.exports()).containsEntry("own", new ItemType.OfResource(own.resource()));
        assertThat(component.exports().get("f")).isNotEqualTo(func);
        Instance one = pre.instantiate(host.store);
        Instance two = pre.instantiate(host.store);
        assertThat(one.resource("own")).isNotEqualTo(two.resource("own")); // each instance defines one
        assertThat(one.func("f").type().params().getFirst())
                .isEqualTo(func.type().params().getFirst());
    }

    /// R19: names that are not there, at each level.
    @Test
    void namesThatAreNotThereAreNotFound() {
        Instance instance = host.instance("""
                (type $r' (resource (rep i32)))
                (core module $m (func (export "f")))
                (core instance $i (instantiate $m))
                (func $f (canon lift (core func $i "f")))
                (instance $inner (export "f" (func $f)) (export "m" (core module $m)))
                (export "i" (instance $inner))
                (export "r" (type $r'))
                """);
        assertThat(instance.exportNames()).containsExactly("i", "r");
        assertThat(instance.instance("i").exportNames()).containsExactly("f", "m");
        assertThat(instance.instance("i").func("f").call()).isEmpty();
        assertThat(instance.instance("i").module("m").exports()).hasSize(1);
        for (String wrong : List.of("f", "m", "nothing", "")) {
            assertThat(instance.findFunc(wrong)).isEmpty();
            assertThat(instance.findInstance(wrong)).isEmpty();
            assertThat(instance.findModule(wrong)).isEmpty();
            assertThat(instance.findResource(wrong)).isEmpty();
        }
        assertThat(instance.findResource("i")).isEmpty();
        assertThat(instance.instance("i").findFunc("m")).isEmpty();
    }

    /// R8, R13: a module of an instance of an instance of the host's.
    @Test
    void modulesComeFromNestedInstances() {
        host.linker
                .instance("c")
                .instance("c")
                .module("m", Module.ofText(host.engine, "(module (global (export \"g\") i32 i32.const 101))"));
        Instance instance = host.instance("""
                (import "c" (instance $i
                  (export "c" (instance (export "m" (core module (export "g" (global i32))))))))
                (component $c
                  (import "c" (instance $i
                    (export "c" (instance (export "m" (core module (export "g" (global i32))))))))
                  (core module $verify
                    (import "" "g" (global i32))
                    (func (export "g") (result i32) (global.get 0))
                    (func $start (if (i32.ne (global.get 0) (i32.const 101)) (then unreachable)))
                    (start $start))
                  (core instance $m (instantiate (module $i "c" "m")))
                  (core instance $v (instantiate $verify (with "" (instance $m))))
                  (func (export "g") (result u32) (canon lift (core func $v "g"))))
                (instance $d (instantiate $c (with "c" (instance $i))))
                (export "d" (instance $d))
                """);
        assertThat(instance.instance("d").func("g").call()).contains(Val.u32(101));
    }

    /// R12, R21: an inner component lowers with its own memory what it was given by the outer one.
    @Test
    void functionsOfTheHostReachInnerComponents() {
        host.linker.root().func("name", (_, args) -> Val.string(Long.toString(((Val.U32) args.getFirst()).value())));
        Instance instance = host.instance("""
                (import "name" (func $name (param "a" u32) (result string)))
                (component $c
                  (import "name" (func $name (param "a" u32) (result string)))
                  %s
                  (core func $name' (canon lower (func $name)
                    (memory $libc "memory") (realloc (func $libc "realloc"))))
                  (core module $m
                    (import "" "name" (func $name (param i32 i32)))
                    (func (export "run") (param i32) (result i32)
                      (call $name (i32.add (local.get 0) (i32.const 1)) (i32.const 104)) (i32.const 104)))
                  (core instance $m (instantiate $m (with "" (instance (export "name" (func $name'))))))
                  (func (export "run") (param "a" u32) (result string)
                    (canon lift (core func $m "run") (memory $libc "memory"))))
                (instance $a (instantiate $c (with "name" (func $name))))
                (instance $b (instantiate $c (with "name" (func $name))))
                (export "a" (instance $a))
                (export "b" (instance $b))
                """.formatted(Libc.TEXT));
        for (String name : List.of("a", "b")) {
            assertThat(instance.instance(name).func("run").call(Val.u32(41))).contains(Val.string("42"));
        }
    }

    /// R14, R15: long chains of modules that pass functions on take no longer than they are.
    @Test
    void longChainsAreFollowedInOneStep() {
        StringBuilder imports = new StringBuilder();
        StringBuilder functions = new StringBuilder();
        int width = 60;
        int length = 200;
        for (int at = 0; at < width; at++) {
            functions.append("(func (export \"f%d\") (result i32) (i32.const %d))".formatted(at, at));
            imports.append("(import \"\" \"f%d\" (func (result i32)))".formatted(at));
        }
        for (int at = 0; at < width; at++) {
            imports.append("(export \"f%d\" (func %d))".formatted(at, at));
        }
        StringBuilder chain = new StringBuilder();
        for (int at = 1; at <= length; at++) {
            chain.append("(core instance $i%d (instantiate $m (with \"\" (instance $i%d))))".formatted(at, at - 1));
        }
        Instance instance = host.instance("(core module $d " + functions + ") (core module $m " + imports
                + ") (core instance $i0 (instantiate $d))" + chain
                + "(func (export \"f\") (result u32) (canon lift (core func $i%d \"f7\")))".formatted(length));
        assertThat(instance.func("f").call()).contains(Val.u32(7));
    }
}

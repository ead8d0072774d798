package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.component.Instance;
import dev.gantry.component.Resource;
import dev.gantry.component.ResourceTable;
import dev.gantry.component.ResourceType;
import dev.gantry.component.Val;
import dev.gantry.wasm.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Resources in the hands of host and guest. R67: their types belong to one instance.
@EachStrategy
class ComponentResourceTest {
    private static final String GUEST = """
            (core module $d
              (global $last (mut i32) (i32.const -1))
              (func (export "dtor") (param i32) (global.set $last (local.get 0)))
              (func (export "last") (result i32) (global.get $last)))
            (core instance $d (instantiate $d))
            (type $t' (resource (rep i32) (dtor (func $d "dtor"))))
            (export $t "t" (type $t'))
            (core func $new (canon resource.new $t'))
            (core func $drop (canon resource.drop $t'))
            (core module $m
              (import "" "new" (func $new (param i32) (result i32)))
              (import "" "drop" (func $drop (param i32)))
              (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
              (func (export "rep") (param i32) (result i32) (local.get 0))
              (func (export "take") (param i32) (call $drop (local.get 0))))
            (core instance $i (instantiate $m (with "" (instance
              (export "new" (func $new)) (export "drop" (func $drop))))))
            (func (export "make") (param "rep" u32) (result (own $t)) (canon lift (core func $i "make")))
            (func (export "rep") (param "t" (borrow $t)) (result u32) (canon lift (core func $i "rep")))
            (func (export "take") (param "t" (own $t)) (canon lift (core func $i "take")))
            (func (export "last") (result s32) (canon lift (core func $d "last")))
            """;

    private final Host host;

    ComponentResourceTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private static Resource make(Instance instance, int rep) {
        return ((Val.ResourceVal) instance.func("make").call(Val.u32(rep)).orElseThrow()).resource();
    }

    @Test
    void resourcesOfGuestsAreLentGivenAndDropped() {
        Instance instance = host.instance(GUEST);
        Resource first = make(instance, 5);
        assertThat(first.type()).isEqualTo(instance.resource("t"));
        assertThat(instance.func("rep").call(Val.resource(first))).contains(Val.u32(5));
        assertThat(instance.func("rep").call(Val.resource(first))).contains(Val.u32(5));
        assertThatThrownBy(first::rep).isInstanceOf(IllegalStateException.class);
        assertThat(instance.func("take").call(Val.resource(first))).isEmpty();
        assertThat(instance.func("last").call()).contains(Val.s32(5));
        assertThatThrownBy(() -> instance.func("rep").call(Val.resource(first)))
                .isInstanceOf(IllegalStateException.class);
        Resource second = make(instance, 6);
        second.drop(host.store);
        assertThat(instance.func("last").call()).contains(Val.s32(6));
        assertThatThrownBy(() -> second.drop(host.store)).isInstanceOf(IllegalStateException.class);
        assertThat(instance.func("last").call()).contains(Val.s32(6));
    }

    @Test
    void resourcesOfOtherInstancesDoNotFit() {
        Instance one = host.instance(GUEST);
        Instance other = host.instance(GUEST);
        Resource resource = make(one, 1);
        assertThat(one.resource("t")).isNotEqualTo(other.resource("t"));
        assertThatThrownBy(() -> other.func("rep").call(Val.resource(resource)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("t: mismatched resource types");
        assertThat(one.func("rep").call(Val.resource(resource))).contains(Val.u32(1));
        assertThat(make(other, 1).isOwned()).isTrue();
    }

    private static final String USER = """
            (import "host" (instance $host
              (export "thing" (type $thing (sub resource)))
              (export "make" (func (result (own $thing))))
              (export "look" (func (param "t" (borrow $thing))))))
            (alias export $host "thing" (type $thing))
            (core func $make (canon lower (func $host "make")))
            (core func $look (canon lower (func $host "look")))
            (core func $drop (canon resource.drop $thing))
            (core module $m
              (import "" "make" (func $make (result i32)))
              (import "" "look" (func $look (param i32)))
              (import "" "drop" (func $drop (param i32)))
              (func (export "run") (local $t i32)
                (local.set $t (call $make))
                (call $look (local.get $t))
                (call $drop (local.get $t)))
              (func (export "keep") (param i32))
              (func (export "use") (param i32) (call $look (local.get 0)) (call $drop (local.get 0))))
            (core instance $i (instantiate $m (with "" (instance
              (export "make" (func $make)) (export "look" (func $look)) (export "drop" (func $drop))))))
            (export $t "t" (type $thing))
            (func (export "run") (canon lift (core func $i "run")))
            (func (export "keep") (param "t" (borrow $t)) (canon lift (core func $i "keep")))
            (func (export "use") (param "t" (borrow $t)) (canon lift (core func $i "use")))
            """;

    @Test
    void resourcesOfTheHostComeBackAsTheyWent() {
        ResourceType type = ResourceType.host("thing");
        ResourceTable table = new ResourceTable();
        List<String> log = new ArrayList<>();
        List<Resource> lent = new ArrayList<>();
        host.linker
                .instance("host")
                .resource("thing", type, (_, rep) -> log.add("dropped " + table.delete(rep, String.class)))
                .func("make", (_, _) -> Val.resource(Resource.own(type, table.push("a thing"))))
                .func("look", (_, args) -> {
                    Resource given = ((Val.ResourceVal) args.getFirst()).resource();
                    lent.add(given);
                    log.add("saw " + table.get(given, String.class));
                    return null;
                });
        Instance instance = host.instance(USER);
        assertThat(instance.func("run").call()).isEmpty();
        assertThat(log).containsExactly("saw a thing", "dropped a thing");
        assertThat(table.size()).isZero();
        assertThatThrownBy(() -> lent.getFirst().rep()).isInstanceOf(IllegalStateException.class);
        Resource other = Resource.borrow(type, table.push("another"));
        assertThat(instance.func("use").call(Val.resource(other))).isEmpty();
        assertThat(log).contains("saw another");
        assertThatThrownBy(() -> instance.func("keep").call(Val.resource(other)))
                .isInstanceOf(Trap.class)
                .hasMessageContaining("borrow handles still remain at the end of the call");
    }

    @Test
    void tablesKnowParentsAndChildren() {
        ResourceTable table = new ResourceTable(2);
        int parent = table.push("parent");
        int child = table.pushChild(7, parent);
        assertThatThrownBy(() -> table.push("third")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.delete(parent, String.class)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.get(child, String.class)).isInstanceOf(IllegalArgumentException.class);
        assertThat(table.delete(child, Integer.class)).isEqualTo(7);
        assertThat(table.delete(parent, String.class)).isEqualTo("parent");
        assertThatThrownBy(() -> table.get(parent, String.class)).isInstanceOf(NoSuchElementException.class);
    }
}

package dev.gantry.runtime.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import java.util.ArrayList;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class VmTableTest {
    private final TestModules engine = new TestModules();
    private final VmStore store = engine.store();

    private static void assertOutOfBounds(ThrowingCallable action) {
        assertThatThrownBy(action).isSameAs(TrapSignal.of(Failure.OUT_OF_BOUNDS_TABLE_ACCESS));
    }

    private VmTable table(Limits limits) {
        return store.createTable(new TableType(false, limits, RefType.EXTERNREF), 0);
    }

    @Test
    void elementsAreNullUntilSet() {
        VmTable table = table(Limits.atLeast(3));
        assertThat(table.get(2)).isZero();
        table.set(2, 8);
        assertThat(table.get(2)).isEqualTo(8);
        assertOutOfBounds(() -> table.get(3));
        assertOutOfBounds(() -> table.get(-1));
        assertOutOfBounds(() -> table.set(3, 0));
        assertOutOfBounds(() -> table.set(1L << 32, 0));
    }

    @Test
    void growReturnsTheOldSizeAndFillsNewElements() {
        VmTable table = table(Limits.of(1, 10));
        assertThat(table.grow(4, 6)).isEqualTo(1);
        assertThat(table.get(0)).isZero();
        assertThat(table.get(4)).isEqualTo(6);
        assertThat(table.grow(6, 0)).isEqualTo(-1);
        assertThat(table.grow(-1, 0)).isEqualTo(-1);
        assertThat(table.grow(0, 0)).isEqualTo(5);
        assertThat(table.grow(5, 0)).isEqualTo(5);
        assertThat(table.type().limits()).isEqualTo(Limits.of(10, 10));
    }

    @Test
    void bulkOperationsCheckBeforeTheyWrite() {
        VmTable table = table(Limits.atLeast(6));
        int[] refs = {2, 4, 6};
        table.init(refs, 0, 0, 3);
        assertOutOfBounds(() -> table.init(refs, 4, 0, 3));
        assertOutOfBounds(() -> table.init(refs, 0, 1, 3));
        table.init(refs, 6, 3, 0);
        assertOutOfBounds(() -> table.init(refs, 7, 0, 0));
        table.copy(table, 1, 0, 3);
        assertThat(table.elems).startsWith(2, 2, 4, 6, 0, 0);
        assertOutOfBounds(() -> table.copy(table, 4, 0, 3));
        assertOutOfBounds(() -> table.copy(table, 0, 4, 3));
        table.fill(4, 8, 2);
        assertOutOfBounds(() -> table.fill(5, 1, 2));
        assertOutOfBounds(() -> table.fill(0, 1, -1));
        assertThat(table.elems).startsWith(2, 2, 4, 6, 8, 8);
    }

    @Test
    void hugeTablesAreRefused() {
        assertThatThrownBy(() -> table(Limits.atLeast(10_000_001))).isInstanceOf(ResourceException.class);
        assertThatThrownBy(() -> table(Limits.atLeast(-1))).isInstanceOf(ResourceException.class);
        VmTable table = table(Limits.atLeast(0));
        assertThat(table.grow(10_000_001, 0)).isEqualTo(-1);
        assertThat(table.grow(10_000_000, 0)).isZero();
    }

    @Test
    void theLimiterIsNotAskedForMoreThanIndicesReach() {
        VmTable table = table(Limits.atLeast(16));
        var asked = new ArrayList<Long>();
        store.limiter = new DefaultLimiter() {
            @Override
            public boolean tableGrowing(long current, long desired, OptionalLong max) {
                asked.add(desired);
                return false;
            }
        };
        assertThat(table.grow(0xFFFF_FFF0L, 0)).isEqualTo(-1);
        assertThat(asked).isEmpty();
        assertThat(table.grow(0xFFFF_FFEFL, 0)).isEqualTo(-1);
        assertThat(asked).containsExactly(0xFFFF_FFFFL);
    }

    /// R133: functions of lazy tables are made at first read; the switch makes them at instantiation instead.
    @Test
    void lazyTablesMakeFunctionsWhenTheyAreRead() {
        VmTable lazy = funcTable(engine, store);
        assertThat(lazy.elems[1]).isNegative();
        int ref = lazy.get(1);
        assertThat(ref).isPositive();
        assertThat(lazy.elems[1]).isEqualTo(ref);
        assertThat(lazy.get(2)).isEqualTo(ref);
        assertThat(lazy.get(0)).isZero();

        TestModules eager = new TestModules(false);
        assertThat(funcTable(eager, eager.store()).elems[1]).isPositive();
    }

    private static VmTable funcTable(TestModules engine, VmStore store) {
        VmInstance instance = engine.instance(
                store, "(module (table (export \"t\") 4 funcref) (func) (func) (elem (i32.const 1) func 1 1 0))");
        return TestModules.export(instance, "t", VmTable.class);
    }

    /// R133.
    @Test
    void copyingOutOfALazyTableGivesFunctionsOfItsInstance() {
        VmTable source = funcTable(engine, store);
        VmInstance other =
                engine.instance(store, "(module (table (export \"t\") 4 funcref) (func) (elem (i32.const 0) func 0))");
        VmTable target = TestModules.export(other, "t", VmTable.class);
        target.copy(source, 0, 0, 4);
        assertThat(target.get(1)).isEqualTo(source.get(1)).isPositive();
        assertThat(target.get(3)).isEqualTo(source.get(3)).isNotEqualTo(target.get(1));
    }

    @Test
    void closedTablesFailLoudly() {
        VmTable table = table(Limits.atLeast(3));
        store.close();
        assertThatThrownBy(() -> table.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.set(0, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.grow(1, 0)).isInstanceOf(IllegalStateException.class);
    }
}

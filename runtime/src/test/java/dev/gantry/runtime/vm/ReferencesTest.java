package dev.gantry.runtime.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.environ.spi.GcRefs;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// References to host objects and exceptions are reclaimed when nothing in the store holds them.
class ReferencesTest {
    private final TestModules engine = new TestModules();
    private final VmStore store = engine.store();

    private long host(Object object) {
        return GcRefs.host(store.hostRefs.intern(object));
    }

    private void reclaim() {
        store.reclaimRefs(new long[0], 0, 0);
    }

    @Test
    void whatTablesGlobalsFramesAndArgumentsHoldStays() {
        Object[] objects = {"table", "global", "frame", "argument", "nowhere"};
        VmTable table =
                store.createTable(new TableType(false, Limits.atLeast(2), RefType.EXTERNREF), (int) host(objects[0]));
        VmGlobal global = store.createGlobal(new GlobalType(RefType.EXTERNREF, true), host(objects[1]), 0);
        store.stacks.prepare(ValueStacks.FIRST_SLOTS);
        store.stacks.current[17] = host(objects[2]);
        long[] arguments = {0, host(objects[3])};
        long nowhere = host(objects[4]);
        store.reclaimRefs(arguments, 1, 2);
        assertThat(store.hostRefs.size()).isEqualTo(4);
        assertThat(store.hostRefs.get(GcRefs.hostId(table.get(0)))).isEqualTo("table");
        assertThat(store.hostRefs.get(GcRefs.hostId((int) global.lo))).isEqualTo("global");
        assertThat(host("new")).isEqualTo(nowhere);
        global.lo = 0;
        table.fill(0, 0, 2);
        store.stacks.current[17] = 0;
        reclaim();
        assertThat(store.hostRefs.size()).isZero();
    }

    @Test
    void payloadsOfLiveExceptionsStay() {
        VmTag tag = store.createTag(engine.type(List.of(RefType.EXTERNREF, RefType.EXNREF), List.of()));
        var none = new WasmBacktrace(List.of());
        VmException inner = new VmException(tag, new long[] {host("inner"), 0}, none);
        int innerId = GcRefs.exn(store.exceptions.intern(inner));
        VmException outer = new VmException(tag, new long[] {host("outer"), innerId}, none);
        reclaim();
        assertThat(store.hostRefs.size()).isEqualTo(2);
        assertThat(store.exceptions.get(GcRefs.exnId((int) outer.payload[1]))).isSameAs(inner);
    }

    @Test
    void aLoopThatMakesReferencesNeedsNoMoreThanItHolds() {
        HostFunc make = engine.host(
                store, List.of(), List.of(RefType.EXTERNREF), (_, slots, base) -> slots[base] = host(new Object()));
        long[] slots = new long[1];
        for (int round = 0; round < 100_000; round++) {
            make.call(slots, 0);
        }
        assertThat(store.hostRefs.size()).isLessThan(5_000);
    }

    @Test
    void theClosedStoreHoldsNothing() {
        host("object");
        store.close();
        assertThat(store.hostRefs.size()).isZero();
        assertThat(store.instances()).isEmpty();
    }
}

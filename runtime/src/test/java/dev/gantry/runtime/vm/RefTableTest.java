package dev.gantry.runtime.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class RefTableTest {
    private final RefTable table = new RefTable(() -> {});

    @Test
    void nullIsZero() {
        assertThat(table.intern(null)).isZero();
        assertThat(table.get(0)).isNull();
    }

    @Test
    void sameObjectHasSameIdAndEqualOnesDoNot() {
        String one = new String("x");
        String other = new String("x");
        int id = table.intern(one);
        assertThat(table.intern(one)).isEqualTo(id).isPositive();
        assertThat(table.intern(other)).isNotEqualTo(id);
        assertThat(table.get(id)).isSameAs(one);
    }

    @Test
    void manyObjectsKeepTheirIds() {
        Object[] objects = new Object[10_000];
        int[] ids = new int[objects.length];
        for (int index = 0; index < objects.length; index++) {
            objects[index] = new Object();
            ids[index] = table.intern(objects[index]);
        }
        for (int index = 0; index < objects.length; index++) {
            assertThat(table.get(ids[index])).isSameAs(objects[index]);
            assertThat(table.intern(objects[index])).isEqualTo(ids[index]);
        }
        assertThat(table.size()).isEqualTo(objects.length);
    }

    @Test
    void sweptIdsAreUsedAgain() {
        Object kept = new Object();
        int keptId = table.intern(kept);
        int dropped = table.intern(new Object());
        BitSet marked = new BitSet();
        marked.set(keptId);
        table.sweep(marked);
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.intern(new Object())).isEqualTo(dropped);
        assertThat(table.intern(kept)).isEqualTo(keptId);
    }

    @Test
    void unknownIdsTrap() {
        assertThatThrownBy(() -> table.get(7)).isSameAs(TrapSignal.of(Failure.CORRUPT_GC_HEAP));
        assertThatThrownBy(() -> table.get(-1)).isSameAs(TrapSignal.of(Failure.CORRUPT_GC_HEAP));
    }
}

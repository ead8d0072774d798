package dev.gantry.runtime.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import org.junit.jupiter.api.Test;

class ValueStacksTest {
    @Test
    void framesThatFitStayInTheChunk() {
        ValueStacks stacks = stacks(1 << 20);
        long[] first = stacks.current;
        stacks.enter(first.length);
        assertThat(stacks.current).isSameAs(first);
    }

    @Test
    void leavingReturnsToTheMarkedChunkAndTheNextOneIsKept() {
        ValueStacks stacks = stacks(1 << 20);
        long[] first = stacks.current;
        stacks.top = 10;
        long mark = stacks.mark();
        stacks.enter(first.length);
        long[] second = stacks.current;
        assertThat(second).isNotSameAs(first);
        assertThat(stacks.top).isZero();
        stacks.leave(mark);
        assertThat(stacks.current).isSameAs(first);
        assertThat(stacks.top).isEqualTo(10);
        stacks.enter(first.length);
        assertThat(stacks.current).isSameAs(second);
    }

    @Test
    void aKeptChunkThatIsTooSmallIsReplaced() {
        ValueStacks stacks = stacks(1 << 20);
        long mark = stacks.mark();
        stacks.enter(stacks.current.length + 1);
        stacks.leave(mark);
        stacks.enter(1 << 19);
        assertThat(stacks.current.length).isGreaterThanOrEqualTo(1 << 19);
    }

    @Test
    void theLimitIsATrapAndLeavesEverythingAsItWas() {
        ValueStacks stacks = stacks(100_000);
        long[] first = stacks.current;
        assertThatThrownBy(() -> stacks.enter(100_000)).isSameAs(TrapSignal.of(Failure.CALL_STACK_EXHAUSTED));
        assertThat(stacks.current).isSameAs(first);
        stacks.enter(90_000);
        assertThat(stacks.current.length).isEqualTo(90_000);
    }

    @Test
    void theFirstChunkIsMadeOnce() {
        ValueStacks stacks = new ValueStacks(1 << 20);
        assertThat(stacks.current).isEmpty();
        stacks.prepare(100);
        long[] first = stacks.current;
        stacks.prepare(1000);
        assertThat(stacks.current).isSameAs(first).hasSize(100);
    }

    private static ValueStacks stacks(long maxSlots) {
        ValueStacks stacks = new ValueStacks(maxSlots);
        stacks.prepare(ValueStacks.FIRST_SLOTS);
        return stacks;
    }
}

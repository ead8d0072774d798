package dev.gantry.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.ResourceException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
class StacksTest {
    private final Stacks stacks = new Stacks(Platform.current());

    @Test
    void aStackHasWhatIsAskedForAndHeadRoomBelow() {
        for (long bytes : new long[] {0, 1, 64 << 10, (64 << 10) + 1, 8 << 20}) {
            Stack stack = stacks.acquire(bytes);
            assertThat(stack.usableBytes()).isBetween(Math.max(bytes, 64 << 10), bytes + (64 << 10));
            for (long address : new long[] {stack.limit() - (128 << 10), stack.limit(), stack.top() - 8}) {
                NativeAccess.putLong(address, 1);
                assertThat(NativeAccess.getLong(address)).isEqualTo(1);
            }
            stacks.release(stack);
        }
    }

    @Test
    void stacksInUseAreApart() {
        Stack first = stacks.acquire(1 << 20);
        Stack second = stacks.acquire(1 << 20);
        assertThat(first.top() <= second.start() || second.top() <= first.start())
                .isTrue();
        stacks.release(first);
        stacks.release(second);
    }

    @Test
    void aReleasedStackIsUsedAgainAndItsDepthIsForgotten() {
        Stack stack = stacks.acquire(1 << 20);
        NativeAccess.putLong(stack.limit(), 1);
        NativeAccess.putLong(stack.top() - 8, 2);
        stacks.release(stack);
        assertThat(stacks.acquire(2 << 20)).isNotSameAs(stack);
        assertThat(stacks.acquire(1 << 20)).isSameAs(stack);
        assertThat(NativeAccess.getLong(stack.limit())).isZero();
        assertThat(NativeAccess.getLong(stack.top() - 8)).isEqualTo(2);
    }

    @Test
    void onlySoManyAreKept() {
        List<Stack> used = new ArrayList<>();
        for (int count = 0; count < 100; count++) {
            used.add(stacks.acquire(1));
        }
        used.forEach(stacks::release);
        assertThat(stacks.keptCount()).isEqualTo(64);
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatThrownBy(() -> stacks.acquire(-1)).isInstanceOf(ResourceException.class);
        assertThatThrownBy(() -> stacks.acquire(Long.MAX_VALUE)).isInstanceOf(ResourceException.class);
    }
}

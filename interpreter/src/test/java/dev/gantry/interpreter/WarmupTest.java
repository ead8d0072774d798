package dev.gantry.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.vm.VmInstance;
import org.junit.jupiter.api.Test;

class WarmupTest {
    @Test
    void warmingUpLeavesNoTrace() {
        Wat wat = new Wat(Wat.tunables(true, true, true));
        VmInstance instance = wat.instance("""
                (module (memory 1) (global (mut i64) (i64.const 7))
                  (func (export "f") (result i64) (i64.add (global.get 0) (i64.load (i32.const 0)))))
                """);
        wat.store.fuel = 1000;
        Warmup warmup = new Warmup(instance);
        for (int round = 0; round < 100; round++) {
            warmup.run();
        }
        assertThat(wat.store.fuel).isEqualTo(1000);
        assertThat(wat.store.depth).isZero();
        assertThat(wat.store.stacks.top).isZero();
        assertThat(Wat.call(instance, "f")).containsExactly(7);
    }
}

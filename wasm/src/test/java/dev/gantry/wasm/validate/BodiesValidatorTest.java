package dev.gantry.wasm.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.TypeInterner;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/// Bodies in parallel.
class BodiesValidatorTest {
    private static final String LONG_CODE = "nop ".repeat(2_000);

    private static TestModule module(int... wrongBodies) {
        TestModule module = new TestModule().type(FuncType.of(List.of(), List.of()));
        List<Integer> wrong = Arrays.stream(wrongBodies).boxed().toList();
        for (int body = 0; body < 500; body++) {
            module.func(0, wrong.contains(body) ? LONG_CODE + "drop" : LONG_CODE);
        }
        return module;
    }

    @Test
    void theFirstWrongBodyCountsHoweverManyThreadsWork() {
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            TestModule module = module(499, 250, 137, 138, 300);
            ModuleDef def = module.build();
            for (int round = 0; round < 20; round++) {
                assertThat(catchThrowableOfType(
                                ValidationException.class,
                                () -> Validator.validate(def, module.features(), new TypeInterner(), pool)))
                        .satisfies(error -> assertThat(error.funcIndex()).isEqualTo(137))
                        .satisfies(error -> assertThat(error.failure()).isEqualTo(Failure.TYPE_MISMATCH));
            }
        }
    }

    @Test
    void anExecutorThatNeverRunsATaskIsEnough() {
        TestModule module = module();
        Executor lazy = _ -> {};
        Executor full = _ -> {
            throw new RejectedExecutionException();
        };
        Validator.validate(module.build(), module.features(), new TypeInterner(), lazy);
        Validator.validate(module.build(), module.features(), new TypeInterner(), full);
        module.assertValid();
    }
}

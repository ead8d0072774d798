package dev.gantry.wasm.validate;

import dev.gantry.wasm.module.FuncDef;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Validates all bodies of a module, by several threads if there is much to do.
///
/// Threads take runs of bodies in order. Of all bodies that are wrong, the first one counts: bodies behind a wrong one
/// are skipped, those before it are not. The calling thread works too and waits for runs that others have taken, never
/// for tasks that have not begun, so that a pool may call this from its own threads.
///
/// Threading: confined to the calling thread; [#work] is called by several.
final class BodiesValidator {
    private static final int PARALLEL_BYTES = 200_000;
    private static final int MAX_THREADS = 16;
    private static final int RUN = 16;

    private final ModuleContext context;
    private final int count;
    private final AtomicInteger nextRun = new AtomicInteger();
    private final AtomicReference<@Nullable Finding> first = new AtomicReference<>();
    private final CountDownLatch unfinishedRuns;

    private BodiesValidator(ModuleContext context) {
        this.context = context;
        this.count = context.def.funcs().size();
        this.unfinishedRuns = new CountDownLatch((count + RUN - 1) / RUN);
    }

    /// What was thrown for a body.
    private record Finding(int body, Throwable error) {}

    /// Validates the bodies of a module.
    static void validate(ModuleContext context, Executor executor) {
        int threads = threads(context.def.funcs());
        if (threads > 1) {
            new BodiesValidator(context).run(executor, threads);
            return;
        }
        FuncValidator validator = new FuncValidator(context);
        for (int body = 0; body < context.def.funcs().size(); body++) {
            validator.validateBody(body);
        }
    }

    private static int threads(List<FuncDef> funcs) {
        if (funcs.size() <= RUN) {
            return 1;
        }
        long bytes =
                (long) funcs.getLast().body().end() - funcs.getFirst().body().start();
        int processors = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        return bytes < PARALLEL_BYTES ? 1 : Math.min(processors, funcs.size() / RUN);
    }

    private void run(Executor executor, int threads) {
        try {
            for (int thread = 1; thread < threads; thread++) {
                executor.execute(this::work);
            }
        } catch (RejectedExecutionException _) {
            // the calling thread does the work
        }
        work();
        awaitOthers();
        Finding finding = first.get();
        if (finding == null) {
            return;
        }
        if (finding.error() instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) finding.error();
    }

    private void work() {
        FuncValidator validator = new FuncValidator(context);
        for (int start = nextStart(); start < count; start = nextStart()) {
            try {
                validateRun(validator, start, Math.min(count, start + RUN));
            } finally {
                unfinishedRuns.countDown();
            }
        }
    }

    private int nextStart() {
        // beyond the last run, the number still grows by one for each thread
        return (int) Math.min(count, (long) RUN * nextRun.getAndIncrement());
    }

    private void validateRun(FuncValidator validator, int start, int end) {
        for (int body = start; body < end; body++) {
            Finding found = first.get();
            if (found != null && found.body() < body) {
                return;
            }
            try {
                validator.validateBody(body);
            } catch (RuntimeException | Error error) { // thrown again by the calling thread
                report(new Finding(body, error));
                return;
            }
        }
    }

    private void report(Finding finding) {
        first.accumulateAndGet(finding, (old, found) -> old == null || found.body() < old.body() ? found : old);
    }

    private void awaitOthers() {
        boolean isInterrupted = false;
        while (true) {
            try {
                unfinishedRuns.await();
                break;
            } catch (InterruptedException _) {
                isInterrupted = true; // validation is short; the caller sees the interrupt afterwards
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.gantry.wast;

import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.ResourceLimitException;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the directives of one script, or of one thread of a script, in a store of its own.
///
/// Threading: confined to one thread; the tally is shared.
final class ScriptRunner implements AutoCloseable {
    private static final long THREAD_TIMEOUT_MILLIS = 120_000;

    /// An instance of the script, or why there is none.
    private record Slot(
            @Nullable Instance instance, @Nullable String skipped) {
        static final Slot NONE = new Slot(null, null);
    }

    /// A module that is only defined, or why there is none.
    private record Definition(
            @Nullable Module module, @Nullable String skipped) {}

    /// A directive that needs something this build does not have.
    static final class Skip extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Skip(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /// A directive that did not do what it demands.
    static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    private record Running(Thread thread, ScriptRunner runner) {}

    private final String file;
    private final Engine engine;
    private final Loader loader;
    private final Suite suite;
    private final Tally tally;
    private final Store<Void> store;
    private final Linker<Void> linker;
    private final ComponentRunner components;
    private final Map<String, Slot> instances = new HashMap<>();
    private final Map<String, String> skippedNames = new HashMap<>();
    private final Map<String, Definition> definitions = new HashMap<>();
    private final Map<String, Running> threads = new HashMap<>();
    private Slot current = Slot.NONE;
    private @Nullable Definition lastDefinition;

    ScriptRunner(String file, Engine engine, Loader loader, Suite suite, Tally tally) {
        this.file = file;
        this.engine = engine;
        this.loader = loader;
        this.suite = suite;
        this.tally = tally;
        this.store = Store.of(engine);
        this.linker = new Linker<Void>(engine).allowShadowing(true);
        store.limiter(new ScriptLimiter(suite.trapsForResources()));
        HostModules.define(linker, store);
        this.components = new ComponentRunner(new ComponentHost(store, loader.components()), suite);
    }

    void run(List<Directive> directives) {
        for (Directive directive : directives) {
            try {
                run(directive);
                tally.pass();
            } catch (Skip skip) {
                tally.skip(skip.reason(), 1);
            } catch (UnsupportedException e) {
                tally.skip(e.feature(), 1);
            } catch (Mismatch mismatch) {
                fail(directive, String.valueOf(mismatch.getMessage()));
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
                // Whatever it is: the script goes on, and the run has failed.
                fail(directive, "unexpected " + e);
            }
        }
    }

    private void fail(Directive directive, String message) {
        tally.fail(file + ":" + directive.line() + ": " + message);
    }

    private void run(Directive directive) {
        switch (directive) {
            case Directive.Module module -> module(module);
            case Directive.ModuleInstance instance -> instance(instance);
            case Directive.Register register -> register(register);
            case Directive.Perform perform -> perform(perform.action());
            case Directive.AssertReturn expected -> assertReturn(expected);
            case Directive.AssertAbrupt expected -> assertAbrupt(expected);
            case Directive.AssertModule expected -> assertModule(expected);
            case Directive.Thread thread -> start(thread);
            case Directive.Wait wait -> await(wait);
            case Directive.OfComponent ofComponent -> components.run(ofComponent);
        }
    }

    // ---- modules

    private void module(Directive.Module directive) {
        if (directive.isDefinition()) {
            define(directive);
            return;
        }
        Slot slot = Slot.NONE;
        try {
            slot = new Slot(instantiate(compile(directive.module())), null);
        } catch (Skip skip) {
            slot = new Slot(null, skip.reason());
            throw skip;
        } catch (UnsupportedException e) {
            slot = new Slot(null, e.feature());
            throw e;
        } finally {
            put(directive.id(), slot);
        }
    }

    private void define(Directive.Module directive) {
        Definition definition = new Definition(null, null);
        try {
            definition = new Definition(compile(directive.module()), null);
        } catch (UnsupportedException e) {
            definition = new Definition(null, e.feature());
            throw e;
        } finally {
            lastDefinition = definition;
            if (directive.id() != null) {
                definitions.put(directive.id(), definition);
            }
        }
    }

    private void instance(Directive.ModuleInstance directive) {
        String name = directive.definition();
        Definition definition = name == null ? lastDefinition : definitions.get(name);
        Slot slot = Slot.NONE;
        try {
            if (definition == null) {
                throw new Mismatch("expected a module definition " + name);
            }
            if (definition.skipped() != null) {
                slot = new Slot(null, definition.skipped());
                throw new Skip(definition.skipped());
            }
            if (definition.module() == null) {
                throw new Mismatch("the module definition did not compile");
            }
            slot = new Slot(instantiate(definition.module()), null);
        } finally {
            put(directive.id(), slot);
        }
    }

    private void put(@Nullable String id, Slot slot) {
        current = slot;
        if (id == null) {
            return;
        }
        instances.put(id, slot);
        if (suite.registersIds()) {
            if (slot.instance() != null) {
                linker.instance(id, slot.instance());
            } else if (slot.skipped() != null) {
                skippedNames.put(id, slot.skipped());
            }
        }
    }

    private Module compile(ModuleSource source) {
        return loader.modules().apply(engine, source.encode());
    }

    private Instance instantiate(Module module) {
        try {
            return linker.instantiate(store, module);
        } catch (LinkException e) {
            String skipped = skippedNames.get(e.module());
            if (skipped != null && e.failure() == Failure.UNKNOWN_IMPORT) {
                throw new Skip(skipped);
            }
            throw e;
        }
    }

    private void register(Directive.Register directive) {
        Slot slot = slot(directive.id());
        if (slot.skipped() != null) {
            skippedNames.put(directive.name(), slot.skipped());
            throw new Skip(slot.skipped());
        }
        linker.instance(directive.name(), live(slot));
    }

    private Slot slot(@Nullable String id) {
        if (id == null) {
            return current;
        }
        Slot slot = instances.get(id);
        if (slot == null) {
            throw new Mismatch("expected an instance $" + id);
        }
        return slot;
    }

    private static Instance live(Slot slot) {
        if (slot.skipped() != null) {
            throw new Skip(slot.skipped());
        }
        Instance instance = slot.instance();
        if (instance == null) {
            throw new Mismatch("expected an instance, but its module did not load");
        }
        return instance;
    }

    // ---- actions and assertions

    private Val[] perform(Action action) {
        return switch (action) {
            case Action.Invoke invoke -> {
                Val[] args = new Val[invoke.args().size()];
                for (int index = 0; index < args.length; index++) {
                    args[index] = Patterns.value(invoke.args().get(index));
                }
                yield live(slot(invoke.id())).func(invoke.name()).call(args);
            }
            case Action.Get get ->
                new Val[] {live(slot(get.id())).global(get.name()).get()};
        };
    }

    private void assertReturn(Directive.AssertReturn expected) {
        Val[] found = perform(expected.action());
        if (!Patterns.matches(expected.expected(), found)) {
            throw new Mismatch("expected " + ScriptText.of(expected.expected()) + ", found " + ScriptText.of(found));
        }
    }

    private void assertAbrupt(Directive.AssertAbrupt expected) {
        if (expected.how() == Directive.Abrupt.SUSPENSION) {
            throw new Skip("stack switching");
        }
        Val[] found;
        try {
            found = perform(expected.action());
        } catch (Trap trap) {
            checkTrap(expected, trap);
            return;
        } catch (GuestException e) {
            if (expected.how() == Directive.Abrupt.EXCEPTION) {
                return;
            }
            throw e;
        } catch (ResourceLimitException e) {
            if (suite.trapsForResources() && expected.how() == Directive.Abrupt.TRAP) {
                return;
            }
            throw e;
        }
        throw new Mismatch(
                "expected " + expected.how() + " '" + expected.message() + "', found " + ScriptText.of(found));
    }

    private void checkTrap(Directive.AssertAbrupt expected, Trap trap) {
        boolean isExhaustion = trap.failure().phase() == Failure.Phase.EXHAUSTION;
        boolean isRightKind = switch (expected.how()) {
            case TRAP -> true;
            case EXHAUSTION -> isExhaustion;
            case EXCEPTION, SUSPENSION -> false;
        };
        if (!isRightKind || !suite.fits(expected.message(), trap.failure())) {
            throw new Mismatch("expected " + expected.how() + " '" + expected.message() + "', found '"
                    + trap.failure().text() + "'");
        }
    }

    private void assertModule(Directive.AssertModule expected) {
        switch (expected.fault()) {
            case MALFORMED, MALFORMED_CUSTOM, INVALID, INVALID_CUSTOM -> assertFault(expected);
            case UNLINKABLE -> assertUnlinkable(expected);
            case TRAPS -> assertTraps(expected);
        }
    }

    private void assertFault(Directive.AssertModule expected) {
        boolean isMalformed = expected.fault() == Directive.ModuleFault.MALFORMED
                || expected.fault() == Directive.ModuleFault.MALFORMED_CUSTOM;
        try {
            Module.validateBinary(engine, expected.module().encode());
        } catch (MalformedException e) {
            if (isMalformed) {
                return;
            }
            throw new Mismatch("expected an invalid module (" + expected.message() + "), found " + e.getMessage());
        } catch (ValidationException e) {
            if (!isMalformed) {
                return;
            }
            throw new Mismatch("expected a malformed module (" + expected.message() + "), found " + e.getMessage());
        }
        throw new Mismatch("expected '" + expected.message() + "', found a valid module");
    }

    private void assertUnlinkable(Directive.AssertModule expected) {
        Module module = compile(expected.module());
        try {
            instantiate(module);
        } catch (Trap trap) {
            if (suite.allowsAnyLinkError() && suite.fits(expected.message(), trap.failure())) {
                return;
            }
            throw trap;
        } catch (LinkException e) {
            if (suite.allowsAnyLinkError() || suite.fits(expected.message(), e.failure())) {
                return;
            }
            throw new Mismatch("expected '" + expected.message() + "', found " + e.getMessage());
        }
        throw new Mismatch("expected '" + expected.message() + "', found an instance");
    }

    private void assertTraps(Directive.AssertModule expected) {
        Module module = compile(expected.module());
        try {
            instantiate(module);
        } catch (ResourceLimitException e) {
            if (suite.trapsForResources()) {
                return;
            }
            throw e;
        } catch (Trap trap) {
            if (suite.fits(expected.message(), trap.failure())) {
                return;
            }
            throw new Mismatch("expected trap '" + expected.message() + "', found '"
                    + trap.failure().text() + "'");
        }
        throw new Mismatch("expected trap '" + expected.message() + "', found an instance");
    }

    // ---- threads

    private void start(Directive.Thread directive) {
        ScriptRunner runner = new ScriptRunner(file, engine, loader, suite, tally);
        directive.shared().forEach(id -> runner.put(id, slot(id)));
        runner.current = Slot.NONE;
        Thread thread = new Thread(
                null, () -> runner.run(directive.directives()), "wast-" + directive.id(), WastRunner.STACK_BYTES);
        threads.put(directive.id(), new Running(thread, runner));
        thread.start();
    }

    private void await(Directive.Wait directive) {
        Running running = threads.get(directive.id());
        if (running == null) {
            throw new Mismatch("expected a thread $" + directive.id());
        }
        try {
            running.thread().join(THREAD_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Mismatch("interrupted while waiting for thread $" + directive.id());
        }
        if (running.thread().isAlive()) {
            running.thread().interrupt();
            throw new Mismatch("thread $" + directive.id() + " did not end");
        }
    }

    @Override
    public void close() {
        List<Running> left = new ArrayList<>(threads.values());
        for (Running running : left) {
            if (!running.thread().isAlive()) {
                running.runner().close();
            }
        }
        components.close();
        store.close();
    }
}

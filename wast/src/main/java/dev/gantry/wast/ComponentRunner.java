package dev.gantry.wast;

import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wast.ComponentStage.Definition;
import dev.gantry.wast.ComponentStage.Running;
import dev.gantry.wast.ScriptRunner.Mismatch;
import dev.gantry.wast.ScriptRunner.Skip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs the directives about components of one script.
///
/// Threading: confined to one thread.
final class ComponentRunner implements AutoCloseable {
    /// What a directive made, or why there is nothing.
    private record Slot<T>(@Nullable T made, @Nullable String skipped) {
        static <T> Slot<T> none() {
            return new Slot<>(null, null);
        }

        /// What was made.
        ///
        /// @throws Skip     if it was skipped
        /// @throws Mismatch if it failed
        T live(String what) {
            if (skipped != null) {
                throw new Skip(skipped);
            }
            if (made == null) {
                throw new Mismatch("expected " + what + ", but there is none");
            }
            return made;
        }
    }

    private final ComponentStage stage;
    private final Suite suite;
    private final Map<String, Slot<Definition>> definitions = new HashMap<>();
    private final Map<String, Slot<Running>> instances = new HashMap<>();
    private Slot<Definition> lastDefinition = Slot.none();
    private Slot<Running> current = Slot.none();

    ComponentRunner(ComponentStage stage, Suite suite) {
        this.stage = stage;
        this.suite = suite;
    }

    void run(Directive.OfComponent directive) {
        switch (directive) {
            case Directive.Component component -> component(component);
            case Directive.ComponentInstance instance -> instance(instance);
            case Directive.ComponentPerform perform -> invoke(perform.action());
            case Directive.ComponentAssertReturn expected -> assertReturn(expected);
            case Directive.ComponentAssertTrap expected -> assertTrap(expected);
            case Directive.AssertComponent expected -> assertComponent(expected);
        }
    }

    // ---- components

    private void component(Directive.Component directive) {
        if (directive.isDefinition()) {
            Slot<Definition> slot = Slot.none();
            try {
                slot = attempt(() -> compile(directive.component()));
                rethrow(slot);
            } finally {
                lastDefinition = slot;
                if (directive.id() != null) {
                    definitions.put(directive.id(), slot);
                }
            }
        } else {
            put(directive.id(), () -> stage.instantiate(compile(directive.component()), directive.id()));
        }
    }

    private void instance(Directive.ComponentInstance directive) {
        put(directive.id(), () -> {
            String name = directive.definition();
            Slot<Definition> definition = name == null ? lastDefinition : definitions.getOrDefault(name, Slot.none());
            return stage.instantiate(definition.live("a component definition"), directive.id());
        });
    }

    /// Makes an instance, which is then the current one, or the reason why there is none.
    private void put(@Nullable String id, Supplier<Running> instantiation) {
        Slot<Running> slot = Slot.none();
        try {
            slot = attempt(instantiation);
            rethrow(slot);
        } finally {
            current = slot;
            if (id != null) {
                instances.put(id, slot);
            }
        }
    }

    private static <T> Slot<T> attempt(Supplier<T> step) {
        try {
            return new Slot<>(step.get(), null);
        } catch (Skip skip) {
            return new Slot<>(null, skip.reason());
        } catch (UnsupportedException e) {
            return new Slot<>(null, e.feature());
        }
    }

    private static void rethrow(Slot<?> slot) {
        if (slot.skipped() != null) {
            throw new Skip(slot.skipped());
        }
    }

    private Definition compile(ComponentSource source) {
        return stage.compile(source.encode());
    }

    // ---- calls

    private List<ComponentValue> invoke(ComponentAction action) {
        Slot<Running> slot = action.id() == null ? current : instances.getOrDefault(action.id(), Slot.none());
        return slot.live("an instance").invoke(action.name(), action.args());
    }

    private void assertReturn(Directive.ComponentAssertReturn expected) {
        List<ComponentValue> found = invoke(expected.action());
        boolean isEqual = found.size() == expected.expected().size();
        for (int index = 0; isEqual && index < found.size(); index++) {
            isEqual = isEqual(expected.expected().get(index), found.get(index));
        }
        if (!isEqual) {
            throw new Mismatch("expected " + expected.expected() + ", found " + found);
        }
    }

    /// Whether two values are the same; the order of flags does not matter.
    private static boolean isEqual(ComponentValue expected, ComponentValue found) {
        if (expected instanceof ComponentValue.Flags wanted && found instanceof ComponentValue.Flags flags) {
            return new HashSet<>(wanted.names()).equals(new HashSet<>(flags.names()));
        }
        return expected.equals(found);
    }

    private void assertTrap(Directive.ComponentAssertTrap expected) {
        List<ComponentValue> found;
        try {
            found = invoke(expected.action());
        } catch (Trap trap) {
            checkTrap(expected.message(), trap);
            return;
        }
        throw new Mismatch("expected trap '" + expected.message() + "', found " + found);
    }

    private void checkTrap(String expected, Trap trap) {
        if (!suite.fits(expected, trap)) {
            throw new Mismatch("expected trap '" + expected + "', found '" + trap.getMessage() + "'");
        }
    }

    // ---- components that something is wrong with

    private void assertComponent(Directive.AssertComponent expected) {
        switch (expected.fault()) {
            case MALFORMED, MALFORMED_CUSTOM -> assertMalformed(expected);
            case INVALID, INVALID_CUSTOM -> assertInvalid(expected);
            case UNLINKABLE -> assertUnlinkable(expected);
            case TRAPS -> assertTraps(expected);
        }
    }

    private void assertMalformed(Directive.AssertComponent expected) {
        try {
            compile(expected.component());
        } catch (MalformedException _) {
            // What the directive demands; only the phase counts, because texts differ between engines.
            return;
        }
        throw new Mismatch("expected '" + expected.message() + "', found a component");
    }

    private void assertInvalid(Directive.AssertComponent expected) {
        Definition definition;
        try {
            definition = compile(expected.component());
        } catch (ValidationException _) {
            // What the directive demands; only the phase counts, because texts differ between engines.
            return;
        }
        UnsupportedException refusal = definition.refusal();
        if (refusal != null && expected.message().startsWith(refusal.feature())) {
            return; // valid, but the directive is about what nobody builds
        }
        throw new Mismatch("expected '" + expected.message() + "', found a valid component");
    }

    private void assertUnlinkable(Directive.AssertComponent expected) {
        Definition definition = compile(expected.component());
        try {
            stage.instantiate(definition, null);
        } catch (LinkException _) {
            // What the directive demands; only the phase counts, because texts differ between engines.
            return;
        }
        throw new Mismatch("expected '" + expected.message() + "', found an instance");
    }

    private void assertTraps(Directive.AssertComponent expected) {
        Definition definition = compile(expected.component());
        try {
            stage.instantiate(definition, null);
        } catch (Trap trap) {
            checkTrap(expected.message(), trap);
            return;
        }
        throw new Mismatch("expected trap '" + expected.message() + "', found an instance");
    }

    @Override
    public void close() {
        stage.close();
    }
}

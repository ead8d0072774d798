package dev.gantry;

import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.module.Export;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Finds exports of an instance by name; shared by [Instance] and [Caller].
final class Exports {
    private final Store<?> store;
    private final VmInstance instance;

    Exports(Store<?> store, VmInstance instance) {
        this.store = store;
        this.instance = instance;
    }

    List<String> names() {
        return exports().stream().map(Export::name).toList();
    }

    private List<Export> exports() {
        return instance.module.t().def().exports();
    }

    Optional<Extern> find(String name) {
        store.vm().enter();
        try {
            return Optional.ofNullable(instance.export(name)).map(entity -> Externs.of(store, entity));
        } finally {
            store.vm().exit();
        }
    }

    <E extends Extern> E get(String name, Class<E> kind, String kindText) {
        Extern found = find(name).orElseThrow(() -> missing(name, kindText));
        if (!kind.isInstance(found)) {
            throw new NoSuchElementException(
                    "expected a " + kindText + " named " + name + ", found " + found.externType());
        }
        return kind.cast(found);
    }

    private NoSuchElementException missing(String name, String kindText) {
        List<String> names = new ArrayList<>(names());
        boolean isCut = names.size() > 20;
        return new NoSuchElementException("expected a " + kindText + " named " + name + ", found "
                + (isCut ? names.subList(0, 20) + " and " + (names.size() - 20) + " more" : names));
    }
}

package dev.gantry;

import dev.gantry.runtime.vm.VmTag;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.TagType;
import org.jspecify.annotations.Nullable;

/// An exception tag. Two are equal if they are the same tag.
///
/// Threading: confined to its store.
///
/// @wasm syntax-taginst
public final class Tag implements Extern {
    private final Store<?> store;
    private final VmTag vm;

    Tag(Store<?> store, VmTag vm) {
        this.store = store;
        this.vm = vm;
    }

    /// Makes a tag.
    ///
    /// @param store the store to put it into
    /// @param type  its type: parameters are the payload, there are no results
    /// @return the tag
    /// @throws IllegalArgumentException if the type has results
    public static Tag of(Store<?> store, FuncType type) {
        if (!type.results().isEmpty()) {
            throw new IllegalArgumentException("expected a tag type without results, found " + type);
        }
        return new Tag(store, store.vm().createTag(store.engine().register(type).typeId()));
    }

    /// The type of the payload.
    ///
    /// @return a function type without results
    public FuncType type() {
        return store.engine().types().funcType(vm.typeId);
    }

    @Override
    public ExternType externType() {
        return new TagType(new HeapType.Id(vm.typeId));
    }

    VmTag vm() {
        return vm;
    }

    Store<?> store() {
        return store;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tag tag && tag.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }
}

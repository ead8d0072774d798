package dev.gantry.runtime.vm;

import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.TagType;

/// An exception tag. Two tags are the same if they are the same object.
///
/// Threading: immutable.
///
/// @wasm syntax-taginst
public final class VmTag implements VmExtern {
    /// The store.
    public final VmStore store;

    /// The canonical id of its function type.
    public final int typeId;

    /// The type, with defined types as ids; the parameters are the payload.
    public final FuncType type;

    /// How many slots the payload takes.
    public final int payloadSlots;

    /// A new tag, different from all others.
    ///
    /// @param store  its store
    /// @param typeId the canonical id of its function type
    public VmTag(VmStore store, int typeId) {
        this.store = store;
        this.typeId = typeId;
        this.type = store.types.funcType(typeId);
        this.payloadSlots = VmFunc.slots(type.params());
    }

    @Override
    public VmStore home() {
        return store;
    }

    @Override
    public ExternType externType() {
        return new TagType(new HeapType.Id(typeId));
    }
}

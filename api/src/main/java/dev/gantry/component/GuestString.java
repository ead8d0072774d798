package dev.gantry.component;

import dev.gantry.runtime.component.VmView;
import java.lang.foreign.MemorySegment;

/// A string in a guest's memory, where it stays until somebody asks for it (R51).
///
/// That it lies in the memory has been checked; whether it is well-formed is found out each time it is read (R53).
/// It can be the class of a parameter of a typed host function, and is over when the function returns; or of a
/// result under a [Lease], and is over when that is closed. The content changes when the guest changes it.
///
/// Threading: confined to its store.
public final class GuestString {
    private final VmView view;

    GuestString(VmView view) {
        this.view = view;
    }

    /// The string.
    ///
    /// @return a copy
    /// @throws dev.gantry.wasm.Trap  if it is not well-formed, or is larger than [dev.gantry.Store#hostCallBudget]
    /// @throws IllegalStateException if the view is over
    public String text() {
        return (String) view.all();
    }

    /// How much memory it takes.
    ///
    /// @return the number of bytes in the guest's encoding
    public long byteSize() {
        return view.byteSize();
    }

    /// The bytes in the guest's encoding, not looked at by anybody.
    ///
    /// @return a segment of the guest's memory that cannot be written to; to be asked for again when the guest may
    ///     have made its memory grow
    /// @throws IllegalStateException if the view is over
    public MemorySegment encodedBytes() {
        return view.bytes();
    }

    /// Says what it is; [#text] has the content.
    @Override
    public String toString() {
        return "a string of " + view.byteSize() + " bytes";
    }
}

package dev.gantry.runtime.vm;

import java.lang.foreign.MemorySegment;

/// The address space behind a [SegmentMemory]: zeroed, and in use as far as it was committed.
///
/// Threading: thread-safe as far as the memory is.
public interface Backing {
    /// The whole stretch, for the memory itself. Only what was committed may be accessed, and nothing after [#close];
    /// the memory sees to that.
    ///
    /// @return a segment
    MemorySegment segment();

    /// The first bytes, for users.
    ///
    /// @param bytes how many, all committed
    /// @return a segment that throws when it is accessed after [#close]
    MemorySegment view(long bytes);

    /// Makes the first bytes accessible; never fewer than before.
    ///
    /// @param bytes how many, at most the size of the segment
    /// @return false if the machine has no room
    boolean commit(long bytes);

    /// Gives the address space back, as soon as no thread uses a view for input or output.
    void close();
}

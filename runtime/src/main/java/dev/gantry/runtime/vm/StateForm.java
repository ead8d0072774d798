package dev.gantry.runtime.vm;

import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;

/// Where the state of a store lives: in Java objects, or off the Java heap, where machine code reaches it by address.
/// The host and all Java code of the engine see the same classes in both cases; which form it is follows from the
/// engine's executor. Methods are listed in the order in which they are called.
///
/// Threading: confined to its store, but for [#deadlineMoved].
public interface StateForm {
    /// Makes a memory that the store's limiter has allowed.
    ///
    /// @param store its store; of shared memories, the one that asks
    /// @param type  its type
    /// @param bytes its size
    /// @return the memory, zeroed
    /// @throws dev.gantry.runtime.ResourceException if the machine has no room
    VmMemory newMemory(VmStore store, MemoryType type, long bytes);

    /// Makes a table that the store's limiter has allowed.
    ///
    /// @param store its store
    /// @param type  its type, with ids
    /// @param size  the number of elements
    /// @return the table, all null
    /// @throws OutOfMemoryError if there is no room
    VmTable newTable(VmStore store, TableType type, int size);

    /// Makes a global.
    ///
    /// @param store its store
    /// @param type  its type, with ids
    /// @param lo    the value's slot
    /// @param hi    the high half of a `v128`, else 0
    /// @return the global
    VmGlobal newGlobal(VmStore store, GlobalType type, long lo, long hi);

    /// Called when everything in an instance's index spaces exists, functions of its own left out, before code of it
    /// can run.
    ///
    /// @param instance the instance
    /// @throws dev.gantry.runtime.ResourceException if there is no room for what code needs of it
    void allocated(VmInstance instance);

    /// Called when a function has got its id.
    ///
    /// @param func the function
    void registered(VmFunc func);

    /// Makes the bytes of a collected heap, none at first. They outlive the store if another one uses them next.
    ///
    /// @param maxBytes the size never to exceed
    /// @param limiter  is asked before they grow
    /// @return the bytes
    /// @throws dev.gantry.runtime.ResourceException if the machine has no room
    GcHeap newHeap(long maxBytes, ArrayHeap.Limiter limiter);

    /// Called when the store has got its collected heap.
    ///
    /// @param heap the heap, whose bytes are from [#newHeap] of this form or that of a closed store
    void heapMade(VmHeap heap);

    /// Called when code is to see another epoch deadline, by any thread, one at a time.
    ///
    /// @param epoch the deadline
    void deadlineMoved(long epoch);

    /// Gives back what memories and tables, which are closed before, and the collected heap do not hold.
    void close();
}

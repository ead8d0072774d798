package dev.gantry.interpreter;

import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.Backtraces;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.ValueStacks;
import dev.gantry.runtime.vm.VmException;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.runtime.vm.VmTag;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import org.jspecify.annotations.Nullable;

/// Exceptions: throws them, and runs functions that have handlers.
///
/// The loop knows no handlers. A function that has some is run by [#run], which starts the loop again at the handler:
/// the frame's slots are all there is to a frame, and its header says where the exception came from.
///
/// Threading: confined to the store of the code.
final class Handlers {
    private static final int CATCH = 0;
    private static final int CATCH_REF = 1;
    private static final int CATCH_ALL = 2;
    private static final int CATCH_ALL_REF = 3;

    /// A legacy `catch`: the exception comes first, then its payload. A legacy `catch_all` is a `catch_all_ref`.
    static final int LEGACY_CATCH = 4;

    /// The kind of a legacy `catch_all`.
    static final int LEGACY_CATCH_ALL = CATCH_ALL_REF;

    /// A legacy `delegate`: the search goes on with the handler that stands in place of the tag.
    static final int DELEGATE = 5;

    private static final long LOW = 0xFFFF_FFFFL;
    private static final long[] NO_SLOTS = {};

    private Handlers() {}

    /// Runs a function with handlers; like [Loop#run].
    ///
    /// @param callee the function
    /// @param s      the slots
    /// @param fp     its frame pointer
    /// @param depth  how many more frames there may be
    static @Nullable Callee run(Callee callee, long[] s, int fp, int depth) {
        VmStore store = callee.home.store;
        ValueStacks stacks = store.stacks;
        if (!(store.activation instanceof Frames frames)) {
            throw Bug.unreachable("a call outside of an activation");
        }
        long mark = stacks.mark();
        int chunks = frames.chunkCount();
        int pc = 0;
        while (true) {
            try {
                return Loop.run(callee.code, pc, s, fp, callee.home, depth);
            } catch (GuestThrow thrown) {
                long saved = s[fp];
                int handler = find(callee, (int) (saved < 0 ? ~saved : saved), thrown.exn.tag);
                if (handler < 0) {
                    throw thrown;
                }
                frames.popChunks(chunks);
                stacks.leave(mark);
                pc = deliver(callee.function.handlers(), handler, thrown.exn, s, fp, store);
            }
        }
    }

    private static int find(Callee callee, int pc, VmTag tag) {
        int[] handlers = callee.function.handlers();
        int at = 0;
        while (at < handlers.length) {
            int next = at + FunctionCode.HANDLER_INTS;
            if (pc >= handlers[at] && pc < handlers[at + 1]) {
                int kind = handlers[at + 2];
                int tagOrNext = handlers[at + FunctionCode.HANDLER_TAG];
                if (kind == DELEGATE) {
                    next = Math.max(next, tagOrNext);
                } else if (takesAll(kind) || callee.home.instance.tags[tagOrNext] == tag) {
                    return at;
                }
            }
            at = next;
        }
        return -1;
    }

    private static boolean takesAll(int kind) {
        return kind == CATCH_ALL || kind == CATCH_ALL_REF;
    }

    private static int deliver(int[] handlers, int at, VmException exn, long[] s, int fp, VmStore store) {
        int slot = fp + handlers[at + 4];
        int kind = handlers[at + 2];
        int payload = kind == LEGACY_CATCH ? slot + 1 : slot;
        if (!takesAll(kind)) {
            System.arraycopy(exn.payload, 0, s, payload, exn.payload.length);
        }
        if (kind == CATCH_REF) {
            slot += exn.payload.length;
        }
        if (kind != CATCH && kind != CATCH_ALL) {
            store.safepoint(NO_SLOTS, 0, 0);
            s[slot] = GcRefs.exn(store.exceptions.intern(exn)) & LOW;
        }
        return handlers[at + FunctionCode.HANDLER_TARGET];
    }

    /// Executes `throw` and `throw_ref`.
    ///
    /// @return what to throw
    static GuestThrow exception(int[] code, int pc, long[] s, int fp, InstanceState home) {
        VmStore store = home.store;
        if (code[pc] - Code.WASM == Ops.THROW) {
            VmTag tag = home.instance.tags[code[pc + 1]];
            long[] payload = new long[tag.payloadSlots];
            System.arraycopy(s, fp + code[pc + 2], payload, 0, payload.length);
            return new GuestThrow(new VmException(tag, payload, Backtraces.capture(store)));
        }
        int ref = (int) s[fp + code[pc + 1]];
        if (ref == 0) {
            throw TrapSignal.of(Failure.NULL_EXCEPTION_REFERENCE);
        }
        if (!(store.exceptions.get(GcRefs.exnId(ref)) instanceof VmException exn)) {
            throw TrapSignal.of(Failure.CORRUPT_GC_HEAP); // what no heap but an overwritten one holds
        }
        return new GuestThrow(exn);
    }
}

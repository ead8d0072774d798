package dev.gantry.interpreter;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.ValueStacks;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.runtime.vm.VmTable;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import org.jspecify.annotations.Nullable;

/// Calls that the loop does not make itself: of functions of the host, with exception handlers, on another chunk of
/// slots, for the first time; and tail calls.
///
/// A tail call ends the loop of the function that makes it. The loop returns the function that is to take its place,
/// and whoever started the loop starts it again for that one ([#finish]): the Java stack does not grow.
///
/// Threading: confined to the store of the code.
final class Calls {
    private static final long LOW = 0xFFFF_FFFFL;

    /// Once for so many depths, calls are made here and the Java stack is looked at.
    static final int LOOK_MASK = 127;

    private Calls() {}

    /// Finds the function of an indirect call, or one by reference.
    static Callee resolve(int[] code, int pc, long[] s, int fp, InstanceState home) {
        long slot = s[fp + code[pc + 2]];
        return code[pc] == Code.CALL_REF
                ? byReference(slot, code[pc + 3], s, fp, home)
                : indirect(slot, code[pc + 3], code[pc + 4], s, fp, home);
    }

    /// Leaves a function whose results, or whose successor's arguments, are more than one slot: moves them down.
    ///
    /// @return the function that takes its place, or null
    static @Nullable Callee leave(int[] code, int pc, long[] s, int fp, InstanceState home) {
        Callee successor = switch (code[pc]) {
            case Code.TAIL_CALL -> home.resolve(code[pc + 4]);
            case Code.TAIL_CALL_REF -> byReference(s[fp + code[pc + 4]], code[pc + 5], s, fp, home);
            case Code.TAIL_CALL_INDIRECT -> indirect(s[fp + code[pc + 4]], code[pc + 5], code[pc + 6], s, fp, home);
            default -> null;
        };
        System.arraycopy(s, fp + code[pc + 2], s, fp + code[pc + 1], code[pc + 3]);
        return successor;
    }

    /// Finds the function that a reference names. Its type is the one that validation knows, unless the reference was
    /// in a heap that was overwritten (R114).
    private static Callee byReference(long ref, int type, long[] s, int fp, InstanceState home) {
        VmFunc func = home.store.funcs[(int) ref];
        if (func == null) {
            throw failed(s, fp, Failure.NULL_FUNCTION_REFERENCE);
        }
        int typeId = home.typeIds[type];
        if (func.typeId != typeId && !home.store.types.isSubtype(func.typeId, typeId)) {
            throw failed(s, fp, Failure.CORRUPT_GC_HEAP);
        }
        return func instanceof InterpreterFunc ours ? ours.callee : Callee.foreign(func, home);
    }

    /// Finds the function of an indirect call.
    ///
    /// @param slot    the index into the table
    /// @param type    the type index that the call names
    /// @param operand the table
    private static Callee indirect(long slot, int type, int operand, long[] s, int fp, InstanceState home) {
        VmTable table = home.tables[operand >> 1];
        long index = (operand & 1) == 0 ? slot & LOW : slot;
        if (index < 0 || index >= table.size) {
            throw failed(s, fp, Failure.UNDEFINED_ELEMENT);
        }
        int ref = table.elems[(int) index];
        if (ref < 0) {
            ref = table.get(index);
        }
        VmFunc func = home.store.funcs[ref];
        if (func == null) {
            throw failed(s, fp, Failure.UNINITIALIZED_ELEMENT);
        }
        int typeId = home.typeIds[type];
        if (func.typeId != typeId && !home.store.types.isSubtype(func.typeId, typeId)) {
            throw failed(s, fp, Failure.INDIRECT_CALL_TYPE_MISMATCH);
        }
        return func instanceof InterpreterFunc ours ? ours.callee : Callee.foreign(func, home);
    }

    /// Marks a frame as the innermost one although it stands at a call.
    private static void markInnermost(long[] s, int fp) {
        if (s[fp] >= 0) {
            s[fp] = ~s[fp];
        }
    }

    private static TrapSignal failed(long[] s, int fp, Failure failure) {
        markInnermost(s, fp);
        return TrapSignal.of(failure);
    }

    /// Makes a call that the loop found to be special, to its end.
    ///
    /// @param callee what the loop found
    /// @param code   the caller's code
    /// @param pc     where the call stands in it
    /// @param s      the slots
    /// @param fp     the caller's frame pointer
    /// @param home   the caller's instance
    /// @param depth  how many more frames there may be
    /// @return always null
    static @Nullable Callee enter(Callee callee, int[] code, int pc, long[] s, int fp, InstanceState home, int depth) {
        Callee target = callee.kind == Callee.Kind.UNRESOLVED ? home.resolve(code[pc + 3]) : callee;
        finish(target, s, fp, fp + code[pc + 1] - target.paramSlots, depth);
        return null;
    }

    /// Runs a function, and those that take its place by tail calls, to the end.
    ///
    /// @param first the function
    /// @param s     the slots
    /// @param fp    the frame pointer of the caller, whose header names the place of the call
    /// @param base  where the arguments are, and the results are left
    /// @param depth how many more frames there may be
    static void finish(Callee first, long[] s, int fp, int base, int depth) {
        Callee callee = first;
        while (callee != null) {
            int window = base + callee.paramSlots;
            s[fp + 1] = callee.link | window;
            if (callee.kind == Callee.Kind.FOREIGN) {
                callHost(callee, s, fp, window, depth);
                return;
            }
            if (depth <= 0) {
                throw failed(s, fp, Failure.CALL_STACK_EXHAUSTED);
            }
            if ((depth & LOOK_MASK) == 0) {
                callee.home.store.lookAtDepth(depth);
            }
            if (window + callee.function.frameSlots() > s.length) {
                runOnNextChunk(callee, s, fp, base, depth);
                return;
            }
            callee = switch (callee.kind) {
                case PLAIN -> Loop.run(callee.code, 0, s, window, callee.home, depth - 1);
                case GUARDED -> Handlers.run(callee, s, window, depth - 1);
                case FOREIGN, UNRESOLVED -> throw Bug.unreachable("a call of " + callee.kind);
            };
        }
    }

    private static void callHost(Callee callee, long[] s, int fp, int window, int depth) {
        VmFunc func = callee.func;
        if (func == null) {
            throw Bug.unreachable("a host function without function");
        }
        VmStore store = func.store;
        markInnermost(s, fp);
        store.depth = store.maxDepth - depth;
        store.stacks.top = window + Math.max(0, func.resultSlots - func.paramSlots);
        if (store.activation instanceof Frames frames) {
            frames.leaveFor(callee.home.instance);
        }
        func.call(s, window - callee.paramSlots);
    }

    /// Runs a function on the next chunk of slots: copies arguments there and results back.
    private static void runOnNextChunk(Callee callee, long[] s, int fp, int base, int depth) {
        VmStore store = callee.home.store;
        ValueStacks stacks = store.stacks;
        stacks.top = s.length;
        long mark = stacks.mark();
        VmFunc func = callee.func;
        if (func == null || !(store.activation instanceof Frames frames)) {
            throw Bug.unreachable("a call outside of an activation");
        }
        int args = Translation.HEADER_SLOTS;
        try {
            stacks.enter(args + callee.paramSlots + callee.function.frameSlots());
        } catch (TrapSignal signal) {
            markInnermost(s, fp);
            throw signal;
        }
        long[] next = stacks.current;
        System.arraycopy(s, base, next, args, callee.paramSlots);
        next[0] = 0;
        next[1] = 0;
        s[fp + 1] = Frames.NEXT_CHUNK;
        int chunks = frames.chunkCount();
        frames.pushChunk(next);
        finish(callee, next, 0, args, depth);
        System.arraycopy(next, args, s, base, func.resultSlots);
        frames.popChunks(chunks);
        stacks.leave(mark);
    }

    /// Called when the epoch has reached the deadline. Whatever the store decides, it may run code of the host.
    static void epochReached(InstanceState home, long[] s) {
        home.store.stacks.top = s.length;
        home.store.epochReached();
    }
}

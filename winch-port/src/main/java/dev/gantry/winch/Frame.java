package dev.gantry.winch;

import dev.gantry.wasm.UnsupportedException;

/// Where the values of a function are while they are in memory.
///
/// ```text
///   [rbp + 16 …]   stack parameters, which are locals where the caller put them
///   slot 0         the context
///   slot 1 …       the other parameters, v128 behind those of one slot
///   …              the other locals, v128 in front of those of one slot
///   …              homes: each place of the operand stack has slots of its own
///   [rsp …]        outgoing arguments, slots of requests
/// ```
///
/// Slot `n` is the 8 bytes at `[rbp - 8 * (n + 1)]`. Sizes of frames are multiples of 16, and so is `rbp`; the first of
/// the slots of a `v128` has an even number, which makes its address one too: an access that is not aligned may touch
/// two cache lines.
///
/// How large the frame is turns out at the end; the places in the code that name the size are patched then.
///
/// Threading: confined to one compilation.
final class Frame {
    /// Stands in the code where the size will be: forces a field of 32 bits.
    static final int UNKNOWN = 0x7F00_0000;

    /// The offset of the first stack parameter.
    static final int STACK_PARAMS = 16;

    /// The offset of the function's context.
    static final int CONTEXT = -8;

    private static final int CONTEXT_SLOTS = 1;
    private static final int ALIGNMENT_BYTES = 16;
    private static final int MAX_BYTES = 1 << 28;

    final byte[] localKinds;
    final int[] localOffsets;
    private final int localsEnd;
    private int end;
    private int outgoingBytes;
    private final IntVec patches = new IntVec();

    Frame(byte[] localKinds, Signature signature) {
        this.localKinds = localKinds;
        this.localOffsets = new int[localKinds.length];
        int params = signature.params().length;
        end = CONTEXT_SLOTS;
        for (int param = 0; param < params; param++) {
            int place = signature.places()[param];
            if (place >= Signature.STACK) {
                localOffsets[param] = STACK_PARAMS + place - Signature.STACK;
            }
        }
        place(0, params, false);
        place(0, params, true);
        place(params, localKinds.length, true);
        place(params, localKinds.length, false);
        this.localsEnd = end;
    }

    /// Gives slots to locals that have none yet. Those that are no parameters get slots without a gap, as `v128` come
    /// first.
    ///
    /// @param areVectors whether `v128` are meant, or all others
    private void place(int first, int behind, boolean areVectors) {
        for (int local = first; local < behind; local++) {
            byte kind = localKinds[local];
            if (localOffsets[local] == 0 && (kind == Kind.V128) == areVectors) {
                int slot = Kind.alignSlot(kind, end);
                localOffsets[local] = home(kind, slot);
                end = slot + Kind.slots(kind);
            }
        }
    }

    /// The slot behind the locals.
    int localsEnd() {
        return localsEnd;
    }

    /// Where a value is, from `rbp`.
    ///
    /// @param slot its first slot
    static int home(byte kind, int slot) {
        return -Long.BYTES * (slot + Kind.slots(kind));
    }

    /// Makes room for homes.
    ///
    /// @param slot the slot behind them
    void needHomes(int slot) {
        if (slot > end) {
            end = slot;
            if (slot > MAX_BYTES / Long.BYTES) {
                throw new UnsupportedException("frames of more than " + MAX_BYTES + " bytes");
            }
        }
    }

    /// Makes room for outgoing arguments or slots of a request.
    void needOutgoing(int bytes) {
        outgoingBytes = Math.max(outgoingBytes, bytes);
    }

    /// Remembers that the four bytes before a position will hold the size.
    ///
    /// @param end    the position in the code behind the field
    /// @param factor 1 or -1
    /// @param bias   added to the size before it is multiplied
    void patchBefore(int end, int factor, int bias) {
        patches.add(end - Integer.BYTES);
        patches.add(factor);
        patches.add(bias);
    }

    /// Writes the size into the code.
    void patch(byte[] code) {
        int used = Long.BYTES * end + outgoingBytes;
        int size = used + ALIGNMENT_BYTES - 1 & -ALIGNMENT_BYTES;
        for (int at = 0; at < patches.size(); at += 3) {
            Bytes.putInt(code, patches.get(at), patches.get(at + 1) * (size + patches.get(at + 2)));
        }
    }
}

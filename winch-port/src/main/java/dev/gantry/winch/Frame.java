package dev.gantry.winch;

import dev.gantry.wasm.UnsupportedException;

/// Where the values of a function are while they are in memory, as offsets from `rbp`.
///
/// ```text
///   [rbp + 16 …]       stack parameters, which are locals where the caller put them
///   [rbp - 8]          the context
///   [rbp - base …]     the other locals
///   […]                homes: a slot for each place of the operand stack
///   [rsp …]            outgoing arguments, slots of requests
/// ```
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

    private static final int MAX_BYTES = 1 << 28;

    final byte[] localKinds;
    final int[] localOffsets;
    private final int base;
    private int homeSlots;
    private int outgoingBytes;
    private final IntVec patches = new IntVec();

    Frame(byte[] localKinds, Signature signature) {
        this.localKinds = localKinds;
        this.localOffsets = new int[localKinds.length];
        int params = signature.params().length;
        int end = -CONTEXT;
        for (int local = 0; local < localKinds.length; local++) {
            int place = local < params ? signature.places()[local] : 0;
            if (place >= Signature.STACK) {
                localOffsets[local] = STACK_PARAMS + place - Signature.STACK;
            } else {
                end += Long.BYTES * Kind.slots(localKinds[local]);
                localOffsets[local] = -end;
            }
        }
        this.base = end;
    }

    /// How far the locals reach below `rbp`.
    int base() {
        return base;
    }

    /// The offset of the home of an operand.
    ///
    /// @param slot  the slots of the operands below it
    /// @param slots its own slots
    int home(int slot, int slots) {
        return -(base + Long.BYTES * (slot + slots));
    }

    /// Makes room for homes.
    ///
    /// @param slots how many slots the operand stack reaches up to
    void needHomes(int slots) {
        if (slots > homeSlots) {
            homeSlots = slots;
            if (slots > MAX_BYTES / Long.BYTES) {
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
        int size = base + Long.BYTES * homeSlots + outgoingBytes;
        for (int at = 0; at < patches.size(); at += 3) {
            Bytes.putInt(code, patches.get(at), patches.get(at + 1) * (size + patches.get(at + 2)));
        }
    }
}

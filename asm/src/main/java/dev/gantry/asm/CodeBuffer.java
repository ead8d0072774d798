package dev.gantry.asm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Machine code under construction: bytes, labels, constants, and tables of what others must know of single offsets.
///
/// ```text
///   0                                    position
///   ├── code ── [island] ── code ──────────┤ ── pad ── constants ┤     (constants: by finish)
///        ▲ fixup: field that waits for a label, patched by bind
/// ```
///
/// **Labels.** A field that refers to a bound label is written at once; others wait in a chain that starts at the label
/// and are written when it is bound.
///
/// **Deadlines and islands.** A field can reach only so far. The *deadline* of a waiting field is the last offset at
/// which its target may be; that of the buffer is the earliest of all. Before a stretch of code that could pass it
/// ([#islandNeeded]) the user calls [#island] at a place that is never reached by falling into it: the constants
/// so far are placed there, and each waiting field that has a veneer is led to one, whose own field has a later
/// deadline. On x64 fields reach 2 GiB and islands are never needed.
///
/// **Constants** are placed behind the code, or in the next island, each at a multiple of 16, equal ones once.
///
/// Invariants: a field waits in exactly one chain until it is written; a bound label is never bound again.
///
/// Threading: confined to one thread.
public final class CodeBuffer {
    /// No fixup.
    static final int NONE = -1;

    /// What the offsets of constants are multiples of.
    public static final int CONSTANT_ALIGNMENT_BYTES = 16;

    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final boolean bigEndian;
    private byte[] code = new byte[256];
    private int position;

    // Fixups: parallel arrays indexed by number; a written one has no label.
    private int fixupCount;
    private int waitingCount;
    private long waitingVeneerBytes;
    private @Nullable Label[] fixupLabel = new Label[16];
    private @Nullable FixupKind[] fixupKind = new FixupKind[16];
    private int[] fixupOffset = new int[16];
    private int[] fixupAddend = new int[16];
    private int[] fixupNext = new int[16];
    private long deadline = Long.MAX_VALUE;

    private final ConstantPool constants = new ConstantPool();

    private int trapCount;
    private int[] trapOffset = new int[16];
    private int[] trapCode = new int[16];
    private int callSiteCount;
    private int[] callSite = new int[16];
    private final List<Relocation> relocations = new ArrayList<>();

    /// An empty buffer for a little-endian machine.
    public CodeBuffer() {
        this(ByteOrder.LITTLE_ENDIAN);
    }

    /// An empty buffer.
    ///
    /// @param order how [#u16], [#u32], [#u64] and constants given as numbers are written
    public CodeBuffer(ByteOrder order) {
        bigEndian = order == ByteOrder.BIG_ENDIAN;
    }

    /// Forgets everything but the room; labels and constants of before are not valid any more.
    public void reset() {
        position = 0;
        Arrays.fill(fixupLabel, 0, fixupCount, null);
        fixupCount = 0;
        waitingCount = 0;
        waitingVeneerBytes = 0;
        deadline = Long.MAX_VALUE;
        constants.reset();
        trapCount = 0;
        callSiteCount = 0;
        relocations.clear();
    }

    /// Where the next byte will be.
    ///
    /// @return bytes from the start
    public int position() {
        return position;
    }

    /// Writes a byte.
    ///
    /// @param value its low 8 bits count
    public void u8(int value) {
        reserve(1);
        code[position++] = (byte) value;
    }

    /// Writes 2 bytes in the order of the machine.
    ///
    /// @param value its low 16 bits count
    public void u16(int value) {
        reserve(2);
        U16.set(code, position, bigEndian ? Short.reverseBytes((short) value) : (short) value);
        position += 2;
    }

    /// Writes 4 bytes in the order of the machine.
    ///
    /// @param value the bits
    public void u32(int value) {
        reserve(4);
        U32.set(code, position, bigEndian ? Integer.reverseBytes(value) : value);
        position += 4;
    }

    /// Writes 8 bytes in the order of the machine.
    ///
    /// @param value the bits
    public void u64(long value) {
        reserve(8);
        U64.set(code, position, bigEndian ? Long.reverseBytes(value) : value);
        position += 8;
    }

    /// Writes bytes.
    ///
    /// @param bytes copied
    public void bytes(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, code, position, bytes.length);
        position += bytes.length;
    }

    /// Writes a byte until the position is a multiple of a power of two.
    ///
    /// @param boundary a power of two
    /// @param filler   the byte
    public void align(int boundary, int filler) {
        if (Integer.bitCount(boundary) != 1) {
            throw new IllegalArgumentException("alignment " + boundary + " is not a power of two");
        }
        while ((position & (boundary - 1)) != 0) {
            u8(filler);
        }
    }

    private void reserve(int bytes) {
        if (code.length - position < bytes) {
            code = Arrays.copyOf(code, Math.addExact(code.length, Math.max(code.length, bytes)));
        }
    }

    /// A label that is not bound.
    ///
    /// @return a new one
    public Label label() {
        return new Label();
    }

    /// Binds a label to the present position and writes the fields that wait for it.
    ///
    /// @param label one that is not bound
    /// @throws IllegalStateException if the label is bound, or too far away from a field
    public void bind(Label label) {
        if (label.isBound()) {
            throw new IllegalStateException("label is bound already: " + label);
        }
        bind(label, position);
    }

    private void bind(Label label, int place) {
        label.bindTo(place);
        for (int fixup = label.firstFixup(); fixup != NONE; fixup = fixupNext[fixup]) {
            if (fixupLabel[fixup] == label) {
                patch(kindOf(fixup), fixupOffset[fixup], place, fixupAddend[fixup]);
                written(fixup);
            }
        }
        label.setFirstFixup(NONE);
        if (waitingCount == 0) {
            fixupCount = 0;
            deadline = Long.MAX_VALUE;
        }
    }

    /// Writes a field that refers to a label.
    ///
    /// @param target where it leads
    /// @param kind   how it is encoded
    /// @throws IllegalStateException if the label is bound and too far away
    public void fixup(Label target, FixupKind kind) {
        fixup(target, kind, 0);
    }

    /// Writes a field that refers to a place at some distance from a label.
    ///
    /// @param target the label
    /// @param kind   how it is encoded
    /// @param addend bytes behind the label
    /// @throws IllegalStateException if the label is bound and too far away
    public void fixup(Label target, FixupKind kind, int addend) {
        int at = position;
        reserve(kind.fieldBytes());
        Arrays.fill(code, at, at + kind.fieldBytes(), (byte) 0);
        position += kind.fieldBytes();
        fixupAt(at, target, kind, addend);
    }

    /// Lets a field that is written already (an instruction with bits to be filled in) refer to a label.
    ///
    /// @param at     the offset of the field
    /// @param target where it leads
    /// @param kind   how it is encoded
    /// @param addend bytes behind the label
    /// @throws IllegalStateException if the label is bound and too far away
    public void fixupAt(int at, Label target, FixupKind kind, int addend) {
        if (target.isBound()) {
            patch(kind, at, target.offset(), addend);
        } else {
            addWaiting(at, target, kind, addend);
        }
    }

    private void addWaiting(int at, Label target, FixupKind kind, int addend) {
        if (fixupCount == fixupOffset.length) {
            growFixups();
        }
        int fixup = fixupCount++;
        fixupLabel[fixup] = target;
        fixupKind[fixup] = kind;
        fixupOffset[fixup] = at;
        fixupAddend[fixup] = addend;
        fixupNext[fixup] = target.firstFixup();
        target.setFirstFixup(fixup);
        waitingCount++;
        waitingVeneerBytes += kind.veneerBytes();
        deadline = Math.min(deadline, deadlineOf(fixup));
    }

    private void written(int fixup) {
        fixupLabel[fixup] = null;
        waitingCount--;
        waitingVeneerBytes -= kindOf(fixup).veneerBytes();
    }

    private void growFixups() {
        int length = 2 * fixupOffset.length;
        fixupLabel = Arrays.copyOf(fixupLabel, length);
        fixupKind = Arrays.copyOf(fixupKind, length);
        fixupOffset = Arrays.copyOf(fixupOffset, length);
        fixupAddend = Arrays.copyOf(fixupAddend, length);
        fixupNext = Arrays.copyOf(fixupNext, length);
    }

    private FixupKind kindOf(int fixup) {
        FixupKind kind = fixupKind[fixup];
        if (kind == null) {
            throw new AssertionError("fixup " + fixup + " has no kind");
        }
        return kind;
    }

    private long deadlineOf(int fixup) {
        return (long) fixupOffset[fixup] + kindOf(fixup).forwardBytes() - fixupAddend[fixup];
    }

    private void patch(FixupKind kind, int at, int target, int addend) {
        long distance = (long) target + addend - at;
        if (distance > kind.forwardBytes() || distance < -(long) kind.backwardBytes()) {
            throw new IllegalStateException("label at %#x is out of reach of %s at %#x".formatted(target, kind, at));
        }
        kind.patch(code, at, (int) distance);
    }

    /// The last offset at which all labels that fields wait for could be bound.
    ///
    /// @return an offset, or `Long.MAX_VALUE` if no field waits
    public long deadline() {
        return deadline;
    }

    /// Whether an island must come before a stretch of code, because behind it one might come too late.
    ///
    /// @param bytes the greatest size of the stretch
    /// @return whether [#island] must be called first
    public boolean islandNeeded(int bytes) {
        return deadline != Long.MAX_VALUE && (long) position + bytes + islandBytes() > deadline;
    }

    private long islandBytes() {
        return constants.waitingBytes() + CONSTANT_ALIGNMENT_BYTES + waitingVeneerBytes;
    }

    /// Places constants and veneers here: execution must not run into this place.
    ///
    /// Fields without a veneer wait on; if their label comes too late, [#bind] fails.
    public void island() {
        placeConstants();
        int count = fixupCount;
        for (int fixup = 0; fixup < count; fixup++) {
            Label label = fixupLabel[fixup];
            if (label != null && kindOf(fixup).veneerBytes() != 0) {
                written(fixup);
                writeVeneer(fixup, label);
            }
        }
        deadline = Long.MAX_VALUE;
        for (int fixup = 0; fixup < fixupCount; fixup++) {
            if (fixupLabel[fixup] != null) {
                deadline = Math.min(deadline, deadlineOf(fixup));
            }
        }
    }

    private void writeVeneer(int fixup, Label label) {
        FixupKind kind = kindOf(fixup);
        int veneer = position;
        reserve(kind.veneerBytes());
        position += kind.veneerBytes();
        FixupKind.VeneerField field = kind.writeVeneer(code, veneer);
        patch(kind, fixupOffset[fixup], veneer, 0);
        addWaiting(veneer + field.offset(), label, field.kind(), fixupAddend[fixup]);
    }

    /// A constant.
    ///
    /// @param bytes copied
    /// @return a label that is bound when the constant is placed; equal constants may share it
    public Label constant(byte[] bytes) {
        return constants.add(bytes);
    }

    /// A constant of 4 bytes in the order of the machine.
    ///
    /// @param value the bits
    /// @return a label that is bound when the constant is placed
    public Label constant(int value) {
        byte[] bytes = new byte[4];
        U32.set(bytes, 0, bigEndian ? Integer.reverseBytes(value) : value);
        return constants.add(bytes);
    }

    /// A constant of 8 bytes in the order of the machine.
    ///
    /// @param value the bits
    /// @return a label that is bound when the constant is placed
    public Label constant(long value) {
        byte[] bytes = new byte[8];
        U64.set(bytes, 0, bigEndian ? Long.reverseBytes(value) : value);
        return constants.add(bytes);
    }

    /// A constant of 16 bytes: two numbers, each in the order of the machine.
    ///
    /// @param first  the bits at the lower address
    /// @param second the bits at the higher address
    /// @return a label that is bound when the constant is placed
    public Label constant(long first, long second) {
        byte[] bytes = new byte[16];
        U64.set(bytes, 0, bigEndian ? Long.reverseBytes(first) : first);
        U64.set(bytes, 8, bigEndian ? Long.reverseBytes(second) : second);
        return constants.add(bytes);
    }

    private void placeConstants() {
        for (int constant = 0; constant < constants.waitingCount(); constant++) {
            align(CONSTANT_ALIGNMENT_BYTES, 0);
            bind(constants.label(constant), position);
            bytes(constants.bytes(constant));
        }
        constants.placed();
    }

    /// Notes that the instruction at the present position may trap.
    ///
    /// @param trap what a fault there means; the numbers belong to the user of the buffer
    public void trap(int trap) {
        if (trapCount == trapOffset.length) {
            trapOffset = Arrays.copyOf(trapOffset, 2 * trapCount);
            trapCode = Arrays.copyOf(trapCode, 2 * trapCount);
        }
        trapOffset[trapCount] = position;
        trapCode[trapCount++] = trap;
    }

    /// Notes a call.
    ///
    /// @param returnOffset where it returns to: the position behind the instruction
    public void callSite(int returnOffset) {
        if (callSiteCount == callSite.length) {
            callSite = Arrays.copyOf(callSite, 2 * callSiteCount);
        }
        callSite[callSiteCount++] = returnOffset;
    }

    /// Notes a place that is filled in when the code is linked.
    ///
    /// @param offset where the field is
    /// @param kind   what is written there; the numbers belong to the user of the buffer
    /// @param target what is referred to
    /// @param addend is added to the target's address
    public void relocation(int offset, int kind, Object target, long addend) {
        relocations.add(new Relocation(offset, kind, target, addend));
    }

    /// Places the constants behind the code.
    ///
    /// @throws IllegalStateException if a label that is referred to is not bound
    public void finish() {
        placeConstants();
        if (waitingCount != 0) {
            for (int fixup = 0; fixup < fixupCount; fixup++) {
                if (fixupLabel[fixup] != null) {
                    throw new IllegalStateException(
                            "label of the field at %#x is not bound".formatted(fixupOffset[fixup]));
                }
            }
        }
    }

    /// The code with its constants.
    ///
    /// @return a copy
    /// @throws IllegalStateException if a label that is referred to is not bound
    public byte[] toBytes() {
        finish();
        return Arrays.copyOf(code, position);
    }

    /// How many instructions may trap.
    ///
    /// @return the number of calls of [#trap]
    public int trapCount() {
        return trapCount;
    }

    /// The offset of an instruction that may trap, ascending.
    ///
    /// @param index below [#trapCount]
    /// @return bytes from the start
    public int trapOffset(int index) {
        return trapOffset[checkIndex(index, trapCount)];
    }

    /// What a fault of an instruction means.
    ///
    /// @param index below [#trapCount]
    /// @return what was given to [#trap]
    public int trapCode(int index) {
        return trapCode[checkIndex(index, trapCount)];
    }

    private static int checkIndex(int index, int count) {
        return Objects.checkIndex(index, count);
    }

    /// Where calls return to, in the order in which they were noted.
    ///
    /// @return a copy
    public int[] callSites() {
        return Arrays.copyOf(callSite, callSiteCount);
    }

    /// What is filled in later, in the order in which it was noted.
    ///
    /// @return a copy
    public List<Relocation> relocations() {
        return List.copyOf(relocations);
    }
}

package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.wasm.Bug;
import java.util.Arrays;

/// The operand stack of a compilation, and which registers it uses.
///
/// An operand is a constant, the value that a local has, in a register, in the flags (the topmost one only, for a
/// comparison), or at home: in the slot of the frame that its place on the stack has. An operand in a register is alone
/// in it, so that whoever takes it off the stack may write to the register.
///
/// Who takes a register off the stack or allocates one *holds* it, until it is pushed again or released; only registers
/// of operands are spilled to make room.
///
/// Threading: confined to one compilation.
final class Operands {
    static final byte CONST = 0;
    static final byte LOCAL = 1;
    static final byte REGISTER = 2;
    static final byte HOME = 3;
    static final byte FLAGS = 4;

    private static final int HELD = -1;
    private static final int FREE = -2;
    private static final int ALL = Registers.GENERAL | Registers.VECTOR;
    private static final Cond[] CONDS = Cond.values();

    /// From how many unsettled operands on all of them are settled when one has to be: bounds the cost.
    private static final int MAX_PENDING = 64;

    private final X64Assembler asm;
    private final Moves moves;
    private final Frame frame;
    private final int[] pendingReads;
    private final int[] owners = new int[Registers.COUNT];
    private int free = ALL;

    private byte[] places = new byte[32];
    private byte[] kinds = new byte[32];
    private int[] homes = new int[32];
    private long[] values = new long[32];
    private int size;
    /// How many operands are references to objects.
    private int objects;
    /// The operands below this number are constants or at home.
    private int settled;

    /// Of each register, which one is to be moved to it.
    private final int[] moveFrom = new int[Registers.COUNT];

    private final byte[] moveKind = new byte[Registers.COUNT];

    private byte sourcePlace;
    private int sourceRegister;
    private int sourceOffset;
    private long sourceConstant;

    Operands(X64Assembler asm, Moves moves, Frame frame) {
        this.asm = asm;
        this.moves = moves;
        this.frame = frame;
        this.pendingReads = new int[frame.localKinds.length];
        Arrays.fill(owners, FREE);
    }

    // what is there

    /// The number of operands.
    int size() {
        return size;
    }

    /// The kind of an operand.
    byte kind(int operand) {
        return kinds[operand];
    }

    /// The kind of the topmost operand.
    byte topKind() {
        return kinds[size - 1];
    }

    /// Whether an operand is a constant.
    boolean isConst(int operand) {
        return places[operand] == CONST;
    }

    /// Whether the topmost operand is a constant.
    boolean isTopConst() {
        return places[size - 1] == CONST;
    }

    /// Whether an operand is in a register.
    boolean isRegister(int operand) {
        return places[operand] == REGISTER;
    }

    /// Whether the topmost operand is a condition.
    boolean isTopFlags() {
        return size > 0 && places[size - 1] == FLAGS;
    }

    /// The value of a constant.
    long constant(int operand) {
        return values[operand];
    }

    /// The slot of an operand's home.
    int homeSlot(int operand) {
        return operand == size ? endSlot() : homes[operand];
    }

    private int endSlot() {
        return size == 0 ? 0 : homes[size - 1] + Kind.slots(kinds[size - 1]);
    }

    /// Where an operand's home is, from `rbp`.
    int homeOffset(int operand) {
        return frame.home(homes[operand], Kind.slots(kinds[operand]));
    }

    /// Whether some operands are references to objects.
    boolean hasObjects() {
        return objects > 0;
    }

    /// Lists where references to objects are among the lowest operands, for a stack map. None of them is in a register.
    void addObjects(int count, IntVec offsets) {
        if (objects == 0) {
            return;
        }
        for (int operand = 0; operand < count; operand++) {
            if (kinds[operand] == Kind.OBJECT && places[operand] == HOME) {
                offsets.add(homeOffset(operand));
            }
        }
    }

    // pushing

    private void push(byte place, byte kind, long value) {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
            kinds = Arrays.copyOf(kinds, 2 * size);
            homes = Arrays.copyOf(homes, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        int home = endSlot();
        places[size] = place;
        kinds[size] = kind;
        homes[size] = home;
        values[size] = value;
        size++;
        objects += kind == Kind.OBJECT ? 1 : 0;
        frame.needHomes(home + Kind.slots(kind));
    }

    /// Pushes a constant.
    void pushConst(byte kind, long bits) {
        push(CONST, kind, bits);
    }

    /// Pushes the value of a local.
    void pushLocal(int local) {
        push(LOCAL, frame.localKinds[local], local);
        pendingReads[local]++;
    }

    /// Pushes what is in a register that is held.
    void pushRegister(byte kind, int register) {
        assert owners[register] == HELD;
        owners[register] = size;
        push(REGISTER, kind, register);
    }

    /// Pushes a condition.
    @SuppressWarnings("EnumOrdinal") // it never leaves the object
    void pushFlags(Cond cond) {
        push(FLAGS, Kind.I32, cond.ordinal());
    }

    /// Pushes operands that are at home.
    void pushHome(byte[] newKinds) {
        for (byte kind : newKinds) {
            push(HOME, kind, 0);
        }
    }

    /// Pushes the topmost operand, which is at home, again, in a register.
    void pushCopy() {
        int top = size - 1;
        int register = allocate(kinds[top]);
        load(top, register);
        pushRegister(kinds[top], register);
    }

    /// Pushes an operand that is at home.
    void pushHome(byte kind) {
        push(HOME, kind, 0);
    }

    // registers

    /// Allocates a general register, held.
    int general() {
        return allocate(Registers.GENERAL);
    }

    /// Allocates a vector register, held.
    int vector() {
        return allocate(Registers.VECTOR);
    }

    /// Allocates a register that can hold a value of a kind, held.
    int allocate(byte kind) {
        return allocate(Kind.isFloat(kind) ? Registers.VECTOR : Registers.GENERAL);
    }

    private int allocate(int set) {
        int found = free & set;
        if (found == 0) {
            moveHome(lowest(set));
            found = free & set;
        }
        int register = Integer.numberOfTrailingZeros(found);
        hold(register);
        return register;
    }

    /// The lowest operand in a register of a set.
    private int lowest(int set) {
        int lowest = Integer.MAX_VALUE;
        for (int register = 0; register < Registers.COUNT; register++) {
            if ((set & 1 << register) != 0 && owners[register] >= 0) {
                lowest = Math.min(lowest, owners[register]);
            }
        }
        if (lowest == Integer.MAX_VALUE) {
            throw Bug.unreachable("out of registers");
        }
        return lowest;
    }

    private void hold(int register) {
        free &= ~(1 << register);
        owners[register] = HELD;
    }

    /// Gives up a register that is held.
    void release(int register) {
        assert owners[register] == HELD : register;
        owners[register] = FREE;
        free |= 1 << register;
    }

    /// Holds a certain register; the operand in it goes elsewhere.
    void reserve(int register) {
        int owner = owners[register];
        if (owner == HELD) {
            throw Bug.unreachable("register " + register + " is held");
        }
        if (owner >= 0) {
            int others = free & (register < Registers.XMM0 ? Registers.GENERAL : Registers.VECTOR);
            if (others == 0) {
                moveHome(owner);
            } else {
                int other = Integer.numberOfTrailingZeros(others);
                moves.copy(kinds[owner], other, register);
                free &= ~(1 << other);
                owners[other] = owner;
                values[owner] = other;
            }
        }
        hold(register);
    }

    // popping

    /// Takes operands off the stack without looking at them.
    void drop(int count) {
        for (int operand = size - count; operand < size; operand++) {
            objects -= kinds[operand] == Kind.OBJECT ? 1 : 0;
            switch (places[operand]) {
                case LOCAL -> pendingReads[(int) values[operand]]--;
                case REGISTER -> {
                    int register = (int) values[operand];
                    owners[register] = FREE;
                    free |= 1 << register;
                }
                default -> {}
            }
        }
        size -= count;
        settled = Math.min(settled, size);
    }

    /// Cuts the stack down to a height.
    void truncate(int height) {
        drop(size - height);
    }

    /// Takes the topmost operand off the stack, into a register that is then held and may be written to.
    int popRegister() {
        int top = size - 1;
        int register;
        if (places[top] == REGISTER) {
            register = (int) values[top];
            owners[register] = HELD;
            places[top] = CONST;
        } else {
            register = allocate(kinds[top]);
            load(top, register);
        }
        drop(1);
        return register;
    }

    /// Takes the topmost operand off the stack, into a certain register that is then held.
    void popInto(int register) {
        int top = size - 1;
        if (places[top] == REGISTER && values[top] == register) {
            popRegister();
            return;
        }
        reserve(register);
        load(top, register);
        drop(1);
    }

    /// Loads an operand into a register, and leaves it where it is.
    void load(int operand, int register) {
        byte kind = kinds[operand];
        switch (places[operand]) {
            case CONST -> moves.constant(kind, register, values[operand]);
            case LOCAL -> moves.load(kind, register, Gpr.RBP, frame.localOffsets[(int) values[operand]]);
            case REGISTER -> moves.copy(kind, register, (int) values[operand]);
            case HOME -> moves.load(kind, register, Gpr.RBP, homeOffset(operand));
            default -> throw Bug.unreachable("place " + places[operand]);
        }
    }

    /// Takes the topmost operand off the stack as a source of an instruction: constant, register or memory. Until it is
    /// given back by [#releaseSource], no other can be taken.
    void popSource() {
        int top = size - 1;
        sourcePlace = places[top];
        switch (sourcePlace) {
            case CONST -> sourceConstant = values[top];
            case LOCAL -> sourceOffset = frame.localOffsets[(int) values[top]];
            case REGISTER -> {
                sourceRegister = (int) values[top];
                owners[sourceRegister] = HELD;
                places[top] = CONST;
            }
            case HOME -> sourceOffset = homeOffset(top);
            default -> throw Bug.unreachable("place " + sourcePlace);
        }
        drop(1);
    }

    /// Like [#popSource], but constants come in a register.
    void popRegisterOrMemory() {
        if (places[size - 1] == CONST) {
            sourceRegister = popRegister();
            sourcePlace = REGISTER;
        } else {
            popSource();
        }
    }

    /// Whether the source is a constant.
    boolean isSourceConst() {
        return sourcePlace == CONST;
    }

    /// Whether the source is in a register.
    boolean isSourceRegister() {
        return sourcePlace == REGISTER;
    }

    /// The source's value.
    long sourceConstant() {
        return sourceConstant;
    }

    /// The source's register.
    int sourceRegister() {
        return sourceRegister;
    }

    /// Where the source is in memory.
    Mem sourceMem() {
        return Mem.at(Gpr.RBP, sourceOffset);
    }

    /// Gives the source's register back.
    void releaseSource() {
        if (sourcePlace == REGISTER) {
            release(sourceRegister);
        }
    }

    /// Takes the topmost operand, a condition or an `i32`, off the stack and sets the flags by it.
    ///
    /// @return the condition that holds if it is not zero
    Cond popCondition() {
        int top = size - 1;
        if (places[top] == FLAGS) {
            Cond cond = CONDS[(int) values[top]];
            drop(1);
            return cond;
        }
        popRegisterOrMemory();
        if (isSourceRegister()) {
            Gpr gpr = Registers.gpr(sourceRegister);
            asm.emit(TEST_RM32_R32, gpr, gpr);
        } else {
            asm.emit(CMP_RM32_IMM32, sourceMem(), 0);
        }
        releaseSource();
        return Cond.NE;
    }

    // homes

    /// Puts the topmost operand into a register if it is a condition.
    void materialize() {
        if (isTopFlags()) {
            Cond cond = CONDS[(int) values[size - 1]];
            int register = general();
            Gpr gpr = Registers.gpr(register);
            asm.setcc(cond, gpr);
            asm.emit(MOVZX_R32_RM8, gpr, gpr);
            places[size - 1] = REGISTER;
            values[size - 1] = register;
            owners[register] = size - 1;
        }
    }

    /// Emits code that stores an operand to a slot of the frame, and leaves it where it is.
    void storeTo(int operand, int offset) {
        store(operand, Gpr.RBP, offset, false);
    }

    /// Emits code that stores an operand to all of a slot that others read, and leaves it where it is.
    void storeSlot(int operand, Gpr base, int offset) {
        store(operand, base, offset, true);
    }

    private void store(int operand, Gpr base, int offset, boolean isWhole) {
        byte kind = kinds[operand];
        switch (places[operand]) {
            case CONST -> moves.storeConstant(kind, values[operand], base, offset);
            case LOCAL -> moves.transfer(kind, Gpr.RBP, frame.localOffsets[(int) values[operand]], base, offset);
            case REGISTER -> {
                if (isWhole) {
                    moves.storeSlot(kind, (int) values[operand], base, offset);
                } else {
                    moves.store(kind, (int) values[operand], base, offset);
                }
            }
            case HOME -> moves.transfer(kind, Gpr.RBP, homeOffset(operand), base, offset);
            default -> throw Bug.unreachable("place " + places[operand]);
        }
    }

    /// Puts an operand at home.
    void moveHome(int operand) {
        if (places[operand] == HOME) {
            return;
        }
        storeTo(operand, homeOffset(operand));
        switch (places[operand]) {
            case LOCAL -> pendingReads[(int) values[operand]]--;
            case REGISTER -> {
                int register = (int) values[operand];
                owners[register] = FREE;
                free |= 1 << register;
            }
            default -> {}
        }
        places[operand] = HOME;
    }

    /// Puts the topmost operands at home.
    void moveTopHome(int count) {
        for (int operand = size - count; operand < size; operand++) {
            moveHome(operand);
        }
    }

    /// Emits code that stores the topmost operands to the homes of other places, at or below their own, and leaves them
    /// where they are.
    ///
    /// Homes ascend without gaps, so storing the lowest operand first overwrites none that is still to be read.
    ///
    /// @param excluded how many operands above them are not meant
    /// @param slot     the slot of the lowest one's new home
    void storeTopTo(int count, int excluded, int slot) {
        int to = slot;
        int first = size - excluded - count;
        for (int operand = first; operand < first + count; operand++) {
            int slots = Kind.slots(kinds[operand]);
            if (places[operand] != HOME || homes[operand] != to) {
                storeTo(operand, frame.home(to, slots));
            }
            to += slots;
        }
    }

    /// Whether the topmost operands are in the homes of other places already.
    ///
    /// @param excluded how many operands above them are not meant
    /// @param slot     the slot of the lowest one's home
    boolean areAt(int count, int excluded, int slot) {
        int first = size - excluded - count;
        if (count > 0 && homes[first] != slot) {
            return false;
        }
        for (int operand = first; operand < first + count; operand++) {
            if (places[operand] != HOME) {
                return false;
            }
        }
        return true;
    }

    /// Puts the operands in registers below a height at home.
    void spillBelow(int height) {
        for (int used = ~free & ALL; used != 0; used &= used - 1) {
            int owner = owners[Integer.numberOfTrailingZeros(used)];
            if (owner >= 0 && owner < height) {
                moveHome(owner);
            }
        }
    }

    /// Emits code that copies the topmost operands to registers, all at once, and leaves the stack as it is.
    ///
    /// @param first  the lowest of them; no operand below is in a register
    /// @param target the register of each; those that are none are left out
    void moveToRegisters(int first, int[] target) {
        int waiting = 0;
        for (int at = 0; at < target.length; at++) {
            int operand = first + at;
            if (target[at] < Registers.COUNT && places[operand] == REGISTER && values[operand] != target[at]) {
                moveFrom[target[at]] = (int) values[operand];
                moveKind[target[at]] = kinds[operand];
                waiting |= 1 << target[at];
            }
        }
        while (waiting != 0) {
            int ready = waiting & ~sources(waiting);
            if (ready == 0) {
                breakCycle(Integer.numberOfTrailingZeros(waiting));
            } else {
                int to = Integer.numberOfTrailingZeros(ready);
                moves.copy(moveKind[to], to, moveFrom[to]);
                waiting &= ~(1 << to);
            }
        }
        for (int at = 0; at < target.length; at++) {
            if (target[at] < Registers.COUNT && places[first + at] != REGISTER) {
                load(first + at, target[at]);
            }
        }
    }

    /// The registers that moves to some registers read.
    private int sources(int targets) {
        int sources = 0;
        for (int rest = targets; rest != 0; rest &= rest - 1) {
            sources |= 1 << moveFrom[Integer.numberOfTrailingZeros(rest)];
        }
        return sources;
    }

    /// Emits a copy of what a move of a cycle reads to the scratch register, from which it then reads.
    private void breakCycle(int to) {
        int scratch = to < Registers.XMM0 ? Registers.R11 : Registers.XMM15;
        moves.copy(moveKind[to], scratch, moveFrom[to]);
        moveFrom[to] = scratch;
    }

    /// Puts all operands in registers at home: before calls.
    void spillRegisters() {
        spillBelow(size);
    }

    /// Puts all operands at home that are not constants: before control can join or part.
    void settle() {
        for (; settled < size; settled++) {
            if (places[settled] != CONST) {
                moveHome(settled);
            }
        }
    }

    // locals

    /// Takes the topmost operand off the stack and writes it to a local.
    void popToLocal(int local) {
        writeLocal(local);
        drop(1);
    }

    /// Writes the topmost operand to a local.
    void teeLocal(int local) {
        int top = size - 1;
        if (places[top] == HOME) {
            int register = allocate(kinds[top]);
            load(top, register);
            places[top] = REGISTER;
            values[top] = register;
            owners[register] = top;
            settled = Math.min(settled, top);
        }
        writeLocal(local);
    }

    private void writeLocal(int local) {
        int top = size - 1;
        if (places[top] == LOCAL && values[top] == local) {
            return;
        }
        if (pendingReads[local] > 0) {
            settleReadsOf(local);
        }
        storeTo(top, frame.localOffsets[local]);
    }

    private void settleReadsOf(int local) {
        if (size - settled > MAX_PENDING) {
            settle();
            return;
        }
        for (int operand = settled; operand < size - 1; operand++) {
            if (places[operand] == LOCAL && values[operand] == local) {
                moveHome(operand);
            }
        }
    }
}

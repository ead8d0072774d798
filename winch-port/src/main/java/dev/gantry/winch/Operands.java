package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.wasm.Bug;

/// The operand stack of a compilation, and the code that moves its operands.
///
/// An operand is a constant, the value that a local has, in a register, in the flags (the topmost one only, for a
/// comparison), or at home: in the slot of the frame that its place on the stack has. An operand in a register is alone
/// in it, so that whoever takes it off the stack may write to the register.
///
/// The value of a local is in memory, and may be in a register too, see [Caches]; who takes it off the stack to read
/// gets that register, and who takes it to write gets another.
///
/// Who takes a register off the stack or allocates one *holds* it, until it is pushed again or released; only copies of
/// locals are given up to make room, and then registers of operands spilled.
///
/// Threading: confined to one compilation.
final class Operands extends OperandStack {
    private static final int ALL = Registers.GENERAL | Registers.VECTOR;
    private static final Cond[] CONDS = Cond.values();

    /// From how many unsettled operands on all of them are settled when one has to be: bounds the cost.
    private static final int MAX_PENDING = 64;

    private final X64Assembler asm;
    private final Moves moves;
    private final Frame frame;
    private final int[] pendingReads;
    private final Caches caches;
    private final MemoryBase memoryBase;
    private final RegisterOwners owners = new RegisterOwners();
    /// The operands below this number are constants or at home.
    private int settled;
    /// The operands below this number are at home.
    private int atHome;

    private final ParallelMoves parallel;

    /// The local that the next instruction writes, or -1.
    private int nextWrite = -1;

    /// The register that the flags compare with zero, if the code ends where it ended then.
    private int comparedRegister = -1;

    private byte comparedKind;
    private int comparedEnd;

    private byte sourcePlace;
    private boolean isSourceOwned;
    private int sourceRegister;
    private int sourceOffset;
    private long sourceConstant;

    Operands(X64Assembler asm, Moves moves, Frame frame, Caches caches, MemoryBase memoryBase) {
        super(frame.localsEnd());
        this.caches = caches;
        this.memoryBase = memoryBase;
        this.parallel = new ParallelMoves(moves);
        this.asm = asm;
        this.moves = moves;
        this.frame = frame;
        this.pendingReads = new int[frame.localKinds.length];
    }

    /// Where an operand's home is, from `rbp`.
    int homeOffset(int operand) {
        return Frame.home(kinds[operand], homes[operand]);
    }

    /// Lists where references to objects are among the lowest operands, for a stack map. Those in registers are at home
    /// by then.
    void addObjects(int count, IntVec offsets) {
        if (!hasObjects()) {
            return;
        }
        for (int operand = 0; operand < count; operand++) {
            if (kinds[operand] == Kind.OBJECT && (places[operand] == HOME || places[operand] == REGISTER)) {
                offsets.add(homeOffset(operand));
            }
        }
    }

    // pushing

    private void push(byte place, byte kind, long value) {
        add(place, kind, value);
        frame.needHomes(endSlot());
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
        assert owners.isHeld(register);
        owners.give(register, size);
        push(REGISTER, kind, register);
    }

    /// Pushes what is in the register of a result, which nothing else uses.
    void pushResult(byte kind) {
        int register = Kind.resultRegister(kind);
        reserve(register);
        pushRegister(kind, register);
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
        if (nextWrite >= 0 && pendingReads[nextWrite] == 0) {
            int old = caches.registerOf(nextWrite);
            if (old >= 0 && (set & ~caches.pinned() & 1 << old) != 0) {
                // Its value is about to be replaced.
                caches.forget(old);
                owners.hold(old);
                return old;
            }
        }
        return allocate(set, nextWrite >= 0);
    }

    private int allocate(int set, boolean isLasting) {
        int found = owners.free() & set & ~caches.filled();
        if (found == 0) {
            int victim = caches.leastRecent(set);
            if (victim == Caches.NONE) {
                moveHome(lowest(set));
            } else {
                caches.forget(victim);
            }
            found = owners.free() & set & ~caches.filled();
        }
        int preferred = found & (isLasting ? ~Registers.SHORT_LIVED : Registers.SHORT_LIVED);
        int register = Integer.numberOfTrailingZeros(preferred == 0 ? found : preferred);
        owners.hold(register);
        return register;
    }

    /// Whether a copy of a local can be made without one being lost that may be used.
    private boolean hasRoom(int set) {
        if ((owners.free() & set & ~caches.filled()) != 0) {
            return true;
        }
        int oldest = caches.leastRecent(set);
        return oldest != Caches.NONE && caches.isStale(oldest);
    }

    /// The lowest operand in a register of a set.
    private int lowest(int set) {
        int lowest = owners.lowest(set);
        if (lowest == Integer.MAX_VALUE) {
            throw Bug.unreachable("out of registers");
        }
        return lowest;
    }

    /// Gives up a register that is held, or read.
    void release(int register) {
        if (owners.isHeld(register)) {
            owners.free(register);
        } else {
            caches.unpin(register);
        }
    }

    /// Whether no register is held or read.
    boolean isQuiet() {
        return !owners.hasHeld() && caches.pinned() == 0;
    }

    /// Holds a certain register; the operand or local in it goes elsewhere.
    void reserve(int register) {
        int owner = owners.of(register);
        if (owners.isHeld(register) || (caches.pinned() & 1 << register) != 0) {
            throw Bug.unreachable("register " + register + " is held");
        }
        int others =
                owners.free() & ~caches.filled() & (register < Registers.XMM0 ? Registers.GENERAL : Registers.VECTOR);
        int local = caches.localIn(register);
        if (local != Caches.NONE) {
            int lasting = others & ~Registers.SHORT_LIVED;
            if (lasting != 0) {
                int other = Integer.numberOfTrailingZeros(lasting);
                moves.copy(kindOf(local), other, register);
                caches.put(local, other);
            } else {
                caches.forget(register);
            }
        } else if (owner >= 0) {
            if (others == 0) {
                moveHome(owner);
            } else {
                int other = Integer.numberOfTrailingZeros(others);
                moves.copy(kinds[owner], other, register);
                owners.give(other, owner);
                values[owner] = other;
            }
        }
        owners.hold(register);
    }

    // popping

    /// Takes operands off the stack without looking at them.
    void drop(int count) {
        for (int operand = size - count; operand < size; operand++) {
            switch (places[operand]) {
                case LOCAL -> pendingReads[(int) values[operand]]--;
                case REGISTER -> owners.free((int) values[operand]);
                default -> {}
            }
        }
        remove(count);
        settled = Math.min(settled, size);
        atHome = Math.min(atHome, size);
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
            owners.hold(register);
            places[top] = CONST;
        } else if (places[top] == LOCAL && caches.registerOf((int) values[top]) >= 0) {
            register = takeCopy((int) values[top]);
        } else {
            register = allocate(kinds[top]);
            load(top, register);
        }
        drop(1);
        return register;
    }

    /// Makes a copy of a local's copy, or takes that if the local is about to be written.
    private int takeCopy(int local) {
        int copy = caches.registerOf(local);
        if (local == nextWrite && pendingReads[local] == 1 && (caches.pinned() & 1 << copy) == 0) {
            caches.forget(copy);
            owners.hold(copy);
            return copy;
        }
        caches.pin(copy);
        int register = allocate(kindOf(local));
        moves.copy(kindOf(local), register, copy);
        caches.unpin(copy);
        return register;
    }

    /// Takes the topmost operand off the stack, into a register that may not be written to until it is released.
    int popRead() {
        int top = size - 1;
        if (places[top] != LOCAL) {
            return popRegister();
        }
        int register = copyOf((int) values[top]);
        caches.pin(register);
        drop(1);
        return register;
    }

    /// The register with a local's copy, which is made if there is none.
    private int copyOf(int local) {
        int register = caches.registerOf(local);
        if (register == Caches.NONE) {
            register = allocate(Kind.isFloat(kindOf(local)) ? Registers.VECTOR : Registers.GENERAL, true);
            loadLocal(local, register);
            owners.free(register);
            caches.put(local, register);
        }
        return register;
    }

    /// The register with the address of the first memory, or -1 if there is no room for it.
    int memoryBase() {
        int local = frame.localKinds.length;
        if (caches.registerOf(local) == Caches.NONE && !hasRoom(Registers.GENERAL)) {
            return -1;
        }
        int register = copyOf(local);
        caches.touchLong(register);
        return register;
    }

    /// Whether an operand is a local that a register has, which may not be written to.
    boolean isCopy(int operand) {
        return places[operand] == LOCAL
                && values[operand] != nextWrite
                && caches.registerOf((int) values[operand]) >= 0;
    }

    /// Whether an operand is a local whose value will be needed behind the next instruction.
    boolean isKept(int operand) {
        return places[operand] == LOCAL && values[operand] != nextWrite;
    }

    /// Whether an operand is the local that the next instruction writes.
    boolean isNextWrite(int operand) {
        return places[operand] == LOCAL && values[operand] == nextWrite;
    }

    /// Says which local the next instruction writes.
    ///
    /// @param local the local, or -1 if it writes none
    void setNextWrite(int local) {
        nextWrite = local;
    }

    /// The kind of a local, or of the address of the first memory.
    byte kindOf(int local) {
        return local == frame.localKinds.length ? Kind.I64 : frame.localKinds[local];
    }

    /// Loads a local from memory into a register.
    void loadLocal(int local, int register) {
        if (local == frame.localKinds.length) {
            memoryBase.load(register);
        } else {
            moves.load(frame.localKinds[local], register, Gpr.RBP, frame.localOffsets[local]);
        }
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
            case LOCAL -> {
                int local = (int) values[operand];
                int copy = caches.registerOf(local);
                if (copy >= 0) {
                    caches.touch(copy);
                    moves.copy(kind, register, copy);
                } else {
                    loadLocal(local, register);
                }
            }
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
        isSourceOwned = sourcePlace == REGISTER;
        switch (sourcePlace) {
            case CONST -> sourceConstant = values[top];
            case LOCAL -> {
                int local = (int) values[top];
                int set = Kind.isFloat(kinds[top]) ? Registers.VECTOR : Registers.GENERAL;
                if (caches.registerOf(local) >= 0 || hasRoom(set)) {
                    sourceRegister = copyOf(local);
                    caches.pin(sourceRegister);
                    sourcePlace = REGISTER;
                } else {
                    sourceOffset = frame.localOffsets[local];
                }
            }
            case REGISTER -> {
                sourceRegister = (int) values[top];
                owners.hold(sourceRegister);
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
            isSourceOwned = true;
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

    /// Whether the source is in a register that may be written to.
    boolean isSourceOwned() {
        return isSourceOwned;
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
            if (!isCompared(Kind.I32)) {
                Gpr gpr = Registers.gpr(sourceRegister);
                asm.emit(TEST_RM32_R32, gpr, gpr);
            }
        } else {
            asm.emitShort(CMP_RM32_IMM32, sourceMem(), 0);
        }
        releaseSource();
        return Cond.NE;
    }

    /// Says that the flags compare a register with zero.
    void setCompared(byte kind, int register) {
        comparedKind = kind;
        comparedRegister = register;
        comparedEnd = asm.buffer().position();
    }

    /// Says that nothing is known of the flags: other ways lead here.
    void forgetFlags() {
        comparedRegister = -1;
    }

    /// Whether the flags compare the source, a register, with zero.
    boolean isCompared(byte kind) {
        return sourceRegister == comparedRegister
                && kind == comparedKind
                && comparedEnd == asm.buffer().position();
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
            owners.give(register, size - 1);
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
            case LOCAL -> {
                int copy = caches.registerOf((int) values[operand]);
                if (copy >= 0) {
                    caches.touch(copy);
                    storeRegister(kind, copy, base, offset, isWhole);
                } else {
                    moves.transfer(kind, Gpr.RBP, frame.localOffsets[(int) values[operand]], base, offset);
                }
            }
            case REGISTER -> storeRegister(kind, (int) values[operand], base, offset, isWhole);
            case HOME -> moves.transfer(kind, Gpr.RBP, homeOffset(operand), base, offset);
            default -> throw Bug.unreachable("place " + places[operand]);
        }
    }

    private void storeRegister(byte kind, int register, Gpr base, int offset, boolean isWhole) {
        if (isWhole) {
            moves.storeSlot(kind, register, base, offset);
        } else {
            moves.store(kind, register, base, offset);
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
            case REGISTER -> owners.free((int) values[operand]);
            default -> {}
        }
        places[operand] = HOME;
    }

    /// Puts the topmost operands at home.
    void moveTopHome(int count) {
        int first = size - count;
        for (int operand = Math.max(first, atHome); operand < size; operand++) {
            moveHome(operand);
        }
        if (first <= atHome) {
            atHome = size;
        }
    }

    /// Emits code that stores the topmost operands to the homes of other places, at or below their own, and leaves them
    /// where they are.
    ///
    /// Both lists of homes are made by the same rule, so that each new home ends where the old one does, or below:
    /// storing the lowest operand first overwrites none that is still to be read.
    ///
    /// @param excluded how many operands above them are not meant
    /// @param slot     the first slot that the new homes may have
    void storeTopTo(int count, int excluded, int slot) {
        int to = slot;
        int first = size - excluded - count;
        for (int operand = first; operand < first + count; operand++) {
            byte kind = kinds[operand];
            to = Kind.alignSlot(kind, to);
            if (places[operand] != HOME || homes[operand] != to) {
                storeTo(operand, Frame.home(kind, to));
            }
            to += Kind.slots(kind);
        }
    }

    /// Whether the topmost operands are in the homes of other places already.
    ///
    /// @param excluded how many operands above them are not meant
    /// @param slot     the first slot that those homes may have
    boolean areAt(int count, int excluded, int slot) {
        int first = size - excluded - count;
        if (count > 0 && homes[first] != Kind.alignSlot(kinds[first], slot)) {
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
        for (int used = owners.taken(); used != 0; used &= used - 1) {
            int owner = owners.of(Integer.numberOfTrailingZeros(used));
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
        for (int at = 0; at < target.length; at++) {
            int from = target[at] < Registers.COUNT ? registerOf(first + at) : -1;
            if (from >= 0) {
                parallel.add(kinds[first + at], target[at], from);
            }
        }
        parallel.emit();
        for (int at = 0; at < target.length; at++) {
            if (target[at] < Registers.COUNT && registerOf(first + at) < 0) {
                load(first + at, target[at]);
            }
        }
    }

    /// The register that an operand is in, or a local's copy, or -1.
    int registerOf(int operand) {
        return switch (places[operand]) {
            case REGISTER -> (int) values[operand];
            case LOCAL -> caches.registerOf((int) values[operand]);
            default -> -1;
        };
    }

    /// Puts all operands in registers at home and forgets copies of locals: before calls.
    void spillRegisters() {
        spillBelow(size);
        forgetCopies();
    }

    /// Forgets all copies of locals.
    void forgetCopies() {
        caches.forgetAll(ALL);
    }

    /// Puts all operands at home that are not constants: before control can join or part.
    void settle() {
        for (; settled < size; settled++) {
            if (places[settled] != CONST) {
                moveHome(settled);
            }
        }
    }

    /// What is in registers now, for a request that is seldom made. Registers that are held are none of it.
    Survivors survivors() {
        Survivors survivors = new Survivors(this, moves);
        for (int used = owners.taken(); used != 0; used &= used - 1) {
            int register = Integer.numberOfTrailingZeros(used);
            int operand = owners.of(register);
            if (operand >= 0) {
                survivors.addOperand(kinds[operand], register, homeOffset(operand));
            }
        }
        for (int copies = caches.filled(); copies != 0; copies &= copies - 1) {
            int register = Integer.numberOfTrailingZeros(copies);
            survivors.addCopy(register, caches.localIn(register));
        }
        return survivors;
    }

    /// Whether registers hold no operands and are not held.
    ///
    /// @param set the registers, as bits
    boolean areFree(int set) {
        return (set & ~owners.free()) == 0;
    }

    // locals

    /// A parameter of the function is in a register.
    void startWith(int local, int register) {
        caches.put(local, register);
    }

    /// Takes the topmost operand off the stack and writes it to a local.
    void popToLocal(int local) {
        int top = size - 1;
        if (places[top] == HOME) {
            intoRegister(top);
        }
        writeLocal(local);
        if (places[top] == REGISTER) {
            owners.free((int) values[top]);
            caches.put(local, (int) values[top]);
            places[top] = CONST;
        }
        drop(1);
    }

    /// Writes the topmost operand to a local.
    void teeLocal(int local) {
        int top = size - 1;
        if (places[top] == HOME) {
            intoRegister(top);
        }
        writeLocal(local);
        if (places[top] == REGISTER) {
            owners.free((int) values[top]);
            caches.put(local, (int) values[top]);
            places[top] = LOCAL;
            values[top] = local;
            pendingReads[local]++;
        }
    }

    /// Loads an operand that is in memory, and leaves it in the register.
    private void intoRegister(int operand) {
        int register = allocate(kinds[operand]);
        load(operand, register);
        if (places[operand] == LOCAL) {
            pendingReads[(int) values[operand]]--;
        }
        places[operand] = REGISTER;
        values[operand] = register;
        owners.give(register, operand);
        settled = Math.min(settled, operand);
        atHome = Math.min(atHome, operand);
    }

    private void writeLocal(int local) {
        int top = size - 1;
        if (places[top] == LOCAL) {
            if (values[top] == local) {
                return;
            }
            if (caches.registerOf((int) values[top]) == Caches.NONE) {
                intoRegister(top);
            }
        }
        if (pendingReads[local] > 0) {
            settleReadsOf(local);
        }
        int old = caches.registerOf(local);
        caches.forgetLocal(local);
        boolean isCompared = comparedEnd == asm.buffer().position();
        storeTo(top, frame.localOffsets[local]);
        if (isCompared) {
            comparedEnd = asm.buffer().position();
        }
        if (places[top] == CONST || places[top] == LOCAL) {
            copyTo(local, old);
        }
    }

    /// Puts what has been stored to a local into a register too, if it had one or there is one to spare.
    ///
    /// @param old the register that it had, or -1
    private void copyTo(int local, int old) {
        int register = old;
        if (register < 0) {
            int set = Kind.isFloat(kindOf(local)) ? Registers.VECTOR : Registers.GENERAL;
            if (!hasRoom(set)) {
                return;
            }
            register = allocate(set, true);
            owners.free(register);
        }
        load(size - 1, register);
        caches.put(local, register);
    }

    private void settleReadsOf(int local) {
        if (size - settled > MAX_PENDING) {
            settle();
            return;
        }
        for (int operand = settled; operand < size - 1; operand++) {
            if (places[operand] == LOCAL && values[operand] == local) {
                int copy = caches.registerOf(local);
                if (copy >= 0) {
                    caches.forget(copy);
                    owners.give(copy, operand);
                    places[operand] = REGISTER;
                    values[operand] = copy;
                    pendingReads[local]--;
                } else {
                    moveHome(operand);
                }
            }
        }
    }
}

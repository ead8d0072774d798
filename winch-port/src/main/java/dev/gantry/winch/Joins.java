package dev.gantry.winch;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Gpr;
import org.jspecify.annotations.Nullable;

/// What happens to copies of locals where control joins.
///
/// ```text
///   to a label ahead     the copies are those that all ways have in the same registers; a way that cannot part
///                        again moves its copies to where the ways before it have them
///   to a loop's start    the copies are chosen when the loop opens, and every way there provides them
///   from anywhere        exceptions land with no copies: the start of a loop has a second entry, which loads them
/// ```
///
/// Threading: confined to one compilation.
final class Joins {
    /// How many copies a conditional branch to the start of a loop may provide before it is known to be taken.
    private static final int FEW_COPIES = 1;

    /// How many copies there may be at the start of a loop.
    private static final int MAX_GENERAL = 8;

    private static final int MAX_VECTOR = 11;

    private final int[] chosen = new int[MAX_GENERAL + MAX_VECTOR];

    private final Emission state;
    private final Caches caches;
    private final ParallelMoves parallel;

    Joins(Emission state, Caches caches) {
        this.state = state;
        this.caches = caches;
        this.parallel = new ParallelMoves(state.moves);
    }

    // ways

    /// Whether a branch to a block needs code of its own.
    boolean needsCode(int block) {
        return state.blocks.kind(block) == Blocks.LOOP
                && state.blocks.copies(block).missing(caches) != 0;
    }

    /// Emits what a branch to a block needs that is taken here, but perhaps not always. What holds stays as it is.
    ///
    /// @param operand what it carries in a register, or -1
    /// @return where to jump
    Label branch(int block, int operand) {
        CopySet copies = state.blocks.copies(block);
        if (state.blocks.kind(block) == Blocks.LOOP) {
            provide(copies, -1);
        } else {
            copies.join(caches);
            removeResult(block);
            if (operand >= 0) {
                state.operands.load(operand, Kind.resultRegister(state.operands.kind(operand)));
            }
        }
        return state.blocks.edge(block);
    }

    /// Emits what the way from here to a block needs, which is the only one.
    ///
    /// @param operand what it carries in a register, or -1
    /// @return where to jump
    Label leave(int block, int operand) {
        CopySet copies = state.blocks.copies(block);
        if (state.blocks.kind(block) != Blocks.LOOP) {
            if (copies.isReached()) {
                removeLost(copies, block);
            } else {
                copies.set(caches);
            }
            removeResult(block);
        }
        provide(copies, operand);
        return state.blocks.edge(block);
    }

    private void removeResult(int block) {
        if (state.blocks.hasRegister(block)) {
            state.blocks.copies(block).remove(Kind.resultRegister(state.blocks.results(block)[0]));
        }
    }

    /// Removes what does not hold now, and is not worth being loaded.
    private void removeLost(CopySet copies, int block) {
        int loop = state.blocks.loopAround(block);
        for (int rest = copies.filled(); rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            int local = copies.localIn(register);
            boolean isWanted = loop >= 0 && state.blocks.copies(loop).has(local);
            if (caches.registerOf(local) == Caches.NONE && !isWanted) {
                copies.remove(register);
            }
        }
    }

    /// Emits moves and loads after which copies are where they are expected, and an operand is in the register of a
    /// result.
    ///
    /// @param operand the operand, or -1
    private void provide(CopySet copies, int operand) {
        int loads = 0;
        for (int rest = copies.filled(); rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            int local = copies.localIn(register);
            int from = caches.registerOf(local);
            if (from == Caches.NONE) {
                loads |= 1 << register;
            } else {
                parallel.add(state.operands.kindOf(local), register, from);
            }
        }
        byte kind = operand < 0 ? Kind.I32 : state.operands.kind(operand);
        int from = operand < 0 ? -1 : state.operands.registerOf(operand);
        if (from >= 0) {
            parallel.add(kind, Kind.resultRegister(kind), from);
        }
        parallel.emit();
        if (operand >= 0 && from < 0) {
            state.operands.load(operand, Kind.resultRegister(kind));
        }
        for (int rest = loads; rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            state.operands.loadLocal(copies.localIn(register), register);
        }
    }

    /// Provides the copies for the start of a loop before a conditional branch to it, if that does no harm: they stay
    /// there if the branch is not taken.
    void provideEarly(int block) {
        if (state.blocks.kind(block) != Blocks.LOOP) {
            return;
        }
        CopySet copies = state.blocks.copies(block);
        int missing = copies.missing(caches);
        boolean isLast = block == state.blocks.innermost();
        if (missing == 0 || !state.operands.areFree(missing) || (!isLast && Integer.bitCount(missing) > FEW_COPIES)) {
            return;
        }
        provide(copies, -1);
        for (int rest = missing; rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            caches.put(copies.localIn(register), register);
        }
    }

    // places

    /// The start of an `if`: what holds for its second arm.
    void openIf(int block) {
        state.blocks.elseCopies(block).set(caches);
    }

    /// The second arm starts.
    void startElse(int block) {
        state.blocks.elseCopies(block).restore(caches);
    }

    /// An `if` without second arm ends: adds the way past it.
    void skipElse(int block) {
        state.blocks.copies(block).join(state.blocks.elseCopies(block));
        removeResult(block);
    }

    /// The label of a block is here.
    void arrive(int block) {
        state.blocks.copies(block).restore(caches);
    }

    // loops

    /// Chooses which copies the start of a loop has, and emits what provides them. No operand is in a register.
    ///
    /// @param around the innermost loop around it, or -1
    void openLoop(int block, int around) {
        LoopScan scan = state.loopScan;
        scan.scan(state.in.nextOffset());
        int count = choose(scan, 0, MAX_GENERAL, false);
        count = choose(scan, count, MAX_VECTOR, true);
        int inPlace = 0;
        for (int at = 0; at < count; at++) {
            int register = caches.registerOf(chosen[at]);
            if (register != Caches.NONE && (Registers.SHORT_LIVED & 1 << register) == 0) {
                inPlace |= 1 << register;
            }
        }
        forgetOthers(inPlace, count, around >= 0 && !scan.hasCalls() ? state.blocks.copies(around) : null);
        for (int at = 0; at < count; at++) {
            int register = caches.registerOf(chosen[at]);
            if (register == Caches.NONE || (inPlace & 1 << register) == 0) {
                inPlace |= 1 << newCopy(chosen[at], inPlace);
            }
        }
        caches.forgetAll(Registers.SHORT_LIVED);
        state.blocks.copies(block).set(caches);
    }

    /// Takes the locals that a loop reads most often.
    ///
    /// @return how many there are then
    private int choose(LoopScan scan, int first, int limit, boolean isVector) {
        int count = first;
        while (count < first + limit) {
            int local = scan.next(state.frame.localKinds, isVector);
            if (local < 0) {
                break;
            }
            chosen[count++] = local;
        }
        return count;
    }

    /// Forgets the copies that a loop does not use, but for those that the loop around it wants.
    ///
    /// @param inPlace the registers with copies that it uses
    /// @param count   how many locals are chosen
    /// @param around  the copies at the start of the loop around it, or null if they would not survive
    private void forgetOthers(int inPlace, int count, @Nullable CopySet around) {
        for (int rest = caches.filled() & ~inPlace; rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            int local = caches.localIn(register);
            boolean isKept = around != null && around.has(local);
            for (int at = 0; at < count && !isKept; at++) {
                isKept = chosen[at] == local;
            }
            if (!isKept) {
                caches.forget(register);
            }
        }
    }

    /// Emits what puts a local into another register, from the highest on: others are used from the lowest on.
    private int newCopy(int local, int taken) {
        boolean isVector = Kind.isFloat(state.operands.kindOf(local));
        int set = (isVector ? Registers.VECTOR : Registers.LASTING) & ~taken;
        int empty = set & ~caches.filled();
        int register = empty == 0 ? caches.leastRecent(set) : Integer.SIZE - 1 - Integer.numberOfLeadingZeros(empty);
        int from = caches.registerOf(local);
        caches.forget(register);
        if (from == Caches.NONE) {
            state.operands.loadLocal(local, register);
        } else {
            state.moves.copy(state.operands.kindOf(local), register, from);
        }
        caches.put(local, register);
        return register;
    }

    /// A block ends: adds its second entry, if that is needed.
    void addEntry(int block) {
        Label entry = state.blocks.entryFromAnywhere(block);
        if (entry == null) {
            return;
        }
        Label start = state.blocks.edge(block);
        CopySet copies = new CopySet();
        boolean isLoop = state.blocks.kind(block) == Blocks.LOOP;
        if (isLoop) {
            copies.join(state.blocks.copies(block));
        }
        int home = state.blocks.home(block);
        byte[] results = state.blocks.results(block);
        state.stubs.add(entry, () -> {
            caches.forgetAll(-1);
            provide(copies, -1);
            if (!isLoop) {
                loadResult(results[0], home);
            }
            state.asm.jmp(start);
        });
    }

    /// Emits the load of a block's only result from its home.
    ///
    /// @param home the first slot that it may have
    void loadResult(byte kind, int home) {
        int offset = Frame.home(kind, Kind.alignSlot(kind, home));
        state.moves.load(kind, Kind.resultRegister(kind), Gpr.RBP, offset);
    }
}

package dev.gantry.winch;

import dev.gantry.wasm.Opcode.Effects;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.CodeRange;
import org.jspecify.annotations.Nullable;

/// Looks ahead into the body of a loop for the locals that are worth a register where it starts: those that are read
/// before they are written, before a call.
///
/// It looks at a limited number of instructions, so that nested loops cost no more than their number.
///
/// Threading: confined to one compilation.
final class LoopScan {
    private static final int MAX_INSTRUCTIONS = 256;
    /// The count of a local that is written before it is read.
    private static final int WRITTEN = Integer.MIN_VALUE;

    private final byte[] bytes;
    private final CodeRange body;
    private final int memoryBase;
    private int @Nullable [] counts;
    private final IntVec found = new IntVec();
    private int depth;
    /// The nesting of the outermost block that is no loop, or 0.
    private int outermostBlock;

    /// The nesting from which on instructions may be skipped.
    private int skippedFrom;

    /// The nesting of the block whose rest follows a call, so that nothing survives until it ends.
    private int quietFrom;

    private boolean hasCalls;

    /// A scan for a function.
    ///
    /// @param locals how many locals there are; the address of the memory is the one behind them
    LoopScan(byte[] bytes, CodeRange body, int locals) {
        this.bytes = bytes;
        this.body = body;
        this.memoryBase = locals;
    }

    /// Looks at a loop.
    ///
    /// @param start where its first instruction is
    void scan(int start) {
        if (counts == null) {
            counts = new int[memoryBase + 1];
        }
        for (int at = 0; at < found.size(); at++) {
            counts[found.get(at)] = 0;
        }
        found.clear();
        depth = 0;
        outermostBlock = 0;
        skippedFrom = Integer.MAX_VALUE;
        quietFrom = Integer.MAX_VALUE;
        hasCalls = false;
        InstrReader in = new InstrReader(bytes, start, body.end());
        for (int left = MAX_INSTRUCTIONS; left > 0 && in.next(); left--) {
            int op = in.op();
            if (op == Ops.END && depth == 0) {
                break;
            }
            look(in, op, counts);
        }
    }

    private void look(InstrReader in, int op, int[] counts) {
        switch (op) {
            case Ops.LOOP -> depth++;
            case Ops.BLOCK, Ops.IF, Ops.TRY_TABLE, Ops.TRY -> open(op);
            case Ops.ELSE, Ops.CATCH, Ops.CATCH_ALL -> endArm();
            case Ops.END, Ops.DELEGATE -> close();
            case Ops.LOCAL_GET -> read(in.index(), counts);
            case Ops.LOCAL_SET, Ops.LOCAL_TEE -> {
                if (depth < skippedFrom && counts[in.index()] == 0) {
                    counts[in.index()] = WRITTEN;
                    found.add(in.index());
                }
            }
            case Ops.CALL, Ops.CALL_INDIRECT, Ops.CALL_REF -> {
                hasCalls = true;
                quietFrom = Math.min(quietFrom, depth);
            }
            default -> {
                if (in.opcode().has(Effects.BRANCHES) && outermostBlock > 0) {
                    skippedFrom = Math.min(skippedFrom, outermostBlock);
                }
                if (in.opcode().immediates().accessBytes() > 0 && in.memory() == 0) {
                    read(memoryBase, counts);
                }
            }
        }
    }

    private void open(int op) {
        depth++;
        if (outermostBlock == 0) {
            outermostBlock = depth;
        }
        if (op != Ops.BLOCK) {
            skippedFrom = Math.min(skippedFrom, depth);
        }
    }

    private void close() {
        endArm();
        depth--;
        if (depth < outermostBlock) {
            outermostBlock = 0;
        }
        if (depth < skippedFrom) {
            skippedFrom = Integer.MAX_VALUE;
        }
    }

    private void endArm() {
        if (quietFrom >= depth) {
            quietFrom = Integer.MAX_VALUE;
        }
    }

    private void read(int local, int[] counts) {
        if (depth < quietFrom && counts[local] >= 0) {
            if (counts[local] == 0) {
                found.add(local);
            }
            counts[local]++;
        }
    }

    /// Whether the loop makes calls.
    boolean hasCalls() {
        return hasCalls;
    }

    /// Takes the local out that is read most often, of those whose values are in registers of one class.
    ///
    /// @param locals   the kinds of the locals
    /// @param isVector whether vector registers are meant
    /// @return the local, or -1 if there is none left
    int next(byte[] locals, boolean isVector) {
        int best = -1;
        int most = 0;
        for (int at = 0; counts != null && at < found.size(); at++) {
            int local = found.get(at);
            boolean isFloat = local != memoryBase && Kind.isFloat(locals[local]);
            if (isFloat == isVector && counts[local] > most) {
                best = local;
                most = counts[local];
            }
        }
        if (best >= 0 && counts != null) {
            counts[best] = WRITTEN;
        }
        return best;
    }
}

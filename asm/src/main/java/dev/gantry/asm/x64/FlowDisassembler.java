package dev.gantry.asm.x64;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Tells the instructions of a function from the data between and behind them, by following execution: through jumps,
/// and through tables of jumps as [X64Assembler#tableEntry] writes them, whose last index is the constant that was
/// loaded before the table's address. What is left between is read as instructions that are never executed, but for
/// what instructions refer to and padding, which is zero.
///
/// Threading: immutable.
public final class FlowDisassembler {
    private static final int LONGEST_INSTRUCTION_BYTES = 15;

    /// The largest constant that instructions of ours load from the code.
    private static final int CONSTANT_BYTES = 16;

    private final byte[] code;
    private final int from;
    private final int to;
    private final Predicate<Disassembler.Line> endsFlow;
    private final Disassembler.@Nullable Line[] lines;
    private final BitSet data = new BitSet();
    private final Deque<Integer> open = new ArrayDeque<>();
    private int lastConstant = -1;

    private FlowDisassembler(byte[] code, int from, int to, Predicate<Disassembler.Line> endsFlow) {
        this.code = code;
        this.from = from;
        this.to = to;
        this.endsFlow = endsFlow;
        this.lines = new Disassembler.Line[to - from];
    }

    /// Reads a function.
    ///
    /// @param code     bytes, of which the first is at address 0
    /// @param from     where the function starts
    /// @param to       behind its last byte
    /// @param entries  where else execution may start, besides `from`; what is outside of the function is left out
    /// @param endsFlow whether what follows an instruction is not reached from it; asked of calls
    /// @return its instructions
    public static FlowDisassembler of(
            byte[] code, int from, int to, List<Integer> entries, Predicate<Disassembler.Line> endsFlow) {
        FlowDisassembler flow = new FlowDisassembler(code, from, to, endsFlow);
        entries.forEach(flow::add);
        flow.add(from);
        flow.followAll();
        flow.readTheRest();
        return flow;
    }

    /// The instruction that starts at an offset.
    ///
    /// @param offset from `from` to `to` - 1
    /// @return the instruction; a line without a row where execution comes to bytes that are none; null where none
    ///     starts
    public Disassembler.@Nullable Line at(int offset) {
        return lines[offset - from];
    }

    /// Whether an instruction refers to a byte as data.
    ///
    /// @param offset from `from` to `to` - 1
    /// @return true in tables of jumps, and in the 16 bytes from the start of each constant on
    public boolean isData(int offset) {
        return data.get(offset);
    }

    private void add(int at) {
        if (at >= from && at < to) {
            open.add(at);
        }
    }

    private void followAll() {
        while (!open.isEmpty()) {
            follow(open.removeLast());
        }
    }

    private void readTheRest() {
        int at = from;
        while (at < to) {
            Disassembler.Line line = at(at);
            if (line != null) {
                at += line.length();
            } else if (data.get(at) || code[at] == 0) {
                at++;
            } else {
                open.add(at);
                followAll();
            }
        }
    }

    private void follow(int entry) {
        int at = entry;
        while (at < to && at(at) == null) {
            Disassembler.Line line =
                    Disassembler.instruction(code, at, Math.min(to, at + LONGEST_INSTRUCTION_BYTES), 0);
            lines[at - from] = line;
            Inst inst = line.inst();
            if (inst == null) {
                return;
            }
            at += line.length();
            if (inst.isRelative()) {
                add(Math.clamp(line.target(), -1, Integer.MAX_VALUE));
            } else if (inst == Inst.MOV_R32_IMM32) {
                lastConstant = word(at - Integer.BYTES);
            } else if (line.target() >= from && line.target() < to) {
                addData((int) line.target(), inst == Inst.LEA_R64_M);
            }
            if (inst.endsFlow() || (inst.isCall() && endsFlow.test(line))) {
                return;
            }
        }
    }

    private void addData(int at, boolean isTable) {
        if (!isTable) {
            data.set(at, Math.min(to, at + CONSTANT_BYTES));
            return;
        }
        int entry = at;
        for (int left = lastConstant; left >= 0 && entry + Integer.BYTES <= to; left--) {
            add(at + word(entry));
            entry += Integer.BYTES;
        }
        data.set(at, entry);
    }

    private int word(int at) {
        return (code[at] & 0xFF)
                | ((code[at + 1] & 0xFF) << Byte.SIZE)
                | ((code[at + 2] & 0xFF) << (2 * Byte.SIZE))
                | (code[at + 3] << (3 * Byte.SIZE));
    }
}

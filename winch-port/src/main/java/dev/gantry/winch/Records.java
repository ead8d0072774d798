package dev.gantry.winch;

import dev.gantry.environ.spi.CompiledFunction.Handler;
import dev.gantry.environ.spi.CompiledFunction.StackMap;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.environ.spi.Relocation;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.UnsupportedException;
import java.util.ArrayList;
import java.util.List;

/// What is known of code besides its bytes: tables by offset, filled in the order of the code.
///
/// Threading: confined to one compilation.
final class Records {
    /// In place of a tag: the clauses of a legacy `try`, which come behind what they cover.
    static final int LEGACY = -2;

    private static final int CALL_FIELD_BYTES = 4;
    private static final int HANDLER_INTS = 4;
    private static final int CLAUSE_INTS = 2;

    /// How many handlers may cover the calls of a function together: a hostile one has both by the million.
    private static final long MAX_HANDLERS = 1L << 22;

    private final IntVec trapOffsets = new IntVec();
    private final IntVec trapCodes = new IntVec();
    private final IntVec markOffsets = new IntVec();
    private final IntVec marks = new IntVec();
    /// Return address, tag, number of the landing, block; for a legacy `try`, [#LEGACY] and the number of the `try`.
    private final IntVec handlers = new IntVec();

    private final IntVec landings = new IntVec();

    /// Of each legacy `try`: tag and landing of its clauses.
    private final List<IntVec> tries = new ArrayList<>();

    /// Of each legacy `try`: the block that it delegates to, or -1.
    private final IntVec delegates = new IntVec();

    private final List<Relocation> relocations = new ArrayList<>();
    private final List<StackMap> stackMaps = new ArrayList<>();

    /// The operand for a failure.
    @SuppressWarnings("EnumOrdinal") // that is what the tables hold
    static int failure(Failure failure) {
        return failure.ordinal();
    }

    /// The instruction at an offset may fault, which means a failure.
    void trap(int offset, Failure failure) {
        trapOffsets.add(offset);
        trapCodes.add(failure(failure));
    }

    /// The code from an offset on belongs to the instruction at an offset of the binary.
    void mark(int offset, int wasmOffset) {
        int last = marks.size() - 1;
        if (last >= 0 && markOffsets.get(last) == offset) {
            marks.set(last, wasmOffset);
        } else {
            markOffsets.add(offset);
            marks.add(wasmOffset);
        }
    }

    /// There is a call of a function of the module, whose field ends at an offset.
    void call(int end, int definedIndex) {
        relocations.add(new Relocation(
                end - CALL_FIELD_BYTES,
                Relocation.Kind.REL32,
                new FuncKey.WasmFunction(definedIndex),
                -CALL_FIELD_BYTES));
    }

    /// References to objects are in slots of the frame at a return address.
    void stackMap(int returnOffset, int[] slots) {
        stackMaps.add(new StackMap(returnOffset, slots));
    }

    /// A call is covered by a clause of a block. Called innermost block first.
    void handler(int returnOffset, int tag, int landing, int block) {
        handlers.add(returnOffset);
        handlers.add(tag);
        handlers.add(landing);
        handlers.add(block);
    }

    /// Refuses functions with too many handlers.
    ///
    /// @throws UnsupportedException if there are
    static void checkHandlers(long count) {
        if (count > MAX_HANDLERS) {
            throw new UnsupportedException("so many exception handlers around so many calls of one function");
        }
    }

    /// There is a legacy `try`.
    ///
    /// @return its number
    int newTry() {
        tries.add(new IntVec());
        delegates.add(-1);
        return tries.size() - 1;
    }

    /// A legacy `try` has a clause.
    void clause(int tryNumber, int tag, int landing) {
        tries.get(tryNumber).add(tag);
        tries.get(tryNumber).add(landing);
    }

    /// Exceptions in a legacy `try` go on as if thrown in a block around it.
    void delegate(int tryNumber, int block) {
        delegates.set(tryNumber, block);
    }

    /// Makes a landing: where the code of some clause starts.
    ///
    /// @return its number
    int newLanding() {
        landings.add(-1);
        return landings.size() - 1;
    }

    /// Gives a landing its place.
    void land(int landing, int offset) {
        landings.set(landing, offset);
    }

    List<Relocation> relocations() {
        return relocations;
    }

    OffsetTable traps() {
        return OffsetTable.of(trapOffsets.toArray(), trapCodes.toArray());
    }

    OffsetTable addressMap() {
        return OffsetTable.of(markOffsets.toArray(), marks.toArray());
    }

    List<StackMap> stackMaps() {
        return stackMaps;
    }

    List<Handler> handlers() {
        List<Handler> list = new ArrayList<>(handlers.size() / HANDLER_INTS);
        int call = -1;
        int outermost = Integer.MAX_VALUE;
        for (int at = 0; at < handlers.size(); at += HANDLER_INTS) {
            if (handlers.get(at) != call) {
                call = handlers.get(at);
                outermost = Integer.MAX_VALUE;
            }
            if (handlers.get(at + 3) > outermost) {
                continue; // inside of the block that is delegated to
            }
            int tag = handlers.get(at + 1);
            int landing = handlers.get(at + 2);
            if (tag != LEGACY) {
                list.add(new Handler(call, tag, landings.get(landing)));
            } else if (delegates.get(landing) >= 0) {
                outermost = delegates.get(landing);
            } else {
                addClauses(call, tries.get(landing), list);
            }
        }
        return list;
    }

    private void addClauses(int call, IntVec clauses, List<Handler> list) {
        checkHandlers((long) list.size() + clauses.size());
        for (int at = 0; at < clauses.size(); at += CLAUSE_INTS) {
            list.add(new Handler(call, clauses.get(at), landings.get(clauses.get(at + 1))));
        }
    }
}

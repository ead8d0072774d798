package dev.gantry.winch;

import dev.gantry.environ.spi.CompiledFunction.Handler;
import dev.gantry.environ.spi.CompiledFunction.StackMap;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.environ.spi.Relocation;
import dev.gantry.wasm.Failure;
import java.util.ArrayList;
import java.util.List;

/// What is known of code besides its bytes: tables by offset, filled in the order of the code.
///
/// Threading: confined to one compilation.
final class Records {
    private static final int CALL_FIELD_BYTES = 4;

    private final IntVec trapOffsets = new IntVec();
    private final IntVec trapCodes = new IntVec();
    private final IntVec markOffsets = new IntVec();
    private final IntVec marks = new IntVec();
    /// Return address, tag, number of the landing.
    private final IntVec handlers = new IntVec();

    private final IntVec landings = new IntVec();
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

    /// A call is covered by a clause.
    void handler(int returnOffset, int tag, int landing) {
        handlers.add(returnOffset);
        handlers.add(tag);
        handlers.add(landing);
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
        List<Handler> list = new ArrayList<>(handlers.size() / 3);
        for (int at = 0; at < handlers.size(); at += 3) {
            list.add(new Handler(handlers.get(at), handlers.get(at + 1), landings.get(handlers.get(at + 2))));
        }
        return list;
    }
}

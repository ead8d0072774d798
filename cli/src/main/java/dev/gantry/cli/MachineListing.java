package dev.gantry.cli;

import dev.gantry.asm.x64.Disassembler;
import dev.gantry.asm.x64.FlowDisassembler;
import dev.gantry.asm.x64.Inst;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.CompiledFunction.Handler;
import dev.gantry.environ.spi.CompiledFunction.StackMap;
import dev.gantry.wasm.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/// The machine code of one function of an artifact, as lines.
///
/// What is code and what is data between it (constants, jump tables) is found by following execution; the rest is data.
///
/// Threading: immutable.
final class MachineListing {
    /// By their ordinals, which stand in tables of traps.
    private static final List<Failure> FAILURES = List.of(Failure.values());

    /// The call behind which no instruction follows.
    private static final String TRAP = "call qword ptr [rax+0x%x]".formatted(Long.BYTES * Builtin.TRAP.number());

    private static final int DATA_BYTES_PER_LINE = 8;
    private static final int NO_WASM_OFFSET = -1;
    private static final int ALL_EXCEPTIONS = -1;

    private final byte[] code;
    private final Artifact.Location location;
    private final Map<Integer, String> symbols;
    private final int start;
    private final int end;

    private MachineListing(byte[] code, Artifact.Location location, Map<Integer, String> symbols) {
        this.code = code;
        this.location = location;
        this.symbols = symbols;
        this.start = location.offsetBytes();
        this.end = start + location.sizeBytes();
    }

    /// A line: an instruction, or some bytes of data.
    ///
    /// @param offset     where it starts in the code of the artifact
    /// @param length     bytes
    /// @param text       the instruction
    /// @param wasmOffset where the wasm instruction is that it belongs to, or -1
    /// @param isFirst    whether it is the first one of those in a row
    /// @param notes      what the tables say of it
    record Line(int offset, int length, String text, int wasmOffset, boolean isFirst, List<String> notes) {}

    /// Lists a function.
    ///
    /// @param code     the code of all functions
    /// @param location where the function lies, with its tables
    /// @param symbols  names of functions, by their offsets
    static List<Line> of(byte[] code, Artifact.Location location, Map<Integer, String> symbols) {
        return new MachineListing(code, location, symbols).lines();
    }

    /// Names of functions by where they start.
    static Map<Integer, String> symbols(ArtifactReader.StoredModule module) {
        Map<Integer, String> symbols = new HashMap<>();
        for (ElfImage.Symbol symbol : module.symbols()) {
            symbols.put(symbol.offsetBytes(), symbol.name());
        }
        return symbols;
    }

    private List<Line> lines() {
        FlowDisassembler instructions = instructions();
        List<Line> lines = new ArrayList<>();
        int lastWasm = NO_WASM_OFFSET;
        int at = start;
        while (at < end) {
            Disassembler.Line instruction = instructions.at(at);
            if (instruction == null) {
                int stop = at + 1;
                while (stop < end
                        && stop - at < DATA_BYTES_PER_LINE
                        && instructions.at(stop) == null
                        && instructions.isData(stop) == instructions.isData(at)) {
                    stop++;
                }
                lines.add(new Line(at, stop - at, data(at, stop), NO_WASM_OFFSET, false, List.of()));
                at = stop;
            } else {
                int wasm = location.addressMap().floor(at - start, NO_WASM_OFFSET);
                lines.add(new Line(
                        at, instruction.length(), text(instruction), wasm, wasm != lastWasm, notes(instruction)));
                lastWasm = wasm;
                at += instruction.length();
            }
        }
        return lines;
    }

    private String data(int from, int to) {
        return ".byte " + HexFormat.ofDelimiter(", ").withPrefix("0x").formatHex(code, from, to);
    }

    /// The instructions, found by following execution from the start and from handlers of exceptions.
    private FlowDisassembler instructions() {
        List<Integer> entries = new ArrayList<>();
        location.handlers().forEach(handler -> entries.add(start + handler.handlerOffset()));
        return FlowDisassembler.of(
                code, start, end, entries, call -> call.text().equals(TRAP));
    }

    /// Calls and jumps out of the function say where to.
    private String text(Disassembler.Line instruction) {
        Inst inst = instruction.inst();
        String symbol = inst != null && inst.isRelative() ? symbols.get((int) instruction.target()) : null;
        return symbol == null ? instruction.text() : instruction.text() + " <" + symbol + ">";
    }

    private List<String> notes(Disassembler.Line instruction) {
        List<String> notes = new ArrayList<>();
        int trap = location.traps().at(instruction.offset() - start, -1);
        if (trap >= 0 && trap < FAILURES.size()) {
            notes.add("trap: " + FAILURES.get(trap).text());
        }
        int returnOffset = instruction.offset() + instruction.length() - start;
        for (StackMap map : location.stackMaps()) {
            if (map.returnOffset() == returnOffset) {
                notes.add(references(map));
            }
        }
        for (Handler handler : location.handlers()) {
            if (handler.returnOffset() == returnOffset) {
                notes.add(String.format(
                        Locale.ROOT,
                        "catches %s: %#x",
                        handler.tagIndex() == ALL_EXCEPTIONS ? "all" : "tag " + handler.tagIndex(),
                        start + handler.handlerOffset()));
            }
        }
        return notes;
    }

    private static String references(StackMap map) {
        StringJoiner slots = new StringJoiner(", ", "references: ", "");
        for (int slot : map.slots()) {
            slots.add(
                    slot < 0
                            ? "[rbp-0x" + Integer.toHexString(-slot) + "]"
                            : "[rbp+0x" + Integer.toHexString(slot) + "]");
        }
        return slots.toString();
    }
}

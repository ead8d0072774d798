package dev.gantry.tests.code;

import dev.gantry.asm.x64.Disassembler;
import dev.gantry.asm.x64.FlowDisassembler;
import dev.gantry.asm.x64.Inst;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactReader.StoredModule;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.CompiledFunction.Handler;
import dev.gantry.environ.spi.CompiledFunction.StackMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What must hold of the code of a function:
///
/// - each instruction is one that the disassembler knows, and none starts inside of another;
/// - jumps lead to where instructions of the function start, or to where functions of the module start;
/// - faults and handlers of the tables are where instructions start, return addresses behind calls;
/// - what no instruction covers is data that one of them refers to, or padding of zeros.
///
/// Offsets are those in the code of the module.
final class CodeWalk {
    private static final String TRAP = "call qword ptr [rax+0x%x]".formatted(Long.BYTES * Builtin.TRAP.number());

    private final StoredModule module;
    private final Artifact.Location location;
    private final int start;
    private final int end;
    private final FlowDisassembler flow;
    private final BitSet calls = new BitSet();

    private CodeWalk(StoredModule module, Artifact.Location location) {
        this.module = module;
        this.location = location;
        this.start = location.offsetBytes();
        this.end = start + location.sizeBytes();
        List<Integer> entries = new ArrayList<>();
        location.handlers().forEach(handler -> entries.add(start + handler.handlerOffset()));
        this.flow = FlowDisassembler.of(
                module.code(), start, end, entries, call -> call.text().equals(TRAP));
    }

    /// Instructions that were found in the code of a module.
    ///
    /// @param starts  where they start
    /// @param covered their bytes
    record Instructions(BitSet starts, BitSet covered) {
        static Instructions none() {
            return new Instructions(new BitSet(), new BitSet());
        }
    }

    /// Walks a function.
    ///
    /// @param found     gets its instructions
    /// @param functions where functions of the module start
    /// @throws AssertionError if something does not hold
    static void of(StoredModule module, Artifact.Location location, BitSet functions, Instructions found) {
        CodeWalk walk = new CodeWalk(module, location);
        walk.checkInstructions(functions, found);
        walk.checkTables();
        walk.checkData(found.covered());
    }

    private void checkInstructions(BitSet functions, Instructions found) {
        int covered = start;
        for (int at = start; at < end; at++) {
            Disassembler.Line line = flow.at(at);
            if (line == null) {
                continue;
            }
            Inst inst = line.inst();
            if (inst == null) {
                throw new AssertionError("%#x: %s".formatted(at, line.text()));
            }
            check(at >= covered, at, "is inside of the instruction before: " + line.text());
            covered = at + line.length();
            found.starts().set(at);
            found.covered().set(at, covered);
            if (inst.isCall()) {
                calls.set(covered);
            }
            if (inst.isRelative()) {
                int target = Math.toIntExact(line.target());
                check(isInstruction(target) || functions.get(target), at, "leads astray: " + line.text());
            } else if (line.target() != Disassembler.NO_TARGET) {
                check(line.target() >= start && line.target() < end, at, "refers to what is outside: " + line.text());
            }
        }
        check(covered <= end, end, "is not the end");
    }

    private boolean isInstruction(int at) {
        return at >= start && at < end && flow.at(at) != null;
    }

    private void checkTables() {
        for (int entry = 0; entry < location.traps().size(); entry++) {
            int at = start + location.traps().offset(entry);
            check(isInstruction(at), at, "may trap, and is no instruction");
        }
        for (StackMap map : location.stackMaps()) {
            check(calls.get(start + map.returnOffset()), start + map.returnOffset(), "is not behind a call");
        }
        for (Handler handler : location.handlers()) {
            check(calls.get(start + handler.returnOffset()), start + handler.returnOffset(), "is not behind a call");
            int at = start + handler.handlerOffset();
            check(isInstruction(at), at, "is a handler, and is no instruction");
        }
    }

    private void checkData(BitSet covered) {
        for (int at = start; at < end; at++) {
            boolean isCode = covered.get(at);
            check(!isCode || !flow.isData(at), at, "is both code and data");
            check(isCode || flow.isData(at) || module.code()[at] == 0, at, "is neither code nor data");
        }
    }

    private static void check(boolean holds, int at, String what) {
        if (!holds) {
            throw new AssertionError("%#x %s".formatted(at, what));
        }
    }
}

package dev.gantry.runtime.machine;

import static dev.gantry.asm.x64.Gpr.R14;
import static dev.gantry.asm.x64.Gpr.RAX;
import static dev.gantry.asm.x64.Gpr.RBP;
import static dev.gantry.asm.x64.Gpr.RDI;
import static dev.gantry.asm.x64.Gpr.RSP;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.VmOffsets.FuncRef;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.environ.spi.Relocation;
import dev.gantry.wasm.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A compiler whose functions are written by hand, one for each that a module defines. What the module says in their
/// bodies does not matter.
final class Handmade implements Compiler {
    private final List<Consumer<Code>> bodies;

    Handmade(List<Consumer<Code>> bodies) {
        this.bodies = bodies;
    }

    @Override
    public void check(ModuleTranslation module) {
        // whatever it is
    }

    @Override
    public List<FuncKey> keys(ModuleTranslation module) {
        return IntStream.range(0, bodies.size())
                .<FuncKey>mapToObj(FuncKey.WasmFunction::new)
                .toList();
    }

    @Override
    public CompiledFunction compile(ModuleTranslation module, FuncKey key) {
        Code code = new Code(VmOffsets.of(module));
        if (key instanceof FuncKey.WasmFunction(int definedIndex)) {
            bodies.get(definedIndex).accept(code);
        }
        return code.finish(key);
    }

    /// A function in the making. Places in the wasm binary are made up by the tests.
    static final class Code {
        private static final int ELSEWHERE = 9999;

        final CodeBuffer buffer = new CodeBuffer();
        final X64Assembler asm = new X64Assembler(buffer);
        final VmOffsets offsets;
        private final Map<Integer, Integer> traps = new TreeMap<>();
        private final Map<Integer, Integer> places = new TreeMap<>();
        private final List<CompiledFunction.StackMap> maps = new ArrayList<>();
        private final List<CompiledFunction.Handler> handlers = new ArrayList<>();
        private final List<Relocation> relocations = new ArrayList<>();

        Code(VmOffsets offsets) {
            this.offsets = offsets;
        }

        /// A frame with so many bytes below the context, a multiple of 8.
        void prologue(int frameBytes) {
            asm.push(RBP);
            asm.emit(Inst.MOV_R64_RM64, RBP, RSP);
            asm.push(RDI);
            asm.emit(Inst.MOV_R64_RM64, R14, RDI);
            asm.emit(Inst.LEA_R64_M, RSP, Mem.at(RSP, -frameBytes));
        }

        /// Traps at a place if the stack is used up.
        void checkStack(int place) {
            Label enough = buffer.label();
            asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(R14, offsets.storeContext()));
            asm.emit(Inst.CMP_R64_RM64, RSP, Mem.at(RAX, StoreContext.STACK_LIMIT));
            asm.jcc(Cond.AE, enough);
            trap(Failure.CALL_STACK_EXHAUSTED, place);
            buffer.bind(enough);
        }

        void epilogue() {
            asm.emit(Inst.MOV_R64_RM64, RSP, RBP);
            asm.pop(RBP);
            asm.ret();
        }

        /// Notes that what comes next belongs to a place.
        void place(int place) {
            places.put(buffer.position(), place);
        }

        /// Notes that the next instruction may fault.
        void mayFault(Failure failure, int place) {
            place(place);
            traps.put(buffer.position(), ordinal(failure));
        }

        private int returned(int place) {
            int offset = buffer.position();
            places.put(offset - 1, place);
            places.put(offset, ELSEWHERE);
            asm.emit(Inst.MOV_R64_RM64, R14, Mem.at(RBP, -8));
            return offset;
        }

        /// Notes which slots hold references during a call.
        void references(int returnOffset, int... slots) {
            maps.add(new CompiledFunction.StackMap(returnOffset, slots));
        }

        /// A handler of the call that was just emitted; it starts at an offset.
        void handler(int tagIndex, int returnOffset, int offset) {
            handlers.add(new CompiledFunction.Handler(returnOffset, tagIndex, offset));
        }

        void slot(int slot, long value) {
            asm.movImm(RAX, value);
            asm.emit(Inst.MOV_RM64_R64, Mem.at(RSP, Long.BYTES * slot), RAX);
        }

        void slot(int slot, Gpr value) {
            asm.emit(Inst.MOV_RM64_R64, Mem.at(RSP, Long.BYTES * slot), value);
        }

        void loadSlot(Gpr to, int slot) {
            asm.emit(Inst.MOV_R64_RM64, to, Mem.at(RSP, Long.BYTES * slot));
        }

        /// Requests a builtin.
        void request(Builtin builtin, int place) {
            asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(R14, offsets.builtins()));
            asm.emit(Inst.CALL_RM64, Mem.at(RAX, Long.BYTES * builtin.number()));
            int _ = returned(place);
        }

        void trap(Failure failure, int place) {
            slot(0, ordinal(failure));
            request(Builtin.TRAP, place);
        }

        /// Calls a function of the module, with the own context.
        ///
        /// @return where the call returns to
        int call(int definedIndex, int place) {
            asm.emit(Inst.MOV_R64_RM64, RDI, R14);
            buffer.u8(0xE8);
            relocations.add(new Relocation(
                    buffer.position(), Relocation.Kind.REL32, new FuncKey.WasmFunction(definedIndex), -4));
            buffer.u32(0);
            return returned(place);
        }

        /// Calls an imported function.
        ///
        /// @return where the call returns to
        int callImport(int index, int place) {
            int at = offsets.importedFunc(index);
            asm.emit(Inst.MOV_R64_RM64, RDI, Mem.at(R14, at + FuncRef.CONTEXT));
            asm.emit(Inst.CALL_RM64, Mem.at(R14, at + FuncRef.WASM_CALL));
            return returned(place);
        }

        CompiledFunction finish(FuncKey key) {
            return new CompiledFunction(
                    key, buffer.toBytes(), 16, relocations, table(traps), table(places), maps, handlers, Set.of());
        }

        @SuppressWarnings("EnumOrdinal") // that is what the tables hold
        private static int ordinal(Failure failure) {
            return failure.ordinal();
        }

        private static OffsetTable table(Map<Integer, Integer> entries) {
            return OffsetTable.of(
                    entries.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    entries.values().stream().mapToInt(Integer::intValue).toArray());
        }
    }
}

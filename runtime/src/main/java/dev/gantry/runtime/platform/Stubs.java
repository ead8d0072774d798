package dev.gantry.runtime.platform;

import static dev.gantry.asm.x64.Gpr.R12;
import static dev.gantry.asm.x64.Gpr.R13;
import static dev.gantry.asm.x64.Gpr.R14;
import static dev.gantry.asm.x64.Gpr.R15;
import static dev.gantry.asm.x64.Gpr.R8;
import static dev.gantry.asm.x64.Gpr.R9;
import static dev.gantry.asm.x64.Gpr.RAX;
import static dev.gantry.asm.x64.Gpr.RBP;
import static dev.gantry.asm.x64.Gpr.RBX;
import static dev.gantry.asm.x64.Gpr.RCX;
import static dev.gantry.asm.x64.Gpr.RDI;
import static dev.gantry.asm.x64.Gpr.RDX;
import static dev.gantry.asm.x64.Gpr.RSI;
import static dev.gantry.asm.x64.Gpr.RSP;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.HostFuncContext;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The code between Java and wasm, emitted once: ways in, ways out, and the switch between the two stacks.
///
/// ```text
///   host stack                            wasm stack, growing downwards
///   │ Java's frames      │                │ frames of suspended calls           │
///   │ return address     │                │ 8 bytes unused, store context       │ ◄─ WASM_SP before the call
///   │ rbp rbx r12 … r15  │ ◄─ HOST_SP     │ return address into `enter`         │
///                                         │ trampoline: rbp, 0                  │ ◄─ LAST_ENTRY_FP points at its rbp
///                                         │ frames of wasm functions            │
///                                         │ slots of the request                │ ◄─ REQUEST_SLOTS
///                                         │ return address, rbp, r14            │ ◄─ WASM_SP while Java serves it
/// ```
///
/// A request leaves everything that `resume` needs on the wasm stack, and nothing on the host's: a call that is not
/// resumed needs no clean-up but that of `WASM_SP`. Requests and `resume` switch by `pop` and `jmp`, because
/// processors would predict the target of a `ret` wrongly there: 21 ns a round trip instead of 32. A call that has
/// ended goes back by `ret`: 9 ns instead of 14.
///
/// Both kinds of context hold the store context's address at the same place, which the code here relies on.
///
/// Threading: immutable.
final class Stubs {
    /// The address of a store's context in contexts of instances and of host functions alike.
    static final int STORE_CONTEXT = HostFuncContext.STORE_CONTEXT;

    /// How far below `WASM_SP` the frame pointer of the entry from the host lies: a gap, store context, return
    /// address, rbp.
    private static final int ENTRY_FRAME_BYTES = 32;

    /// The size of the gap, which makes frame pointers multiples of 16.
    private static final int ENTRY_GAP_BYTES = 8;

    /// What `enter` and `resume` save, in the order of pushing.
    private static final Gpr[] SAVED_BY_CALLEE = {RBP, RBX, R12, R13, R14, R15};

    /// `(store context, trampoline, WASM_CALL, context, slots) -> status`.
    final long enter;

    /// `(store context, rax, rdx) -> status`.
    final long resume;

    /// Where a frame requests something: `rax` is the status, the request's slots start behind the return address.
    final long request;

    /// Where the signal handler leads to: `rdi` is the pc, `rsi` the address, `rdx` the signal, `rbp` the frame's.
    final long landingPad;

    /// The addresses of all builtins' shims, by number.
    final long builtinTable;

    private Stubs(CodeRegion region) {
        Emission emission = new Emission();
        emission.run();
        byte[] code = emission.code.toBytes();
        long address = region.publish(ByteBuffer.wrap(code), emission.patches).address();
        enter = address + emission.enterOffset;
        resume = address + emission.resumeOffset;
        request = address + emission.requestOffset;
        landingPad = address + emission.landingPadOffset;
        builtinTable = address + emission.tableOffset;
        name();
    }

    /// Names all up to the table behind the code.
    private void name() {
        TreeMap<Long, String> starts = new TreeMap<>();
        starts.put(enter, "enter");
        starts.put(resume, "resume");
        starts.put(request, "request");
        starts.put(landingPad, "landing pad");
        for (Builtin builtin : Builtin.values()) {
            long shim = NativeAccess.getLong(builtinTable + (long) builtin.number() * Long.BYTES);
            starts.put(shim, "builtin " + builtin.text());
        }
        long end = builtinTable;
        for (Map.Entry<Long, String> start : starts.descendingMap().entrySet()) {
            StubNames.ofProcess().add(start.getKey(), end - start.getKey(), start.getValue());
            end = start.getKey();
        }
    }

    private static final class OfProcess {
        static final Stubs STUBS = new Stubs(CodeRegion.ofStubs());
    }

    static Stubs ofProcess() {
        return OfProcess.STUBS;
    }

    /// Writes the code.
    private static final class Emission {
        final CodeBuffer code = new CodeBuffer();
        final List<Patch> patches = new ArrayList<>();
        private final X64Assembler asm = new X64Assembler(code);
        private final Label leave = code.label();
        private final Label requestStart = code.label();

        int enterOffset;
        int resumeOffset;
        int requestOffset;
        int landingPadOffset;
        int tableOffset;

        void run() {
            emitEnter();
            emitLeave();
            emitResume();
            emitRequest();
            emitLandingPad();
            emitBuiltins();
        }

        private void start() {
            while (code.position() % 16 != 0) {
                code.u8(0xCC);
            }
        }

        private static Mem store(int field) {
            return Mem.at(RDI, field);
        }

        private void emitSaving() {
            for (Gpr register : SAVED_BY_CALLEE) {
                asm.push(register);
            }
            asm.emit(Inst.MOV_RM64_R64, store(StoreContext.HOST_SP), RSP);
        }

        private void emitEnter() {
            Label hasRoom = code.label();
            start();
            enterOffset = code.position();
            emitSaving();
            asm.emit(Inst.MOV_R64_RM64, R9, store(StoreContext.WASM_SP));
            asm.emit(Inst.CMP_R64_RM64, R9, store(StoreContext.STACK_LIMIT));
            asm.jcc(Cond.AE, hasRoom);
            asm.emit(Inst.MOV_R32_IMM32, RAX, Status.EXHAUSTED);
            asm.jmp(leave);
            code.bind(hasRoom);
            asm.emit(Inst.LEA_R64_M, RAX, Mem.at(R9, -ENTRY_FRAME_BYTES));
            asm.emit(Inst.MOV_RM64_R64, store(StoreContext.LAST_ENTRY_FP), RAX);
            asm.emit(Inst.LEA_R64_M, RSP, Mem.at(R9, -ENTRY_GAP_BYTES));
            asm.push(RDI);
            asm.emit(Inst.MOV_R64_RM64, RAX, RSI);
            asm.emit(Inst.MOV_R64_RM64, RDI, RCX);
            asm.emit(Inst.MOV_R64_RM64, RSI, RDX);
            asm.emit(Inst.MOV_R64_RM64, RDX, R8);
            asm.emit(Inst.XOR_R32_RM32, RBP, RBP); // ends the chain of frame pointers for debuggers and profilers
            asm.emit(Inst.CALL_RM64, RAX);
            asm.pop(RDI);
            asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RSP, ENTRY_GAP_BYTES));
            asm.emit(Inst.MOV_RM64_R64, store(StoreContext.WASM_SP), RAX);
            asm.emit(Inst.XOR_R32_RM32, RAX, RAX);
            emitRestoring();
            asm.ret();
        }

        private void emitRestoring() {
            asm.emit(Inst.MOV_R64_RM64, RSP, store(StoreContext.HOST_SP));
            for (Gpr register : Arrays.asList(SAVED_BY_CALLEE).reversed()) {
                asm.pop(register);
            }
        }

        /// Goes back to Java; `rdi` is the store context, `rax` the status.
        private void emitLeave() {
            code.bind(leave);
            emitRestoring();
            asm.pop(RCX);
            asm.emit(Inst.JMP_RM64, RCX);
        }

        private void emitResume() {
            Label atHandler = code.label();
            start();
            resumeOffset = code.position();
            emitSaving();
            asm.emit(Inst.MOV_R64_RM64, RSP, store(StoreContext.WASM_SP));
            asm.emit(Inst.MOV_R64_RM64, RCX, store(StoreContext.RESUME_PC));
            asm.emit(Inst.TEST_RM64_R64, RCX, RCX);
            asm.jcc(Cond.NE, atHandler);
            asm.pop(R14);
            asm.pop(RBP);
            asm.pop(RCX);
            asm.emit(Inst.JMP_RM64, RCX);
            code.bind(atHandler);
            asm.emit(Inst.MOV_R64_RM64, RBP, store(StoreContext.RESUME_FP));
            asm.emit(Inst.XOR_R32_RM32, RAX, RAX);
            asm.emit(Inst.MOV_RM64_R64, store(StoreContext.RESUME_PC), RAX);
            asm.emit(Inst.MOV_R64_RM64, RAX, RSI);
            asm.emit(Inst.JMP_RM64, RCX);
        }

        private void emitRequest() {
            start();
            requestOffset = code.position();
            code.bind(requestStart);
            asm.emit(Inst.MOV_R64_RM64, RDI, Mem.at(RBP, -8));
            asm.emit(Inst.MOV_R64_RM64, RDI, Mem.at(RDI, STORE_CONTEXT));
            asm.emit(Inst.MOV_R64_RM64, RCX, Mem.at(RSP, 0));
            asm.emit(Inst.MOV_RM64_R64, store(StoreContext.LAST_EXIT_PC), RCX);
            asm.emit(Inst.MOV_RM64_R64, store(StoreContext.LAST_EXIT_FP), RBP);
            asm.emit(Inst.LEA_R64_M, RCX, Mem.at(RSP, 8));
            asm.emit(Inst.MOV_RM64_R64, store(StoreContext.REQUEST_SLOTS), RCX);
            asm.push(RBP);
            asm.push(R14);
            asm.emit(Inst.MOV_RM64_R64, store(StoreContext.WASM_SP), RSP);
            asm.jmp(leave);
        }

        /// The store is found through the sign above the stack: nothing is certain of the frame. The handler has run on
        /// the same stack, so there is one.
        private void emitLandingPad() {
            Label look = code.label();
            Label found = code.label();
            start();
            landingPadOffset = code.position();
            asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RSP, Stack.SIGN_ALIGNMENT - 1));
            asm.emit(Inst.AND_RM64_IMM32, RAX, -Stack.SIGN_ALIGNMENT);
            asm.emit(Inst.MOV_R64_IMM64, RCX, Stack.SIGN);
            code.bind(look);
            asm.emit(Inst.CMP_R64_RM64, RCX, Mem.at(RAX, 0));
            asm.jcc(Cond.E, found);
            asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RAX, Stack.SIGN_ALIGNMENT));
            asm.jmp(look);
            code.bind(found);
            asm.emit(Inst.MOV_R64_RM64, RCX, Mem.at(RAX, Stack.SIGN_STORE));
            asm.emit(Inst.MOV_RM64_R64, Mem.at(RCX, StoreContext.LAST_EXIT_PC), RDI);
            asm.emit(Inst.MOV_RM64_R64, Mem.at(RCX, StoreContext.LAST_EXIT_FP), RBP);
            asm.emit(Inst.MOV_RM64_R64, Mem.at(RCX, StoreContext.FAULT_ADDRESS), RSI);
            asm.emit(Inst.MOV_RM64_R64, Mem.at(RCX, StoreContext.WASM_SP), RSP);
            asm.emit(Inst.MOV_R64_RM64, RDI, RCX);
            asm.emit(Inst.MOV_R64_RM64, RAX, RDX);
            asm.emit(Inst.SHL_RM64_IMM8, RAX, 8);
            asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RAX, Status.FAULT));
            asm.jmp(leave);
        }

        private void emitBuiltins() {
            int count = 0;
            for (Builtin builtin : Builtin.values()) {
                count = Math.max(count, builtin.number() + 1);
            }
            int[] shims = new int[count];
            for (int number = 0; number < count; number++) {
                start();
                shims[number] = code.position();
                asm.emit(Inst.MOV_R32_IMM32, RAX, Status.of(Status.BUILTIN, number));
                asm.jmp(requestStart);
            }
            start();
            tableOffset = code.position();
            for (int shim : shims) {
                patches.add(new Patch(code.position(), shim));
                code.u64(0);
            }
        }
    }
}

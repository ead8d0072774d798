package dev.gantry.runtime.platform;

import static dev.gantry.asm.x64.Gpr.R10;
import static dev.gantry.asm.x64.Gpr.R11;
import static dev.gantry.asm.x64.Gpr.R8;
import static dev.gantry.asm.x64.Gpr.R9;
import static dev.gantry.asm.x64.Gpr.RAX;
import static dev.gantry.asm.x64.Gpr.RBP;
import static dev.gantry.asm.x64.Gpr.RCX;
import static dev.gantry.asm.x64.Gpr.RDI;
import static dev.gantry.asm.x64.Gpr.RDX;
import static dev.gantry.asm.x64.Gpr.RSI;
import static dev.gantry.asm.x64.Gpr.RSP;
import static dev.gantry.asm.x64.Xmm.XMM0;
import static dev.gantry.asm.x64.Xmm.XMM8;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.environ.VmOffsets.HostFuncContext;
import java.util.HashMap;
import java.util.Map;

/// Code that carries arguments and results between packed slots and the places where compiled code expects them,
/// one trampoline for each signature and kind.
///
/// A signature is written as in `iifv>i`: one letter for each parameter, `>`, one letter for each result; `i` is an
/// `i32` or a reference, `l` an `i64`, `f` an `f32`, `d` an `f64`, `v` a `v128`.
///
/// ```text
///   from the host                              to the host
///   [rbp - 8]   0: ends the walk               [rbp - 8]  host function's context
///   [rbp - 16]  slots                          [rsp …]    slots of the request
///   …           result area
///   [rsp …]     stack arguments
/// ```
///
/// There is room for 65,000 signatures at a time in a process. Whoever uses trampolines has an object of this class,
/// for example each store; what he has got stays until he closes it.
///
/// Threading: used by one thread at a time.
public final class Trampolines implements AutoCloseable {
    private static final Gpr[] INTEGER_ARGUMENTS = {RSI, RDX, RCX, R8, R9, R10};

    private final Map<String, TrampolinePool.Entry> arrayCalls = new HashMap<>();
    private final Map<String, TrampolinePool.Entry> hostCalls = new HashMap<>();

    /// A user without trampolines yet.
    public Trampolines() {}

    /// The entry from the host: `(rdi = context, rsi = WASM_CALL, rdx = slots)`.
    ///
    /// @param signature the callee's signature
    /// @return the address, always the same for a signature
    /// @throws IllegalArgumentException                if it is not a signature
    /// @throws dev.gantry.wasm.UnsupportedException    if it has too many parameters or results
    /// @throws dev.gantry.runtime.ResourceException    if there are too many trampolines
    public long arrayCall(String signature) {
        return arrayCalls
                .computeIfAbsent(
                        signature,
                        text -> TrampolinePool.ofProcess()
                                .acquire("array " + text, () -> new ArrayCall(new RegisterSignature(text)).emit()))
                .address();
    }

    /// The `WASM_CALL` of host functions.
    ///
    /// @param signature the function's signature
    /// @return the address, always the same for a signature
    /// @throws IllegalArgumentException                if it is not a signature
    /// @throws dev.gantry.wasm.UnsupportedException    if it has too many parameters or results
    /// @throws dev.gantry.runtime.ResourceException    if there are too many trampolines
    public long hostCall(String signature) {
        long request = Stubs.ofProcess().request;
        return hostCalls
                .computeIfAbsent(
                        signature,
                        text -> TrampolinePool.ofProcess()
                                .acquire(
                                        "host " + text,
                                        () -> new HostCall(new RegisterSignature(text), request).emit()))
                .address();
    }

    /// Gives the trampolines up. Code that calls them must not run any more.
    @Override
    public void close() {
        arrayCalls.values().forEach(TrampolinePool.ofProcess()::release);
        arrayCalls.clear();
        hostCalls.values().forEach(TrampolinePool.ofProcess()::release);
        hostCalls.clear();
    }

    /// Moves between memory and registers.
    private static final class Moves {
        final CodeBuffer code = new CodeBuffer();
        final X64Assembler asm = new X64Assembler(code);

        void load(char type, Gpr to, Mem from) {
            asm.emit(type == 'i' ? Inst.MOV_R32_RM32 : Inst.MOV_R64_RM64, to, from);
        }

        void load(char type, Xmm to, Mem from) {
            asm.emit(
                    switch (type) {
                        case 'f' -> Inst.MOVSS_X_M32;
                        case 'd' -> Inst.MOVSD_X_M64;
                        default -> Inst.MOVUPS_X_M128;
                    },
                    to,
                    from);
        }

        /// Fills a slot, whose upper half becomes zero if the value has 32 bits.
        void store(char type, Mem to, Gpr from) {
            if (type == 'i') {
                asm.emit(Inst.MOV_R32_RM32, from, from);
            }
            asm.emit(Inst.MOV_RM64_R64, to, from);
        }

        /// As above; `rax` is used up.
        void store(char type, Mem to, Xmm from) {
            switch (type) {
                case 'f' -> {
                    asm.emit(Inst.MOVD_RM32_X, RAX, from);
                    asm.emit(Inst.MOV_RM64_R64, to, RAX);
                }
                case 'd' -> asm.emit(Inst.MOVSD_M64_X, to, from);
                default -> asm.emit(Inst.MOVUPS_M128_X, to, from);
            }
        }

        /// Copies a slot; `rax` or `xmm8` is used up.
        void copy(char type, Mem to, Mem from) {
            if (type == 'v') {
                asm.emit(Inst.MOVUPS_X_M128, XMM8, from);
                asm.emit(Inst.MOVUPS_M128_X, to, XMM8);
            } else {
                load(type == 'f' ? 'i' : type, RAX, from);
                asm.emit(Inst.MOV_RM64_R64, to, RAX);
            }
        }

        void reserve(int bytes) {
            if (bytes != 0) {
                asm.emit(Inst.LEA_R64_M, RSP, Mem.at(RSP, -bytes));
            }
        }

        void enterFrame() {
            asm.push(RBP);
            asm.emit(Inst.MOV_R64_RM64, RBP, RSP);
        }

        void leaveFrame() {
            asm.emit(Inst.MOV_R64_RM64, RSP, RBP);
            asm.pop(RBP);
        }
    }

    private record ArrayCall(RegisterSignature signature) {
        byte[] emit() {
            Moves moves = new Moves();
            X64Assembler asm = moves.asm;
            moves.enterFrame();
            asm.emit(Inst.XOR_R32_RM32, RAX, RAX);
            asm.push(RAX);
            asm.push(RDX);
            moves.reserve(signature.outgoingBytes());
            asm.emit(Inst.MOV_R64_RM64, R11, RDX);
            for (int param = 0; param < signature.params(); param++) {
                if (signature.isOnStack(param)) {
                    Mem to = Mem.at(RSP, signature.stackOffset(param));
                    moves.copy(signature.param(param), to, Mem.at(R11, signature.paramSlot(param)));
                }
            }
            asm.emit(Inst.MOV_R64_RM64, RAX, RSI);
            for (int param = 0; param < signature.params(); param++) {
                if (!signature.isOnStack(param)) {
                    loadRegister(moves, param);
                }
            }
            asm.emit(Inst.CALL_RM64, RAX);
            asm.emit(Inst.MOV_R64_RM64, RDX, Mem.at(RBP, -16));
            storeResults(moves);
            moves.leaveFrame();
            asm.ret();
            return moves.code.toBytes();
        }

        private void loadRegister(Moves moves, int param) {
            char type = signature.param(param);
            Mem from = Mem.at(R11, signature.paramSlot(param));
            if (RegisterSignature.isInteger(type)) {
                moves.load(type, INTEGER_ARGUMENTS[signature.register(param)], from);
            } else {
                moves.load(type, Xmm.of(signature.register(param)), from);
            }
        }

        private void storeResults(Moves moves) {
            if (signature.results() == 1) {
                char type = signature.result(0);
                Mem to = Mem.at(RDX, 0);
                if (RegisterSignature.isInteger(type)) {
                    moves.store(type, to, RAX);
                } else {
                    moves.store(type, to, XMM0);
                }
                return;
            }
            for (int result = 0; result < signature.results(); result++) {
                int slot = signature.resultSlot(result);
                moves.copy(signature.result(result), Mem.at(RDX, slot), Mem.at(RSP, slot));
            }
        }
    }

    /// Leaves and returns by jumps. The processor predicts the target of a `ret` from the calls it has seen, and
    /// `resume` has been called since this code was: 10 ns of 28 a host call.
    private record HostCall(RegisterSignature signature, long request) {
        /// From the frame pointer to the first stack argument: saved frame pointer and return address.
        private static final int ARGUMENTS = 16;

        byte[] emit() {
            Moves moves = new Moves();
            X64Assembler asm = moves.asm;
            moves.enterFrame();
            asm.push(RDI);
            moves.reserve(signature.slotBytes());
            for (int param = 0; param < signature.params(); param++) {
                spill(moves, param);
            }
            asm.emit(Inst.MOV_R32_RM32, RAX, Mem.at(RDI, HostFuncContext.FUNC_ID));
            asm.emit(Inst.SHL_RM64_IMM8, RAX, 8);
            asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RAX, Status.HOST));
            Label resumed = moves.code.label();
            asm.leaLabel(RCX, resumed);
            asm.push(RCX);
            asm.emit(Inst.MOV_R64_IMM64, RCX, request);
            asm.emit(Inst.JMP_RM64, RCX);
            moves.code.bind(resumed);
            loadResults(moves);
            moves.leaveFrame();
            asm.pop(RCX);
            moves.reserve(-signature.stackBytes());
            asm.emit(Inst.JMP_RM64, RCX);
            return moves.code.toBytes();
        }

        private void spill(Moves moves, int param) {
            char type = signature.param(param);
            Mem to = Mem.at(RSP, signature.paramSlot(param));
            if (signature.isOnStack(param)) {
                moves.copy(type, to, Mem.at(RBP, ARGUMENTS + signature.stackOffset(param)));
            } else if (RegisterSignature.isInteger(type)) {
                moves.store(type, to, INTEGER_ARGUMENTS[signature.register(param)]);
            } else {
                moves.store(type, to, Xmm.of(signature.register(param)));
            }
        }

        private void loadResults(Moves moves) {
            if (signature.results() == 1) {
                char type = signature.result(0);
                Mem from = Mem.at(RSP, 0);
                if (RegisterSignature.isInteger(type)) {
                    moves.load(type, RAX, from);
                } else {
                    moves.load(type, XMM0, from);
                }
                return;
            }
            int area = ARGUMENTS + signature.stackBytes();
            for (int result = 0; result < signature.results(); result++) {
                int slot = signature.resultSlot(result);
                moves.copy(signature.result(result), Mem.at(RBP, area + slot), Mem.at(RSP, slot));
            }
        }
    }
}

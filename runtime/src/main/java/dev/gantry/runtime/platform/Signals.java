package dev.gantry.runtime.platform;

import static dev.gantry.asm.x64.Gpr.R10;
import static dev.gantry.asm.x64.Gpr.R12;
import static dev.gantry.asm.x64.Gpr.R13;
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
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.runtime.ResourceException;
import dev.gantry.wasm.UnsupportedException;
import org.jspecify.annotations.Nullable;

/// The handler of faults: machine code in front of the JVM's own handler.
///
/// ```text
///   fault at pc ──▶ handler: pc in the code region?
///                    ├─ no ──▶ the handler that was there before, with the same arguments
///                    └─ yes ─▶ will the handler return to the kernel?
///                               ├─ yes ─▶ signals blocked as before, registers := pc, address, signal; jump ──┐
///                               └─ no ──▶ saved registers := pc, address, signal, landing pad; return ────────┤
///   landing pad, on the wasm stack ◀─────────────────────────────────────────────────────────────────────────┘
///    └─▶ store context ──▶ back in Java with a status of kind FAULT
/// ```
///
/// What the return to the kernel would restore besides, nobody needs: the landing pad leaves wasm code, and takes the
/// stack of the fault and its frame pointer along. The jump saves a sixth of a trap. Where a function has called the
/// handler (that of `libjsig`, or of a library that came later) its frame must not be skipped.
///
/// It is installed once, when first asked for, and never removed. If the system refuses, as sandboxes do that let only
/// some system calls through, it is not tried again, and code has to do with explicit checks. The handler takes no
/// lock and calls nothing, and what it interrupts is code of modules, which holds no lock either. Signals that a
/// process sent, not a fault, go to the former handler, whatever the pc.
///
/// A library that replaces the handler makes faults of wasm code faults of the JVM, so [#isInstalled] is asked
/// whenever code that relies on faults is about to get a store.
///
/// Threading: thread-safe.
public final class Signals {
    /// Places in the third argument of a handler, `ucontext_t`: saved registers.
    private static final int SAVED_RDI = 104;

    private static final int SAVED_RSI = 112;
    private static final int SAVED_RBP = 120;
    private static final int SAVED_RDX = 136;
    private static final int SAVED_RSP = 160;
    private static final int SAVED_RIP = 168;
    private static final int SAVED_MASK = 296;

    /// Places in the second argument, `siginfo_t`. The code is positive if the kernel found a fault.
    private static final int INFO_CODE = 8;

    private static final int INFO_ADDRESS = 16;

    /// Values of handlers that are no functions.
    private static final long DEFAULT_ACTION = 0;

    private static final long IGNORE = 1;

    /// `rt_sigaction` and `rt_sigprocmask` as the kernel has them: their numbers, and the sizes of their structures.
    private static final int SYSCALL_SIGACTION = 13;

    private static final int SYSCALL_SIGPROCMASK = 14;
    private static final int SET_MASK = 2;
    private static final int KERNEL_MASK_BYTES = 8;
    private static final int KERNEL_ACTION_LONGS = 4;

    private final Platform platform;
    private final Stubs stubs;
    private final CodeRegion faulting;
    private volatile @Nullable CodeMemory handler;

    /// Why there is no handler, once the system has refused it.
    private @Nullable String refusal;

    /// The handler of a process.
    ///
    /// @param platform where it is installed
    /// @param stubs    where faults go on
    /// @param faulting the code whose faults are ours
    Signals(Platform platform, Stubs stubs, CodeRegion faulting) {
        this.platform = platform;
        this.stubs = stubs;
        this.faulting = faulting;
    }

    private static final class OfProcess {
        static final Signals SIGNALS = new Signals(Platform.current(), Stubs.ofProcess(), CodeRegion.ofProcess());
    }

    /// Installs the handler in this process, unless that has been done.
    ///
    /// @throws UnsupportedException if the system refuses, or if another library has replaced it since
    public static void install() {
        OfProcess.SIGNALS.installOnce();
    }

    /// Whether faults of wasm code come to us now. Takes about a microsecond.
    ///
    /// @return false before [#install], and when another library has replaced the handler of one of the signals
    public static boolean isInstalled() {
        return OfProcess.SIGNALS.isInForce();
    }

    void installOnce() {
        synchronized (this) {
            if (handler == null && refusal == null) {
                try {
                    handler = replaceHandlers();
                } catch (ResourceException e) {
                    refusal = "traps by signals: " + e.getMessage();
                }
            }
            if (refusal != null) {
                throw new UnsupportedException(refusal);
            }
        }
        if (!isInForce()) {
            throw new UnsupportedException("traps by signals: another library has replaced the signal handlers");
        }
    }

    boolean isInForce() {
        CodeMemory ours = handler;
        if (ours == null) {
            return false;
        }
        try {
            for (int signal : platform.faultSignals()) {
                if (platform.signalHandler(signal) != ours.address()) {
                    return false;
                }
            }
            return true;
        } catch (ResourceException _) { // what is not known is not relied on
            return false;
        }
    }

    /// If it fails, handlers that were replaced already stay: they pass on what comes from elsewhere.
    ///
    /// @throws ResourceException if the system refuses
    private CodeMemory replaceHandlers() {
        int[] numbers = platform.faultSignals();
        int last = 0;
        for (int number : numbers) {
            last = Math.max(last, number);
        }
        long[] former = new long[last + 1];
        long restorer = 0;
        for (int number : numbers) {
            restorer = Math.max(restorer, platform.signalRestorer(number));
            former[number] = platform.signalHandler(number);
            if (former[number] == IGNORE) { // an ignored fault repeats for ever
                former[number] = DEFAULT_ACTION;
            }
        }
        byte[] code = emit(former, restorer);
        CodeMemory published = CodeRegion.ofStubs().publish(code);
        long tables = Long.BYTES * (long) (former.length + KERNEL_ACTION_LONGS); // behind the code
        StubNames.ofProcess().add(published.address(), published.size() - tables, "signal handler");
        for (int number : numbers) {
            platform.setSignalHandler(number, published.address());
        }
        return published;
    }

    /// Writes the handler: `rdi` is the signal, `rsi` points to its description, `rdx` to what was interrupted.
    private byte[] emit(long[] former, long restorer) {
        CodeBuffer code = new CodeBuffer();
        X64Assembler asm = new X64Assembler(code);
        Label chain = code.label();
        Label called = code.label();
        Label noHandler = code.label();
        Label formerHandlers = code.label();
        Label defaultAction = code.label();

        asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RDX, SAVED_RIP));
        asm.emit(Inst.MOV_R64_IMM64, RCX, faulting.start());
        asm.emit(Inst.SUB_R64_RM64, RAX, RCX);
        asm.emit(Inst.MOV_R64_IMM64, RCX, faulting.size());
        asm.emit(Inst.CMP_R64_RM64, RAX, RCX);
        asm.jcc(Cond.AE, chain);
        asm.emit(Inst.CMP_RM32_IMM32, Mem.at(RSI, INFO_CODE), 0);
        asm.jcc(Cond.LE, chain);
        asm.emit(Inst.MOV_R64_IMM64, RAX, restorer);
        asm.emit(Inst.CMP_R64_RM64, RAX, Mem.at(RSP, 0));
        asm.jcc(Cond.NE, called);
        emitJump(asm);

        code.bind(called);
        asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RDX, SAVED_RIP));
        asm.emit(Inst.MOV_RM64_R64, Mem.at(RDX, SAVED_RDI), RAX);
        asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RSI, INFO_ADDRESS));
        asm.emit(Inst.MOV_RM64_R64, Mem.at(RDX, SAVED_RSI), RAX);
        asm.emit(Inst.MOV_RM64_R64, Mem.at(RDX, SAVED_RDX), RDI);
        asm.emit(Inst.MOV_R64_IMM64, RAX, stubs.landingPad);
        asm.emit(Inst.MOV_RM64_R64, Mem.at(RDX, SAVED_RIP), RAX);
        asm.ret();

        code.bind(chain);
        asm.leaLabel(RAX, formerHandlers);
        asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RAX, RDI, Long.BYTES, 0));
        asm.emit(Inst.TEST_RM64_R64, RAX, RAX);
        asm.jcc(Cond.E, noHandler);
        asm.emit(Inst.JMP_RM64, RAX);

        // With libjsig in front the former action may be the default: it is put in force, and the fault repeats.
        code.bind(noHandler);
        asm.emit(Inst.MOV_R32_IMM32, RAX, SYSCALL_SIGACTION);
        asm.leaLabel(RSI, defaultAction);
        asm.emit(Inst.XOR_R32_RM32, RDX, RDX);
        asm.emit(Inst.MOV_R32_IMM32, R10, KERNEL_MASK_BYTES);
        asm.emit(Inst.SYSCALL);
        asm.ret();

        while (code.position() % Long.BYTES != 0) {
            code.u8(0xCC);
        }
        code.bind(formerHandlers);
        for (long address : former) {
            code.u64(address);
        }
        code.bind(defaultAction);
        for (int word = 0; word < KERNEL_ACTION_LONGS; word++) {
            code.u64(DEFAULT_ACTION);
        }
        return code.toBytes();
    }

    /// Goes to the landing pad without the kernel; the arguments are those of the handler.
    private void emitJump(X64Assembler asm) {
        asm.emit(Inst.MOV_R64_RM64, RBX, RDX);
        asm.emit(Inst.MOV_R64_RM64, R12, RSI);
        asm.emit(Inst.MOV_R64_RM64, R13, RDI);
        asm.emit(Inst.MOV_R32_IMM32, RAX, SYSCALL_SIGPROCMASK);
        asm.emit(Inst.MOV_R32_IMM32, RDI, SET_MASK);
        asm.emit(Inst.LEA_R64_M, RSI, Mem.at(RBX, SAVED_MASK));
        asm.emit(Inst.XOR_R32_RM32, RDX, RDX);
        asm.emit(Inst.MOV_R32_IMM32, R10, KERNEL_MASK_BYTES);
        asm.emit(Inst.SYSCALL);
        asm.emit(Inst.MOV_R64_RM64, RDI, Mem.at(RBX, SAVED_RIP));
        asm.emit(Inst.MOV_R64_RM64, RSI, Mem.at(R12, INFO_ADDRESS));
        asm.emit(Inst.MOV_R64_RM64, RDX, R13);
        asm.emit(Inst.MOV_R64_RM64, RBP, Mem.at(RBX, SAVED_RBP));
        asm.emit(Inst.MOV_R64_IMM64, RAX, stubs.landingPad);
        asm.emit(Inst.MOV_R64_RM64, RSP, Mem.at(RBX, SAVED_RSP));
        asm.emit(Inst.JMP_RM64, RAX);
    }
}

package dev.gantry.runtime.platform;

import static dev.gantry.asm.x64.Gpr.RAX;
import static dev.gantry.asm.x64.Gpr.RBP;
import static dev.gantry.asm.x64.Gpr.RCX;
import static dev.gantry.asm.x64.Gpr.RDX;
import static dev.gantry.asm.x64.Gpr.RSI;
import static dev.gantry.asm.x64.Gpr.RSP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.wasm.UnsupportedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Faults of machine code come back as statuses, and those of Java stay what they were.
@EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
class SignalsTest {
    private static final int SIGILL = 4;
    private static final int SIGFPE = 8;
    private static final int SIGSEGV = 11;

    @BeforeAll
    static void install() {
        Signals.install();
    }

    /// A function with a frame of its own, and the offset of the instruction that follows `before`.
    private record Faulty(long address, int offset) {
        static Faulty make(HandMade made, Consumer<X64Assembler> before, Consumer<X64Assembler> fault) {
            int[] offset = new int[1];
            long address = made.function(asm -> {
                HandMade.prologue(asm);
                before.accept(asm);
                offset[0] = asm.buffer().position();
                fault.accept(asm);
                HandMade.epilogue(asm);
            });
            return new Faulty(address, offset[0]);
        }

        long pc() {
            return address + offset;
        }
    }

    private static Faulty load(HandMade made) {
        return Faulty.make(made, _ -> {}, asm -> asm.emit(Inst.MOV_R32_RM32, RAX, Mem.at(RSI)));
    }

    @Test
    void installingAgainChangesNothing() {
        Signals.install();
        assertThat(Signals.isInstalled()).isTrue();
    }

    @Test
    void aRefusalOfTheSystemIsToldAndNothingIsTriedAgain() {
        Signals refused = new Signals(StrictPlatform.withoutHandlers(), Stubs.ofProcess(), CodeRegion.ofProcess());
        long room = 0;
        for (int round = 0; round < 3; round++) {
            assertThatThrownBy(refused::installOnce)
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessage("feature not built: traps by signals: no handlers");
            assertThat(refused.isInForce()).isFalse();
            try (CodeMemory code = CodeRegion.ofStubs().publish(new byte[1])) {
                assertThat(round == 0 || code.address() == room)
                        .as("no more code")
                        .isTrue();
                room = code.address();
            }
        }
    }

    @Test
    void anAccessToAGuardTellsPcAddressAndFrame() {
        try (HandMade made = new HandMade();
                NativeMemory.Reservation memory = NativeMemory.reserve(1 << 20, 1 << 20)) {
            memory.commit(64 << 10);
            Faulty load = load(made);
            long slots = made.slots(memory.address() + (64 << 10) - 4);
            assertThat(made.enter("l>i", load.address(), slots)).isEqualTo(Status.DONE);
            for (long offset : new long[] {64 << 10, (1 << 20) + 12345, (2 << 20) - 4}) {
                long address = memory.address() + offset;
                NativeAccess.putLong(slots, address);
                assertThat(made.enter("l>i", load.address(), slots)).isEqualTo(Status.of(Status.FAULT, SIGSEGV));
                assertThat(made.field(StoreContext.LAST_EXIT_PC)).isEqualTo(load.pc());
                assertThat(made.field(StoreContext.FAULT_ADDRESS)).isEqualTo(address);
                long frame = made.field(StoreContext.LAST_EXIT_FP);
                assertThat(NativeAccess.getLong(frame - 8)).isEqualTo(made.instance);
                assertThat(NativeAccess.getLong(frame)).isEqualTo(made.field(StoreContext.LAST_ENTRY_FP));
                made.setField(StoreContext.WASM_SP, made.stack.top());
            }
            long store = made.function(asm -> {
                HandMade.prologue(asm);
                asm.emit(Inst.MOV_RM32_R32, Mem.at(RSI), RDX);
                HandMade.epilogue(asm);
            });
            assertThat(made.enter("li>", store, slots)).isEqualTo(Status.of(Status.FAULT, SIGSEGV));
        }
    }

    @Test
    void divisionByZeroAndItsOverflowFault() {
        try (HandMade made = new HandMade()) {
            Faulty divide = Faulty.make(
                    made,
                    asm -> {
                        asm.emit(Inst.MOV_R64_RM64, RCX, RDX);
                        asm.emit(Inst.MOV_R64_RM64, RAX, RSI);
                        asm.emit(Inst.CDQ);
                    },
                    asm -> asm.emit(Inst.IDIV_RM32, RCX));
            long slots = made.slots(7, 2);
            assertThat(made.enter("ii>i", divide.address(), slots)).isEqualTo(Status.DONE);
            assertThat(NativeAccess.getLong(slots)).isEqualTo(3);
            for (int[] operands : new int[][] {{7, 0}, {Integer.MIN_VALUE, -1}}) {
                NativeAccess.putLong(slots, operands[0]);
                NativeAccess.putLong(slots + 8, operands[1]);
                assertThat(made.enter("ii>i", divide.address(), slots)).isEqualTo(Status.of(Status.FAULT, SIGFPE));
                assertThat(made.field(StoreContext.LAST_EXIT_PC)).isEqualTo(divide.pc());
                made.setField(StoreContext.WASM_SP, made.stack.top());
            }
        }
    }

    /// Whether a pc may fault is for those to say who know the code: here any fault is reported with its pc.
    @Test
    void aFaultThatNobodyExpectsIsReportedWithItsPc() {
        try (HandMade made = new HandMade()) {
            Faulty undefined = Faulty.make(made, _ -> {}, asm -> asm.emit(Inst.UD2));
            assertThat(made.enter(">", undefined.address(), made.slots())).isEqualTo(Status.of(Status.FAULT, SIGILL));
            assertThat(made.field(StoreContext.LAST_EXIT_PC)).isEqualTo(undefined.pc());
        }
    }

    /// In a frame that is not made yet, or is damaged; and far from the top of the stack.
    @Test
    void aFaultWithAnyFramePointerIsReported() {
        try (HandMade made = new HandMade(1 << 20)) {
            for (int depth : new int[] {0, 1000, 300_000, 900_000}) {
                Faulty lost = Faulty.make(
                        made,
                        asm -> {
                            asm.emit(Inst.LEA_R64_M, RSP, Mem.at(RSP, -depth));
                            asm.emit(Inst.MOV_R64_RM64, RBP, RSI);
                        },
                        asm -> asm.emit(Inst.UD2));
                for (long frame : new long[] {0, 8, -1, Long.MIN_VALUE, made.stack.top() - 8, 0x7FFF_FFFF_F000L}) {
                    made.setField(StoreContext.WASM_SP, made.stack.top());
                    assertThat(made.enter("l>", lost.address(), made.slots(frame)))
                            .isEqualTo(Status.of(Status.FAULT, SIGILL));
                    assertThat(made.field(StoreContext.LAST_EXIT_PC)).isEqualTo(lost.pc());
                }
            }
        }
    }

    /// A jump to code that is gone, or to the end of a page, does not run on.
    @Test
    void whereThereIsNoCodeThereIsAFault() {
        try (HandMade made = new HandMade()) {
            long jump = made.function(asm -> {
                HandMade.prologue(asm);
                asm.emit(Inst.JMP_RM64, RSI);
            });
            CodeMemory gone = CodeRegion.ofProcess().publish(new byte[] {(byte) 0xC3});
            gone.close();
            assertThat(made.enter("l>", jump, made.slots(gone.address()))).isEqualTo(Status.of(Status.FAULT, SIGSEGV));
            assertThat(made.field(StoreContext.FAULT_ADDRESS)).isEqualTo(gone.address());
            made.setField(StoreContext.WASM_SP, made.stack.top());
            assertThat(made.enter("l>", jump, made.slots(jump + 64))).isEqualTo(Status.of(Status.FAULT, SIGILL));
        }
    }

    @Test
    void theCallAroundAFaultGoesOn() {
        try (HandMade made = new HandMade()) {
            Faulty load = load(made);
            long outer = made.function(asm -> {
                HandMade.prologue(asm);
                asm.push(RSI);
                HandMade.request(asm, Builtin.REF_FUNC);
                asm.pop(RAX);
                HandMade.epilogue(asm);
            });
            long slots = made.slots(1);
            assertThat(Status.kind(made.enter("l>l", outer, slots))).isEqualTo(Status.BUILTIN);
            long suspended = made.field(StoreContext.WASM_SP);
            long request = made.field(StoreContext.REQUEST_SLOTS);
            for (int round = 0; round < 100; round++) {
                assertThat(made.enter("l>i", load.address(), made.slots(8)))
                        .isEqualTo(Status.of(Status.FAULT, SIGSEGV));
                made.setField(StoreContext.WASM_SP, suspended);
            }
            NativeAccess.putLong(request, 42);
            assertThat(made.resume()).isEqualTo(Status.DONE);
            assertThat(NativeAccess.getLong(slots)).isEqualTo(42);
        }
    }

    /// An unbounded recursion without a check ends at the guard below the stack only if there is room for the
    /// signal's frame; the head-room below the limit gives the checks time.
    @Test
    void belowTheLimitThereIsRoomForSignals() {
        try (HandMade made = new HandMade()) {
            Faulty deep = Faulty.make(
                    made,
                    asm -> asm.emit(Inst.LEA_R64_M, RSP, Mem.at(RSP, -(int) made.stack.usableBytes() - (64 << 10))),
                    asm -> asm.emit(Inst.UD2));
            assertThat(made.enter(">", deep.address(), made.slots())).isEqualTo(Status.of(Status.FAULT, SIGILL));
        }
    }

    @Test
    void faultsOfJavaAreStillJavas() {
        int @Nullable [] nothing = null;
        int found = 0;
        for (int round = 0; round < 20_000; round++) {
            try {
                found += length(round < 0 ? new int[1] : nothing);
            } catch (NullPointerException _) {
                found++;
            }
            try {
                found += divide(1, round & 0);
            } catch (ArithmeticException _) {
                found++;
            }
        }
        assertThat(found).isEqualTo(40_000);
        assertThat(overflows()).isTrue();
    }

    @SuppressWarnings("NullAway") // the point of it
    private static int length(int @Nullable [] array) {
        return array.length;
    }

    private static int divide(int dividend, int divisor) {
        return dividend / divisor;
    }

    private static boolean overflows() {
        try {
            return recurse(1) < 0;
        } catch (StackOverflowError _) {
            return true;
        }
    }

    private static int recurse(int depth) {
        return depth < 0 ? 0 : recurse(depth + 1) + depth;
    }
}

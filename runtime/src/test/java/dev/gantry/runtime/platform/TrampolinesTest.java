package dev.gantry.runtime.platform;

import static dev.gantry.asm.x64.Gpr.R10;
import static dev.gantry.asm.x64.Gpr.R8;
import static dev.gantry.asm.x64.Gpr.R9;
import static dev.gantry.asm.x64.Gpr.RAX;
import static dev.gantry.asm.x64.Gpr.RCX;
import static dev.gantry.asm.x64.Gpr.RDX;
import static dev.gantry.asm.x64.Gpr.RSI;
import static dev.gantry.asm.x64.Gpr.RSP;
import static dev.gantry.asm.x64.Xmm.XMM0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.wasm.UnsupportedException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Trampolines against functions that know the registers, and against each other (R87, R128).
@EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
class TrampolinesTest {
    private static final Gpr[] INTEGERS = {RSI, RDX, RCX, R8, R9, R10};

    @Test
    void integersAreInSixRegistersThenOnTheStack() {
        try (HandMade made = new HandMade()) {
            String signature = "llllllll>l";
            for (int param = 0; param < 8; param++) {
                int chosen = param;
                long function = made.function(asm -> {
                    if (chosen < INTEGERS.length) {
                        asm.emit(Inst.MOV_R64_RM64, RAX, INTEGERS[chosen]);
                    } else {
                        asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RSP, 8 + 8 * (chosen - INTEGERS.length)));
                    }
                    asm.ret(16);
                });
                long slots = made.slots(-10, 11, -12, 13, -14, 15, -16, 17);
                long expected = NativeAccess.getLong(slots + 8L * param);
                assertThat(made.enter(signature, function, slots)).isEqualTo(Status.DONE);
                assertThat(NativeAccess.getLong(slots)).isEqualTo(expected);
                assertThat(made.field(StoreContext.WASM_SP)).isEqualTo(made.stack.top());
            }
        }
    }

    @Test
    void floatsAreInEightRegistersThenOnTheStack() {
        try (HandMade made = new HandMade()) {
            String signature = "dddddddddd>d";
            for (int param = 0; param < 10; param++) {
                int chosen = param;
                long function = made.function(asm -> {
                    if (chosen < 8) {
                        asm.emit(Inst.MOVSD_X_X, XMM0, Xmm.of(chosen));
                    } else {
                        asm.emit(Inst.MOVSD_X_M64, XMM0, Mem.at(RSP, 8 + 8 * (chosen - 8)));
                    }
                    asm.ret(16);
                });
                long[] arguments = new long[10];
                for (int argument = 0; argument < arguments.length; argument++) {
                    arguments[argument] = Double.doubleToRawLongBits(argument + 0.5);
                }
                long slots = made.slots(arguments);
                assertThat(made.enter(signature, function, slots)).isEqualTo(Status.DONE);
                assertThat(Double.longBitsToDouble(NativeAccess.getLong(slots))).isEqualTo(param + 0.5);
            }
        }
    }

    @Test
    void severalResultsAreInTheAreaAboveTheStackArguments() {
        try (HandMade made = new HandMade()) {
            long function = made.function(asm -> {
                // behind the return address and the stack arguments, whose size is a multiple of 16
                asm.emit(Inst.MOV_RM64_R64, Mem.at(RSP, 24), RSI);
                asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RSP, 8));
                asm.emit(Inst.MOV_RM64_R64, Mem.at(RSP, 32), RAX);
                asm.ret(16);
            });
            long slots = made.slots(1, 2, 3, 4, 5, 6, 7);
            assertThat(made.enter("lllllll>ll", function, slots)).isEqualTo(Status.DONE);
            assertThat(NativeAccess.getLong(slots)).isEqualTo(1);
            assertThat(NativeAccess.getLong(slots + 8)).isEqualTo(7);
        }
    }

    /// As calls of compiled code do: the stack pointer is a multiple of 16 where the stack arguments begin.
    @Test
    void functionsFindTheirStackAligned() {
        try (HandMade made = new HandMade()) {
            for (String signature : List.of(">l", "l>l", "lllllll>l", "llllllll>l", "dddddddddvdv>l", "lllllll>llv")) {
                RegisterSignature places = new RegisterSignature(signature);
                long function = made.function(asm -> {
                    asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RSP, 8));
                    if (places.results() > 1) {
                        asm.emit(Inst.MOV_RM64_R64, Mem.at(RSP, 8 + places.stackBytes()), RAX);
                    }
                    asm.ret(places.stackBytes());
                });
                long slots = made.slots(new long[20]);
                assertThat(made.enter(signature, function, slots)).isEqualTo(Status.DONE);
                long start = NativeAccess.getLong(slots);
                assertThat(start).as(signature).isBetween(made.stack.limit(), made.stack.top());
                assertThat(start % 16).as(signature).isZero();
                for (int param = 0; param < places.params(); param++) {
                    boolean isVector = places.isOnStack(param) && places.param(param) == 'v';
                    assertThat(isVector ? places.stackOffset(param) % 16 : 0).isZero();
                }
            }
        }
    }

    /// What goes in at one side comes out at the other, with upper halves of 32-bit values zero.
    @Test
    void hostFunctionsCalledFromTheHostSeeWhatIsPassed() {
        try (HandMade made = new HandMade(1 << 20)) {
            for (int seed = 0; seed < 300; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                String params = types(random);
                String results = types(random);
                String signature = params + ">" + results;
                long slots = made.slots(new long[2 * Math.max(params.length(), results.length())]);
                long[] arguments = fill(random, params, slots);
                long status = Machine.enter(
                        made.store,
                        made.trampolines.arrayCall(signature),
                        made.trampolines.hostCall(signature),
                        made.hostContext,
                        slots);
                assertThat(Status.kind(status)).as("seed %d", seed).isEqualTo(Status.HOST);
                assertThat(Status.number(status)).isEqualTo(HandMade.HOST_FUNC_ID);
                long request = made.field(StoreContext.REQUEST_SLOTS);
                assertThat(read(request, arguments.length))
                        .as("arguments of %s, seed %d", signature, seed)
                        .isEqualTo(arguments);
                long[] values = fill(random, results, request);
                assertThat(made.resume()).isEqualTo(Status.DONE);
                assertThat(read(slots, values.length))
                        .as("results of %s, seed %d", signature, seed)
                        .isEqualTo(values);
                assertThat(made.field(StoreContext.WASM_SP)).isEqualTo(made.stack.top());
            }
        }
    }

    private static String types(SplittableRandom random) {
        int count = random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(4);
        StringBuilder types = new StringBuilder();
        for (int index = 0; index < count; index++) {
            types.append("ilfdv".charAt(random.nextInt(5)));
        }
        return types.toString();
    }

    /// Writes random values, with anything in the upper halves, and gives what shall arrive.
    private static long[] fill(SplittableRandom random, String types, long slots) {
        long[] expected = new long
                [types.length()
                        + (int) types.chars().filter(type -> type == 'v').count()];
        int slot = 0;
        for (int index = 0; index < types.length(); index++) {
            char type = types.charAt(index);
            for (int half = type == 'v' ? 2 : 1; half > 0; half--) {
                long bits = random.nextLong();
                NativeAccess.putLong(slots + 8L * slot, bits);
                expected[slot++] = type == 'i' || type == 'f' ? bits & 0xFFFF_FFFFL : bits;
            }
        }
        return expected;
    }

    private static long[] read(long slots, int count) {
        long[] values = new long[count];
        for (int slot = 0; slot < count; slot++) {
            values[slot] = NativeAccess.getLong(slots + 8L * slot);
        }
        return values;
    }

    @Test
    void aThousandParametersAndResultsFit() {
        try (HandMade made = new HandMade()) {
            String signature = "v".repeat(1000) + ">" + "l".repeat(1000);
            long slots = made.slots(new long[2000]);
            for (int slot = 0; slot < 2000; slot++) {
                NativeAccess.putLong(slots + 8L * slot, slot);
            }
            long status = Machine.enter(
                    made.store,
                    made.trampolines.arrayCall(signature),
                    made.trampolines.hostCall(signature),
                    made.hostContext,
                    slots);
            assertThat(Status.kind(status)).isEqualTo(Status.HOST);
            for (int slot = 0; slot < 2000; slot++) {
                assertThat(made.requestSlot(slot)).isEqualTo(slot);
            }
            assertThat(made.resume()).isEqualTo(Status.DONE);
            assertThat(NativeAccess.getLong(slots + 8 * 999)).isEqualTo(999);
        }
    }

    /// R29, R102, R135: there is one for each signature, whatever modules and components use it.
    @Test
    void aSignatureHasOneTrampoline() {
        try (Trampolines one = new Trampolines();
                Trampolines other = new Trampolines()) {
            assertThat(one.arrayCall("il>f")).isEqualTo(other.arrayCall("il>f"));
            assertThat(one.hostCall("il>f")).isEqualTo(other.hostCall("il>f"));
            assertThat(one.hostCall("il>f")).isNotEqualTo(one.arrayCall("il>f"));
        }
    }

    @Test
    void trampolinesInUseStay() {
        try (Trampolines user = new Trampolines()) {
            long address = user.hostCall("lllll>d");
            useAndGiveUp(0, 2 * TrampolinePool.MOST_IDLE);
            try (Trampolines other = new Trampolines()) {
                assertThat(other.hostCall("lllll>d")).isEqualTo(address);
            }
        }
    }

    /// There is room for 65,000 at a time.
    @Test
    void aProcessMayUseMoreSignaturesThanThereIsRoomFor() {
        int before = TrampolinePool.ofProcess().size();
        for (int first = 0; first < 70_000; first += 1_000) {
            useAndGiveUp(first, first + 1_000);
        }
        assertThat(TrampolinePool.ofProcess().size()).isLessThan(before + TrampolinePool.MOST_IDLE + 1);
    }

    private static void useAndGiveUp(int first, int end) {
        try (Trampolines user = new Trampolines()) {
            for (int number = first; number < end; number++) {
                String signature = Integer.toString(number, 4)
                        .replace('0', 'i')
                        .replace('1', 'l')
                        .replace('2', 'f')
                        .replace('3', 'd');
                assertThat(user.hostCall("v" + signature + ">")).isNotZero();
            }
        }
    }

    @Test
    void otherSignaturesAreRefused() {
        try (Trampolines user = new Trampolines()) {
            assertThatThrownBy(() -> user.arrayCall("ix>")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> user.arrayCall("i")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> user.hostCall("i".repeat(1001) + ">"))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("1,000 parameters");
        }
    }
}

package dev.gantry.interpreter;

import dev.gantry.runtime.vm.VmGlobal;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Shows the loop's instructions to HotSpot's profile.
///
/// The compiler leaves out what the profile has never seen; the first time it happens nevertheless, the compiled loop
/// is thrown away, and seconds pass in slow code until the next one is ready. So, while a module's functions are
/// called for the first time, which is when the profile is made, a made-up function with every hot instruction,
/// both ways for those that decide something, is run now and then.
///
/// Threading: confined to the store of its instance.
final class Warmup {
    private static final int ZERO_SLOT = 2;
    private static final int THREE_SLOT = 3;
    private static final int A_SLOT = 4;
    private static final int B_SLOT = 5;
    private static final int RESULT_SLOT = 6;
    private static final int WINDOW = 16;
    private static final int SLOTS = 32;
    private static final int DEPTH = 2;
    private static final long[][] OPERANDS = {{1, 2}, {2, 1}, {1, 1}, {0, 0}, {-1, 1}};

    private final InstanceState home;
    private final List<int[]> functions = new ArrayList<>();
    private final long[] s = new long[SLOTS];

    Warmup(VmInstance instance) {
        VmGlobal global = new VmGlobal(instance.store, new GlobalType(ValType.I64, true), 0, 0);
        int[] returns = new int[Code.END_INTS];
        returns[0] = Code.RETURN;
        this.home = InstanceState.forWarmup(instance, global, returns);
        IntVec body = new IntVec();
        for (int number = 0; number < Code.RETURN; number++) {
            if (number != Code.CALL_INDIRECT && number != Code.CALL_REF) {
                append(body, number);
            }
        }
        append(body, Code.FUEL);
        append(body, Code.RETURN);
        functions.add(Arrays.copyOf(body.toArray(), body.size() + Code.END_INTS));
        functions.add(Arrays.copyOf(new int[] {Code.RETURN1, RESULT_SLOT, A_SLOT}, Code.END_INTS));
        functions.add(Arrays.copyOf(new int[] {Code.RETURN_N, RESULT_SLOT, A_SLOT, 2}, Code.END_INTS));
    }

    private static void append(IntVec body, int number) {
        boolean isAccess = (number >= Code.LOAD8_S && number <= Code.STORE64)
                || (number >= Code.LOAD8_U_X && number <= Code.STORE8_I);
        boolean isDivision = number >= Code.I32_DIV_S && number <= Code.I32_REM_U;
        int operand = A_SLOT;
        int start = body.size();
        body.add(number);
        for (String letter : Code.format(number).split(" ", -1)) {
            switch (letter) {
                case "d" -> body.add(RESULT_SLOT);
                case "a" -> {
                    body.add(isAccess ? ZERO_SLOT : isDivision && operand == B_SLOT ? THREE_SLOT : operand);
                    operand = B_SLOT;
                }
                case "i" -> body.add(isAccess ? 0 : 1);
                case "n" -> body.add(number == Code.ZERO ? 1 : 0);
                case "w" -> body.add(WINDOW);
                case "L" -> body.add(start + Code.length(number));
                case "T" -> body.add(body.size() + 1);
                default -> body.add(0);
            }
        }
        while (body.size() < start + Code.length(number)) {
            body.add(0);
        }
    }

    /// Runs everything a few times.
    void run() {
        for (long[] operands : OPERANDS) {
            for (int[] function : functions) {
                s[ZERO_SLOT] = 0;
                s[THREE_SLOT] = 3;
                s[A_SLOT] = operands[0];
                s[B_SLOT] = operands[1];
                Callee next = Loop.run(function, 0, s, 0, home, DEPTH);
                assert next == null;
            }
        }
    }
}

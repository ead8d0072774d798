package dev.gantry.interpreter;

import dev.gantry.runtime.vm.VmStore;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The loop that runs register code: calls, returns, counting; [HotLoop] does the work between them, and the classes of
/// the families, which [Families] finds, do what is rare.
///
/// What is fast and what is not was measured: one Java call for each wasm call, a frame pointer that does not change,
/// and an inner loop without calls in a method of its own.
///
/// Threading: confined to the store of the code.
final class Loop {
    private Loop() {}

    /// Runs a function until it returns, throws, or makes a tail call.
    ///
    /// @param code  its code
    /// @param pc    where to start
    /// @param s     the slots
    /// @param fp    the frame pointer, see the package comment
    /// @param home  its instance
    /// @param depth how many more frames there may be
    /// @return null if it returned, with results where the parameters were; else the function that takes its place,
    /// whose arguments are there
    static @Nullable Callee run(int[] code, int pc, long[] s, int fp, InstanceState home, int depth) {
        int at = pc;
        while (true) {
            if (code[at] < Code.INNER_END) {
                at = HotLoop.run(code, at, s, fp, home.bytes(), home.byteCount());
            }
            switch (code[at]) {
                case Code.ZERO -> {
                    int from = fp + code[at + 1];
                    Arrays.fill(s, from, from + code[at + 3], 0);
                }
                case Code.GLOBAL_GET -> {
                    s[fp + code[at + 1]] = home.globals[code[at + 3]].lo;
                }
                case Code.GLOBAL_SET -> {
                    home.globals[code[at + 3]].lo = s[fp + code[at + 1]];
                }
                case Code.FUEL -> {
                    VmStore store = home.store;
                    long left = store.fuel - code[at + 3];
                    if (left < 0) {
                        s[fp] = at;
                        left = store.fuelUsedUp(left);
                    }
                    store.fuel = left;
                }
                case Code.CALL, Code.CALL_INDIRECT, Code.CALL_REF -> {
                    s[fp] = at;
                    Callee callee =
                            code[at] == Code.CALL ? home.callees[code[at + 3]] : Calls.resolve(code, at, s, fp, home);
                    int window = fp + code[at + 1];
                    s[fp + 1] = callee.link | window;
                    Callee next = (depth & Calls.LOOK_MASK) != 0 && window + callee.slots <= s.length
                            ? run(callee.code, 0, s, window, callee.home, depth - 1)
                            : Calls.enter(callee, code, at, s, fp, home, depth);
                    if (next != null) {
                        Calls.finish(next, s, fp, window - callee.paramSlots, depth);
                    }
                    if (code[at] == Code.CALL_INDIRECT) {
                        at += Code.HOT_INTS;
                    }
                }
                case Code.RETURN -> {
                    return null;
                }
                case Code.RETURN1 -> {
                    s[fp + code[at + 1]] = s[fp + code[at + 2]];
                    return null;
                }
                case Code.RETURN_N, Code.TAIL_CALL, Code.TAIL_CALL_INDIRECT, Code.TAIL_CALL_REF -> {
                    s[fp] = at;
                    return Calls.leave(code, at, s, fp, home);
                }
                case Code.EPOCH -> {
                    VmStore store = home.store;
                    if (store.epoch.now() >= store.deadline()) {
                        s[fp] = at;
                        Calls.epochReached(home, s);
                    }
                }
                default -> {
                    do {
                        s[fp] = at;
                        at = Families.execute(code, at, s, fp, home);
                    } while (code[at] >= Code.WASM);
                    continue;
                }
            }
            at += Code.HOT_INTS;
        }
    }
}

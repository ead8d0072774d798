package dev.gantry.fuzz.component;

import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a guest does to break the canonical ABI: it writes over values in its memory, passes other core values than it
/// should, and allocates where nothing is free.
final class Malice {
    /// A guest that means well.
    static final Malice NONE = new Malice(null);

    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        4,
        5,
        7,
        8,
        16,
        100,
        255,
        256,
        1023,
        1024,
        1025,
        1028,
        1032,
        1040,
        0xD800,
        0xDFFF,
        0xFFFF,
        0x1_0000,
        0x1_0001,
        0x10_FFFF,
        0x11_0000,
        0x7FFF_FFFF,
        0x8000_0000L,
        0x8000_0001L,
        0x8000_0400L,
        0xFFFF_FFFFL,
        0xFFFF_FFF8L,
        0x1_0000_0000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1024,
        -8
    };
    private static final int MAX_CHANGES = 4;
    private static final int MAX_CALLS = 6;
    /// How far from the start of the heap values are overwritten.
    private static final int REACH = 300;

    private final @Nullable RandomGenerator random;

    private Malice(@Nullable RandomGenerator random) {
        this.random = random;
    }

    static Malice of(RandomGenerator random) {
        return new Malice(random);
    }

    private static long number(RandomGenerator random) {
        return random.nextInt(4) == 0 ? random.nextInt(2000) : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    /// Instructions at the start of the allocator.
    String inRealloc(String address) {
        if (random == null || random.nextInt(3) != 0) {
            return "";
        }
        long number = address.equals("i32") ? (int) number(random) : number(random);
        String act = random.nextInt(8) == 0 ? "unreachable" : "(return (A.const " + number + "))";
        return "(if (i32.eq (global.get $calls) (i32.const " + (1 + random.nextInt(MAX_CALLS)) + ")) (then " + act
                + "))";
    }

    /// Instructions that write over values.
    String inMemory() {
        if (random == null || random.nextInt(3) == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (int change = random.nextInt(MAX_CHANGES); change > 0; change--) {
            int at = EchoGuest.HEAP + random.nextInt(REACH);
            if (random.nextBoolean()) {
                text.append("(i32.store8 (A.const ")
                        .append(at)
                        .append(") (i32.const ")
                        .append(random.nextInt(256));
            } else {
                text.append("(i32.store (A.const ")
                        .append(at & -4)
                        .append(") (i32.const ")
                        .append((int) number(random));
            }
            text.append("))");
        }
        return text.toString();
    }

    /// An expression that may not be what it should.
    String insteadOf(ValType type, String right) {
        if (random == null || random.nextInt(8) != 0) {
            return right;
        }
        if (type == NumType.I32) {
            return "(i32.const " + (int) number(random) + ")";
        }
        return type == NumType.I64 ? "(i64.const " + number(random) + ")" : right;
    }
}

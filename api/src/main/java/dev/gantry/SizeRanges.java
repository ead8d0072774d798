package dev.gantry;

import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;

/// Checks the sizes in types that the host makes; those in modules are validated.
final class SizeRanges {
    private static final long MAX_ELEMENTS_32 = 0xFFFF_FFFFL;
    private static final int MAX_ADDRESS_BITS = 64;

    private SizeRanges() {}

    /// Checks the type of a memory.
    ///
    /// @throws IllegalArgumentException if the page size or the sizes are impossible, or it is shared and unbounded
    static void check(MemoryType type) {
        int pageSizeLog2 = type.pageSizeLog2();
        if (pageSizeLog2 != 0 && pageSizeLog2 != MemoryType.DEFAULT_PAGE_SIZE_LOG2) {
            throw new IllegalArgumentException("expected pages of 1 or 65536 bytes, found 2**" + pageSizeLog2);
        }
        if (type.isShared() && !type.limits().hasMax()) {
            throw new IllegalArgumentException("expected a maximum of a shared memory, found none");
        }
        int addressBits = type.is64() ? MAX_ADDRESS_BITS : Integer.SIZE;
        long mostPages =
                pageSizeLog2 == 0 ? -1L >>> (MAX_ADDRESS_BITS - addressBits) : 1L << (addressBits - pageSizeLog2);
        check(type.limits(), mostPages);
    }

    /// Checks the type of a table.
    ///
    /// @throws IllegalArgumentException if the sizes are impossible
    static void check(TableType type) {
        check(type.limits(), type.is64() ? -1L : MAX_ELEMENTS_32);
    }

    private static void check(Limits limits, long most) {
        long end = limits.hasMax() ? limits.max() : limits.min();
        if (Long.compareUnsigned(end, most) > 0) {
            throw new IllegalArgumentException("expected a size of at most " + Long.toUnsignedString(most) + ", found "
                    + Long.toUnsignedString(end));
        }
        if (Long.compareUnsigned(limits.min(), end) > 0) {
            throw new IllegalArgumentException("expected a minimum of at most " + Long.toUnsignedString(end)
                    + ", found " + Long.toUnsignedString(limits.min()));
        }
    }
}

package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;

/// The limits of memories and tables. Sizes are unsigned 64-bit numbers.
///
/// Threading: immutable.
///
/// @wasm valid-limits
final class LimitsValidator {
    private static final long MAX_ELEMENTS_32 = 0xFFFF_FFFFL;
    private static final long MAX_ELEMENTS_64 = -1L;

    private final ModuleContext context;

    LimitsValidator(ModuleContext context) {
        this.context = context;
    }

    void checkTable(TableType table, Site site) {
        if (table.is64()) {
            context.require(WasmFeature.MEMORY64, site);
        }
        check(table.limits(), table.is64() ? MAX_ELEMENTS_64 : MAX_ELEMENTS_32, Failure.TABLE_SIZE, site);
    }

    void checkMemory(MemoryType memory, Site site) {
        if (memory.is64()) {
            context.require(WasmFeature.MEMORY64, site);
        }
        if (memory.isShared()) {
            context.require(WasmFeature.THREADS, site);
        }
        int pageSizeLog2 = memory.pageSizeLog2();
        if (pageSizeLog2 != MemoryType.DEFAULT_PAGE_SIZE_LOG2) {
            context.require(WasmFeature.CUSTOM_PAGE_SIZES, site);
            if (pageSizeLog2 != 0) {
                throw site.fail(Failure.INVALID_PAGE_SIZE, "expected 1 or 65536, found 2**" + pageSizeLog2);
            }
        }
        check(memory.limits(), maxPages(memory), Failure.MEMORY_SIZE, site);
        if (memory.isShared() && !memory.limits().hasMax()) {
            throw site.fail(Failure.SHARED_MEMORY_WITHOUT_MAX, "");
        }
    }

    /// The number of pages that fill the address space; with pages of one byte, one less than that.
    private static long maxPages(MemoryType memory) {
        int addressBits = memory.is64() ? 64 : 32;
        return memory.pageSizeLog2() == 0 ? -1L >>> (64 - addressBits) : 1L << (addressBits - memory.pageSizeLog2());
    }

    private static void check(Limits limits, long most, Failure failure, Site site) {
        checkAtMost(limits.min(), most, failure, site);
        if (limits.hasMax()) {
            checkAtMost(limits.max(), most, failure, site);
            checkAtMost(limits.min(), limits.max(), Failure.SIZE_MINIMUM_GREATER, site);
        }
    }

    private static void checkAtMost(long size, long most, Failure failure, Site site) {
        if (Long.compareUnsigned(size, most) > 0) {
            throw site.fail(
                    failure,
                    "expected at most " + Long.toUnsignedString(most) + ", found " + Long.toUnsignedString(size));
        }
    }
}

package dev.gantry.wasm.types;

/// The type of a linear memory.
///
/// @param is64         whether addresses are `i64` instead of `i32`
/// @param isShared     whether threads may share it (threads proposal)
/// @param limits       the size range in pages
/// @param pageSizeLog2 the binary logarithm of the page size: 16, or 0 with the custom-page-sizes proposal
/// @wasm syntax-memtype
public record MemoryType(boolean is64, boolean isShared, Limits limits, int pageSizeLog2) implements ExternType {
    /// The logarithm of the usual page size of 64 KiB.
    public static final int DEFAULT_PAGE_SIZE_LOG2 = 16;

    /// An unshared 32-bit memory of 64 KiB pages.
    ///
    /// @param limits the size range in pages
    /// @return the type
    public static MemoryType of(Limits limits) {
        return new MemoryType(false, false, limits, DEFAULT_PAGE_SIZE_LOG2);
    }

    /// The type of an address.
    ///
    /// @return `i32` or `i64`
    public NumType addressType() {
        return is64 ? NumType.I64 : NumType.I32;
    }

    @Override
    public ExternKind kind() {
        return ExternKind.MEMORY;
    }

    /// The text form, for example `(memory 1 2 shared)`.
    @Override
    public String toString() {
        return "(memory " + (is64 ? "i64 " : "") + limits + (isShared ? " shared" : "")
                + (pageSizeLog2 == DEFAULT_PAGE_SIZE_LOG2 ? "" : " (pagesize " + (1L << pageSizeLog2) + ")") + ")";
    }
}

package dev.gantry.environ.component;

import dev.gantry.wasm.types.NumType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How values of an interface type look to core code, for memories of one address type.
///
/// Types that components define have values of less than 2^28 bytes, which validation checks; pairs of a key and such a
/// value, and parameters together, may have more.
///
/// Threading: immutable.
///
/// @param size  bytes in memory, a multiple of the alignment
/// @param align the alignment in bytes: 1, 2, 4 or 8
/// @param flat  the core values that they are passed as; null if these are more than [#MAX_FLAT]
public record Abi(int size, int align, @Nullable List<NumType> flat) {
    /// The most core values that a value is ever passed as; beyond that it goes through memory (R78).
    public static final int MAX_FLAT = 16;

    /// The layout of a value that takes no room.
    static final Abi EMPTY = new Abi(0, 1, List.of());

    static Abi scalar(int size, NumType flat) {
        return new Abi(size, size, List.of(flat));
    }

    /// How many core values there are.
    ///
    /// @return the number; [#MAX_FLAT] + 1 if there are too many
    public int flatCount() {
        return flat == null ? MAX_FLAT + 1 : flat.size();
    }

    static long alignUp(long offset, int align) {
        return (offset + align - 1) & -align;
    }
}

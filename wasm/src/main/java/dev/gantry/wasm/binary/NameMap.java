package dev.gantry.wasm.binary;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Names of some entities of an index space: parallel arrays, sorted by index.
///
/// Threading: immutable.
///
/// @wasm binary-namemap
final class NameMap {
    static final NameMap EMPTY = new NameMap(new int[0], new String[0]);

    private final int[] indices;
    private final String[] names;

    private NameMap(int[] indices, String[] names) {
        this.indices = indices;
        this.names = names;
    }

    /// Reads a name map; indices must increase.
    ///
    /// @return the map, or null if the indices do not increase
    static @Nullable NameMap read(ByteReader in) {
        int count = in.readCount(2);
        int[] indices = new int[count];
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            indices[i] = in.readU32();
            names[i] = in.readName();
        }
        return increases(indices) ? new NameMap(indices, names) : null;
    }

    /// Whether indices are in order; those from 2^31 on, which no module has, are not.
    static boolean increases(int[] indices) {
        int last = -1;
        for (int index : indices) {
            if (index <= last) {
                return false;
            }
            last = index;
        }
        return true;
    }

    @Nullable
    String name(int index) {
        int at = Arrays.binarySearch(indices, index);
        return at < 0 ? null : names[at];
    }
}

package dev.gantry.wasi.internal;

import java.nio.file.attribute.BasicFileAttributes;

/// What a descriptor or directory entry is; the ordinal is the number the guest sees.
enum FileType {
    UNKNOWN,
    BLOCK_DEVICE,
    CHARACTER_DEVICE,
    DIRECTORY,
    REGULAR_FILE,
    SOCKET_DGRAM,
    SOCKET_STREAM,
    SYMBOLIC_LINK;

    /// The number the guest sees.
    @SuppressWarnings("EnumOrdinal") // the order is the interface's
    int number() {
        return ordinal();
    }

    /// The type as far as portable attributes tell it.
    ///
    /// @param attributes the attributes
    /// @return the type; unknown for devices, pipes and sockets
    static FileType of(BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return SYMBOLIC_LINK;
        }
        if (attributes.isDirectory()) {
            return DIRECTORY;
        }
        return attributes.isRegularFile() ? REGULAR_FILE : UNKNOWN;
    }

    /// The type as told by the format bits of a Unix file mode.
    ///
    /// @param mode the mode
    /// @return the type; unknown for pipes
    static FileType ofUnixMode(int mode) {
        return switch (mode & 0170000) {
            case 0020000 -> CHARACTER_DEVICE;
            case 0040000 -> DIRECTORY;
            case 0060000 -> BLOCK_DEVICE;
            case 0100000 -> REGULAR_FILE;
            case 0120000 -> SYMBOLIC_LINK;
            case 0140000 -> SOCKET_STREAM;
            default -> UNKNOWN;
        };
    }
}

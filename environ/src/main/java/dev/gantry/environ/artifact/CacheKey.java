package dev.gantry.environ.artifact;

import java.nio.charset.StandardCharsets;

/// The name by which a cache looks for an artifact: checksums and length of the binary, and a checksum of what it is
/// compiled with.
///
/// Different binaries can have one name, by intent even. That is no danger where the binary lies beside the artifact
/// and is compared, which [#DIGITS] say nothing about: they are only where to look. A hash for which that cannot
/// happen costs a new process more than everything else that loading takes.
///
/// Threading: stateless.
public final class CacheKey {
    /// The length of a name.
    public static final int DIGITS = 40;

    private CacheKey() {}

    /// The name for a binary.
    ///
    /// @param binary   the module or component
    /// @param settings what it is compiled by and with
    /// @return [#DIGITS] hexadecimal digits
    public static String of(byte[] binary, String settings) {
        String length = Integer.toHexString(binary.length);
        return checksum(binary)
                + "0".repeat(8 - length.length())
                + length
                + checksum(settings.getBytes(StandardCharsets.UTF_8));
    }

    private static String checksum(byte[] bytes) {
        return Checksum.text(new Checksum().add(bytes, 0, bytes.length).value());
    }
}

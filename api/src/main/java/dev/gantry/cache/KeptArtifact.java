package dev.gantry.cache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a file of the cache holds: an artifact, and behind it the binary that it was made of.
///
/// The binary is there to be compared, so that an artifact is used for no other one, whatever the name of the file
/// says. In a process that has just begun, comparing takes less than a hash that nobody can forge.
///
/// Threading: stateless.
public final class KeptArtifact {
    private KeptArtifact() {}

    /// The content of a file.
    ///
    /// @param artifact the artifact
    /// @param binary   what it was made of
    /// @return both
    public static byte[] join(byte[] artifact, byte[] binary) {
        byte[] content = Arrays.copyOf(artifact, Math.addExact(artifact.length, binary.length));
        System.arraycopy(binary, 0, content, artifact.length, binary.length);
        return content;
    }

    /// The artifact of a binary in a file.
    ///
    /// @param binary  the binary
    /// @param content what the file holds
    /// @return the artifact, unchecked; null if the file is about another binary
    public static byte @Nullable [] of(byte[] binary, byte[] content) {
        int start = content.length - binary.length;
        return start >= 0 && Arrays.equals(content, start, content.length, binary, 0, binary.length)
                ? Arrays.copyOf(content, start)
                : null;
    }
}

package dev.gantry.environ.artifact;

import dev.gantry.wasm.Bug;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, by which artifacts name the binary that they were made of. Nobody can make two binaries that have the
/// same. It is computed when an artifact is written, not when one is loaded.
///
/// Threading: stateless.
public final class SourceHash {
    /// The length of a hash.
    public static final int BYTES = 32;

    private SourceHash() {}

    /// The hash of some pieces, one behind the other.
    ///
    /// @param pieces what is hashed
    /// @return [#BYTES] bytes
    public static byte[] of(byte[]... pieces) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] piece : pieces) {
                digest.update(piece);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw Bug.unreachable("a JDK without SHA-256: " + e);
        }
    }
}

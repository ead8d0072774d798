package dev.gantry.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Standard output of this process for a guest. The guest gets every error; the first is remembered, so that the
/// command can tell the user about a full disk when the guest does not.
///
/// Threading: confined to the guest's thread.
final class GuestOutput extends OutputStream {
    private final OutputStream target = new FileOutputStream(FileDescriptor.out);
    private @Nullable IOException firstFailure;

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int count) throws IOException {
        try {
            target.write(bytes, start, count);
        } catch (IOException e) {
            firstFailure = firstFailure == null ? e : firstFailure;
            throw e;
        }
    }

    /// What went wrong first.
    ///
    /// @return the error, or null if there was none
    @Nullable
    IOException firstFailure() {
        return firstFailure;
    }
}

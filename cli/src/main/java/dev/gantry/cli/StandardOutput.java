package dev.gantry.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Standard output of this process, which fails at most once: what comes after the first error is dropped, so that the
/// error is reported once, however many buffers are flushed on the way out.
final class StandardOutput extends OutputStream {
    private final OutputStream target = new FileOutputStream(FileDescriptor.out);
    private boolean isBroken;

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int count) throws IOException {
        if (isBroken) {
            return;
        }
        try {
            target.write(bytes, start, count);
        } catch (IOException e) {
            isBroken = true;
            throw new IOException("standard output: " + e.getMessage(), e);
        }
    }
}

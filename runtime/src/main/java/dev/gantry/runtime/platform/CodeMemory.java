package dev.gantry.runtime.platform;

/// Machine code that can be run.
///
/// Whoever published it closes it, at a time when no call can be inside and none can begin.
///
/// Threading: thread-safe.
public final class CodeMemory implements AutoCloseable {
    private final CodeRegion region;
    private final long address;
    private final long bytes;
    private boolean isClosed;

    CodeMemory(CodeRegion region, long address, long bytes) {
        this.region = region;
        this.address = address;
        this.bytes = bytes;
    }

    /// The start.
    ///
    /// @return an address, a multiple of the size of a page
    public long address() {
        return address;
    }

    /// The size.
    ///
    /// @return the number of bytes that were published
    public long size() {
        return bytes;
    }

    /// Makes room for other code. Closing it again has no effect.
    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        region.free(this);
    }

    /// For example `code 0x7f0000001000 + 96`.
    @Override
    public String toString() {
        return "code 0x" + Long.toHexString(address) + " + " + bytes;
    }
}

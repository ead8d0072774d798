package dev.gantry.runtime.platform;

/// A stack for wasm code, outside of the stacks that the system gives to threads.
///
/// ```text
///   guard (any access is a fault) │ head-room (signal frames, trampolines) │ what wasm code uses
///   start                                                                   limit             top
/// ```
///
/// Pages are taken from the system when they are first touched.
///
/// Threading: used by one call at a time.
public final class Stack {
    private final long start;
    private final long bytes;
    private final long limit;

    Stack(long start, long bytes, long limit) {
        this.start = start;
        this.bytes = bytes;
        this.limit = limit;
    }

    /// The lowest stack pointer that wasm code may have.
    ///
    /// @return an address
    public long limit() {
        return limit;
    }

    /// Where the stack begins; it grows downwards.
    ///
    /// @return the address behind its last byte, a multiple of the size of a page
    public long top() {
        return start + bytes;
    }

    /// What wasm code may use.
    ///
    /// @return the bytes between limit and top
    public long usableBytes() {
        return top() - limit;
    }

    long start() {
        return start;
    }

    long bytes() {
        return bytes;
    }
}

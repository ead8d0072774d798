package dev.gantry.runtime.platform;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/// A stack for wasm code, outside of the stacks that the system gives to threads.
///
/// ```text
///   guard (any access is a fault) │ head-room (signal frames, trampolines) │ what wasm code uses │ sign
///   start                                                                   limit                 top
/// ```
///
/// The sign tells whose stack it is: a number that nobody can guess, then the address of the store's context. It starts
/// at a multiple of [#SIGN_ALIGNMENT] and nowhere else on the stack is that number, so that whoever knows nothing
/// but a stack pointer finds it.
///
/// Pages are taken from the system when they are first touched.
///
/// Threading: used by one call at a time.
public final class Stack {
    /// Where signs may be.
    static final int SIGN_ALIGNMENT = 64 << 10;

    /// The number in front of all signs.
    static final long SIGN = unguessable();

    /// How far behind the start of the sign the store's context is.
    static final int SIGN_STORE = 8;

    private final long start;
    private final long bytes;
    private final long limit;

    private final long top;

    Stack(long start, long bytes, long limit, long top) {
        this.start = start;
        this.bytes = bytes;
        this.limit = limit;
        this.top = top;
    }

    /// A guest that could write the number on its stack could name a store of its choice. The JDK's generator would
    /// take 20 ms of the start.
    private static long unguessable() {
        try (InputStream random = new FileInputStream("/dev/urandom")) {
            return ByteBuffer.wrap(random.readNBytes(Long.BYTES)).getLong();
        } catch (IOException _) { // a system without the file
            return new SecureRandom().nextLong();
        }
    }

    /// Signs the stack.
    ///
    /// @param storeContext the address of the context of the store that uses it from now on
    public void sign(long storeContext) {
        NativeAccess.putLong(top, SIGN);
        NativeAccess.putLong(top + SIGN_STORE, storeContext);
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
        return top;
    }

    /// What wasm code may use.
    ///
    /// @return the bytes between limit and top
    public long usableBytes() {
        return top - limit;
    }

    long start() {
        return start;
    }

    long bytes() {
        return bytes;
    }
}

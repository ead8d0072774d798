package dev.gantry.runtime.platform;

import dev.gantry.runtime.ResourceException;
import dev.gantry.wasm.Bug;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/// Linux on x86-64, by functions of the C library.
///
/// All of them are linked as functions of six `long`s, because each further signature takes 10 ms: an `int` is the
/// low half of its register, and arguments too many are not looked at.
///
/// Threading: thread-safe.
final class LinuxPlatform implements Platform {
    private static final int PAGE_BYTES = 4096;
    private static final FunctionDescriptor SIGNATURE = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, Collections.nCopies(6, ValueLayout.JAVA_LONG).toArray(MemoryLayout[]::new));

    private static final long PRIVATE_ANONYMOUS = 0x2 | 0x20;
    private static final long NO_RESERVE = 0x4000;
    private static final long FIXED = 0x10;
    private static final long FAILED = -1;
    private static final long DONT_NEED = 4;

    private static final int SIGILL = 4;
    private static final int SIGBUS = 7;
    private static final int SIGFPE = 8;
    private static final int SIGSEGV = 11;

    /// `struct sigaction`: the handler comes first.
    private static final int SIGACTION_BYTES = 152;

    private static final int SIGACTION_RESTORER = 144;

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup library = linker.defaultLookup();
    private final MethodHandle mmap = link("mmap");
    private final MethodHandle munmap = link("munmap");
    private final MethodHandle mprotect = link("mprotect");
    private final MethodHandle madvise = link("madvise");
    private final MethodHandle calloc = link("calloc");
    private final MethodHandle free = link("free");
    private final MethodHandle sigaction = link("sigaction");

    /// Links the functions.
    ///
    /// @throws IllegalCallerException if native access is not permitted
    LinuxPlatform() {}

    private MethodHandle link(String name) {
        MemorySegment address = library.find(name).orElseThrow(() -> Bug.unreachable("a C library without " + name));
        return function(address.address());
    }

    /// The caller guarantees that `address` takes its arguments in the six integer registers, and lasts.
    @Override
    @SuppressWarnings("restricted") // the one place that makes code callable
    public MethodHandle function(long address) {
        return linker.downcallHandle(MemorySegment.ofAddress(address), SIGNATURE);
    }

    private static long call(MethodHandle function, long first, long second, long third) {
        try {
            return (long) function.invokeExact(first, second, third, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw notFromC(e);
        }
    }

    /// C functions throw nothing, but the way to them may: the JVM runs out of stack or memory.
    static RuntimeException notFromC(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            return exception;
        }
        throw new AssertionError("bug: thrown by machine code", thrown);
    }

    /// The result of functions that return an `int`.
    private static boolean isSuccess(long result) {
        return (int) result == 0;
    }

    private long map(long address, long bytes, long moreFlags) {
        try {
            return (long) mmap.invokeExact(
                    address, bytes, (long) Protection.NONE.bits(), PRIVATE_ANONYMOUS | NO_RESERVE | moreFlags, -1L, 0L);
        } catch (Throwable e) {
            throw notFromC(e);
        }
    }

    @Override
    public int pageBytes() {
        return PAGE_BYTES;
    }

    @Override
    public long reserve(long bytes) {
        long address = map(0, bytes, 0);
        if (address == FAILED) {
            throw new ResourceException("cannot reserve " + bytes + " bytes of addresses");
        }
        return address;
    }

    @Override
    public void protect(long address, long bytes, Protection protection) {
        if (!isSuccess(call(mprotect, address, bytes, protection.bits()))) {
            throw new ResourceException("no room for " + bytes + " bytes, or too many mappings");
        }
    }

    @Override
    public void discard(long address, long bytes) {
        if (!isSuccess(call(madvise, address, bytes, DONT_NEED))) {
            throw Bug.unreachable("pages that cannot be discarded");
        }
    }

    @Override
    public boolean retract(long address, long bytes) {
        return map(address, bytes, FIXED) != FAILED;
    }

    @Override
    public void release(long address, long bytes) {
        if (!isSuccess(call(munmap, address, bytes, 0))) {
            throw new ResourceException("cannot give back " + bytes + " bytes of addresses");
        }
    }

    @Override
    public long allocate(long bytes) {
        long address = call(calloc, bytes, 1, 0);
        if (address == 0) {
            throw new ResourceException("no room for " + bytes + " bytes outside of the Java heap");
        }
        return address;
    }

    @Override
    public void free(long address) {
        long _ = call(free, address, 0, 0);
    }

    @Override
    public int[] faultSignals() {
        return new int[] {SIGILL, SIGBUS, SIGFPE, SIGSEGV};
    }

    @Override
    public long signalHandler(int signal) {
        try (Arena arena = Arena.ofConfined()) {
            return action(arena, signal).get(ValueLayout.JAVA_LONG, 0);
        }
    }

    @Override
    public long signalRestorer(int signal) {
        try (Arena arena = Arena.ofConfined()) {
            return action(arena, signal).get(ValueLayout.JAVA_LONG, SIGACTION_RESTORER);
        }
    }

    @Override
    public void setSignalHandler(int signal, long handler) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = action(arena, signal);
            action.set(ValueLayout.JAVA_LONG, 0, handler);
            if (!isSuccess(call(sigaction, signal, action.address(), 0))) {
                throw new ResourceException("the system refuses handlers of signal " + signal);
            }
        }
    }

    private MemorySegment action(Arena arena, int signal) {
        MemorySegment action = arena.allocate(SIGACTION_BYTES, Long.BYTES);
        if (!isSuccess(call(sigaction, signal, 0, action.address()))) {
            throw new ResourceException("the system does not tell the handler of signal " + signal);
        }
        return action;
    }
}

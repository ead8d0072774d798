package dev.gantry.runtime.platform;

import dev.gantry.runtime.ResourceException;
import dev.gantry.wasm.UnsupportedException;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// The operating system, as far as machine code needs it: pages, small allocations, signal handlers, calls to
/// addresses.
///
/// Addresses and sizes of pages are multiples of [#pageBytes] unless said otherwise. Nothing here checks who uses
/// an address.
///
/// Threading: thread-safe.
public interface Platform {
    /// The system property that, when it is `false`, switches machine code off.
    String SWITCH = "gantry.native";

    /// Whether [#current] can be expected to succeed. Links, maps and installs nothing, and causes no warning.
    ///
    /// @return false on other systems and processors, on a [Processor] that lacks something, when [#SWITCH] is
    ///     off, or when an option denies native access
    static boolean isAvailable() {
        return PlatformChoice.obstacle() == null;
    }

    /// This process's platform. The first call links a few functions of the C library, which takes up to 0.3 s.
    ///
    /// @return always the same
    /// @throws UnsupportedException if there is none, see [#isAvailable], or if native access is not permitted
    static Platform current() {
        String obstacle = PlatformChoice.obstacle();
        if (obstacle != null) {
            throw new UnsupportedException("machine code: " + obstacle);
        }
        return PlatformChoice.linked();
    }

    /// Why there is no platform.
    ///
    /// @return a reason for users, or null if [#isAvailable]
    static @Nullable String obstacle() {
        return PlatformChoice.obstacle();
    }

    /// The size of a page.
    ///
    /// @return a power of two
    int pageBytes();

    /// Takes a range of addresses that nothing may access yet.
    ///
    /// @param bytes its size
    /// @return its start
    /// @throws ResourceException if there is no such range
    long reserve(long bytes);

    /// Changes what may be done with pages.
    ///
    /// @param address    the start, in a reserved range
    /// @param bytes      the size
    /// @param protection what may be done
    /// @throws ResourceException if the system refuses, for lack of memory or of mappings; nothing has changed then
    void protect(long address, long bytes, Protection protection);

    /// Forgets what readable and writable pages hold: they are zero again, and take no room until they are written.
    ///
    /// @param address the start
    /// @param bytes   the size
    void discard(long address, long bytes);

    /// Makes pages as they were when they were reserved.
    ///
    /// @param address the start, in a reserved range
    /// @param bytes   the size
    /// @return whether the system did it; if not, the pages are as before
    boolean retract(long address, long bytes);

    /// Gives a range of addresses back.
    ///
    /// @param address what [#reserve] gave
    /// @param bytes   its size
    void release(long address, long bytes);

    /// Allocates zeroed memory.
    ///
    /// @param bytes the size, need not be a multiple of pages
    /// @return its address, a multiple of 16
    /// @throws ResourceException if there is no room
    long allocate(long bytes);

    /// Frees memory.
    ///
    /// @param address what [#allocate] gave
    void free(long address);

    /// Signals that a fault of machine code can cause.
    ///
    /// @return their numbers, a fresh array
    int[] faultSignals();

    /// The function that handles a signal.
    ///
    /// @param signal its number
    /// @return its address, or 0 or 1 if the system's default applies or the signal is ignored
    /// @throws ResourceException if the system does not tell
    long signalHandler(int signal);

    /// Where the function that handles a signal returns to when the system itself has called it.
    ///
    /// @param signal its number
    /// @return the address, or 0 if there is no such function
    /// @throws ResourceException if the system does not tell
    long signalRestorer(int signal);

    /// Replaces the function that handles a signal, and keeps the flags and the mask of the former one.
    ///
    /// @param signal  its number
    /// @param handler the address of a function of three arguments, or 0 or 1, see [#signalHandler]
    /// @throws ResourceException if the system refuses, as some sandboxes do; nothing has changed then
    void setSignalHandler(int signal, long handler);

    /// A way to call code.
    ///
    /// @param address its start; it must follow the system's calling convention, take at most six arguments, all of
    /// them integers, and must not go away
    /// @return a handle that takes six values of type `long` and gives one
    MethodHandle function(long address);
}

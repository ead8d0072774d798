package dev.gantry.runtime.platform;

import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;

/// Ends shared arenas whose segments users have.
///
/// The JDK lets no thread access a segment once its arena is closed: a thread that is about to is stopped
/// with an exception. Only a thread that has handed a segment to a channel, or to native code, keeps the
/// arena from being closed; such a one is waited for here, as nobody else does.
///
/// Threading: thread-safe.
public final class SharedArenas {
    private static final Cleaner CLEANER = Cleaner.create();

    private SharedArenas() {}

    /// Closes an arena: now, or after one of the next collections of the Java heap that find it unused.
    ///
    /// @param arena a shared arena that is open, and that nobody else closes
    /// @param then  what to do when no thread can access its segments any more
    public static void end(Arena arena, Runnable then) {
        try {
            arena.close();
        } catch (IllegalStateException _) { // a thread uses a segment for input or output
            var _ = CLEANER.register(new Object(), () -> end(arena, then));
            return;
        }
        then.run();
    }
}

package dev.gantry.runtime.vm;

import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// An uninterrupted run of wasm frames: begun by a call from the host, ended by its return. Activations are
/// linked from the innermost, [VmStore#activation], to the outermost; host frames lie between them.
///
/// Threading: confined to its store.
public abstract class Activation {
    /// The activation below the host code that started this one.
    public final @Nullable Activation outer;

    /// A new innermost activation; the caller makes it known as [VmStore#activation].
    ///
    /// @param outer the innermost one until now
    protected Activation(@Nullable Activation outer) {
        this.outer = outer;
    }

    /// Whose code runs in the innermost frame.
    ///
    /// @return the instance, or null before the first frame
    public abstract @Nullable VmInstance instance();

    /// Visits the frames, innermost first, until the sink has enough. When the activation is being left by an
    /// exception, the frames are those that were active when it was thrown.
    ///
    /// @param sink gets the frames
    /// @return whether the sink wants more
    public abstract boolean walk(FrameSink sink);

    /// Visits the references in the frames, precisely: every slot that holds a reference to anything but a
    /// function and will be read again, once, if it is not null. Called when the innermost frame allocates, waits,
    /// or is in a call.
    ///
    /// @param visitor gets each reference and gives the one to keep in its place
    public abstract void visitRefs(IntUnaryOperator visitor);

    /// Visits the references in frames that are not on [VmStore#stacks], where they would be found without help.
    ///
    /// @param visitor gets each reference and gives the one to keep in its place
    protected void visitOwnStack(IntUnaryOperator visitor) {
        // all frames are on the store's stacks
    }
}

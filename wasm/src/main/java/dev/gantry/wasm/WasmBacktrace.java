package dev.gantry.wasm;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The wasm frames that were active when a trap, an exception or a host error happened; innermost first.
///
/// Threading: immutable.
///
/// @param frames the frames, innermost first
public record WasmBacktrace(List<Frame> frames) {
    /// Copies the list.
    public WasmBacktrace {
        frames = List.copyOf(frames);
    }

    /// One activation of a wasm function.
    ///
    /// @param module       the module's name, or null if it has none
    /// @param funcIndex    the index of the function in its module
    /// @param funcName     the function's name from the name section, or null
    /// @param moduleOffset offset of the instruction in the module's binary, or -1 if unknown
    /// @param funcOffset   offset of the instruction from the start of the function's body, or -1 if unknown
    /// @param file         source file from the line table, or null
    /// @param line         source line from 1, or 0 if unknown
    /// @param column       source column from 1, or 0 if unknown
    public record Frame(
            @Nullable String module,
            int funcIndex,
            @Nullable String funcName,
            long moduleOffset,
            long funcOffset,
            @Nullable String file,
            int line,
            int column) {
        /// The frame as a Java stack-trace element: `module.function(file:line)`.
        ///
        /// @return the element
        public StackTraceElement toStackTraceElement() {
            String function = funcName == null ? "func[" + funcIndex + "]" : funcName;
            String place =
                    file == null ? (moduleOffset < 0 ? "wasm" : "wasm:0x" + Long.toHexString(moduleOffset)) : file;
            return new StackTraceElement(module == null ? "<wasm>" : module, function, place, line == 0 ? -1 : line);
        }
    }

    /// Carries a backtrace among the suppressed exceptions of an exception that a host function threw.
    private static final class Note extends Throwable {
        private static final long serialVersionUID = 1L;

        private transient WasmBacktrace backtrace;

        Note(WasmBacktrace backtrace) {
            super(null, null, false, false);
            this.backtrace = backtrace;
        }

        @Override
        public String getMessage() {
            return "wasm backtrace\n" + backtrace;
        }
    }

    /// Attaches wasm frames to an exception of the host, in place of those attached before (R79, R81). Has no effect on
    /// exceptions that suppress nothing.
    ///
    /// @param thrown    the exception
    /// @param backtrace the frames
    public static void attach(Throwable thrown, WasmBacktrace backtrace) {
        Note note = noteOf(thrown);
        if (note == null) {
            thrown.addSuppressed(new Note(backtrace));
        } else {
            note.backtrace = backtrace;
        }
    }

    /// The wasm frames attached to an exception that came out of a call.
    ///
    /// @param thrown the exception
    /// @return the frames that were active when the host threw it, if there are any
    public static Optional<WasmBacktrace> attachedTo(Throwable thrown) {
        Note note = noteOf(thrown);
        return note == null ? Optional.empty() : Optional.of(note.backtrace);
    }

    private static @Nullable Note noteOf(Throwable thrown) {
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (suppressed instanceof Note note) {
                return note;
            }
        }
        return null;
    }

    /// The text that the command line prints: one line per frame, innermost first, without a trailing newline.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int depth = 0; depth < frames.size(); depth++) {
            Frame frame = frames.get(depth);
            text.append(depth == 0 ? "" : "\n").append("  ").append(depth).append(": ");
            if (frame.moduleOffset() >= 0) {
                text.append("0x").append(Long.toHexString(frame.moduleOffset())).append(" - ");
            }
            text.append(frame.module() == null ? "<unknown>" : frame.module()).append('!');
            text.append(frame.funcName() == null ? "<wasm function " + frame.funcIndex() + ">" : frame.funcName());
            if (frame.file() != null) {
                text.append(" at ").append(frame.file()).append(':').append(frame.line());
                if (frame.column() > 0) {
                    text.append(':').append(frame.column());
                }
            }
        }
        return text.toString();
    }
}

package dev.gantry.interpreter;

import dev.gantry.runtime.vm.Activation;
import dev.gantry.runtime.vm.FrameSink;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A run of frames of register code, on one or more chunks of slots.
///
/// Every frame has a header of two slots at its frame pointer: where it is in its code, written before anything
/// that can call, trap or throw; and a link to the frame it calls, the function's id and the frame pointer. If the
/// place is negative, it is the complement, and the frame is the innermost one although it stands at a call: the
/// callee belongs to the host, or the call failed. Runs and chunks begin with a header that belongs to no
/// function.
///
/// The links lead from the outermost frame to the innermost. After a trap or an exception they are still there,
/// since nobody clears slots; so nothing has to be noted while Java frames are unwound. After an overflow of the
/// Java stack the last link may be stale; the walk believes only what could be a frame.
///
/// Threading: confined to its store.
final class Frames extends Activation {
    /// The link of a frame whose callee runs on the next chunk.
    static final long NEXT_CHUNK = -1;

    private static final long[][] NO_CHUNKS = {};

    private final VmStore store;
    private long[][] chunks = NO_CHUNKS;
    private int chunkCount;
    private int bottom;
    private @Nullable VmInstance innermost;

    /// A run that has not started.
    ///
    /// @param store its store
    /// @param outer the run below the host code that starts this one
    Frames(VmStore store, @Nullable Activation outer) {
        super(outer);
        this.store = store;
    }

    /// Starts the run.
    ///
    /// @param s      the first chunk
    /// @param header where its header is
    void begin(long[] s, int header) {
        bottom = header;
        pushChunk(s);
    }

    /// Goes on to a fresh chunk, whose header is at its start.
    void pushChunk(long[] s) {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(1, 2 * chunkCount));
        }
        chunks[chunkCount++] = s;
    }

    /// The number of chunks in use.
    int chunkCount() {
        return chunkCount;
    }

    /// Goes back to an earlier chunk.
    void popChunks(int count) {
        chunkCount = count;
    }

    /// Notes who calls the host.
    void leaveFor(VmInstance caller) {
        innermost = caller;
    }

    @Override
    public @Nullable VmInstance instance() {
        return innermost;
    }

    /// What is done with each frame, outermost first.
    private interface FrameVisitor {
        /// A frame.
        ///
        /// @param func  its function
        /// @param place where it is in its code
        /// @param s     the chunk that it is on
        /// @param fp    its frame pointer
        void frame(InterpreterFunc func, int place, long[] s, int fp);
    }

    private void forEach(FrameVisitor visitor) {
        int chunk = 0;
        long[] s = chunkCount == 0 ? new long[2] : chunks[0];
        int caller = chunkCount == 0 ? 0 : bottom;
        while (s[caller] >= 0) {
            long link = s[caller + 1];
            if (link == NEXT_CHUNK && chunk + 1 < chunkCount) {
                s = chunks[++chunk];
                caller = 0;
                continue;
            }
            int fp = (int) link;
            InterpreterFunc func = func((int) (link >>> Integer.SIZE));
            if (func == null || fp <= caller || fp > s.length - Translation.HEADER_SLOTS) {
                break;
            }
            int place = (int) (s[fp] < 0 ? ~s[fp] : s[fp]);
            visitor.frame(func, place, s, fp);
            int[] code = func.callee.code;
            if (place < 0 || place >= code.length || !isCall(code[place])) {
                break;
            }
            caller = fp;
        }
    }

    @Override
    public boolean walk(FrameSink sink) {
        List<InterpreterFunc> funcs = new ArrayList<>();
        IntVec places = new IntVec();
        forEach((func, place, _, _) -> {
            funcs.add(func);
            places.add(place);
        });
        for (int frame = places.size() - 1; frame >= 0; frame--) {
            InterpreterFunc func = funcs.get(frame);
            if (!sink.frame(func.instance, func.index, func.callee.function.wasmOffset(places.get(frame)))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void visitRefs(IntUnaryOperator visitor) {
        forEach((func, place, s, fp) -> FrameMaps.visit(func.callee.function.frameMaps(), place, s, fp, visitor));
    }

    private @Nullable InterpreterFunc func(int id) {
        if (id <= 0 || id >= store.funcs.length) {
            return null;
        }
        VmFunc func = store.funcs[id];
        return func instanceof InterpreterFunc ours ? ours : null;
    }

    private static boolean isCall(int number) {
        return number == Code.CALL || number == Code.CALL_INDIRECT || number == Code.CALL_REF;
    }
}

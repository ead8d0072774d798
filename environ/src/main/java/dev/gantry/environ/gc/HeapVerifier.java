package dev.gantry.environ.gc;

import dev.gantry.environ.spi.GcHeap;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcShape;
import dev.gantry.environ.spi.GcTypes;
import java.util.BitSet;

/// Checks what must hold in a heap after a collection, whatever the collector:
///
/// - every object lies within the heap, has a kind that fits its type, and overlaps no other
/// - every reference in an object, and every root, leads to the start of an object
///
/// Threading: confined to the store of the heap.
public final class HeapVerifier {
    private final GcHeap heap;
    private final GcLayouts layouts;
    private final GcTypes types;
    private final BitSet starts = new BitSet();
    private long end;

    private HeapVerifier(GcHeap heap, GcLayouts layouts, GcTypes types) {
        this.heap = heap;
        this.layouts = layouts;
        this.types = types;
    }

    /// Checks a heap.
    ///
    /// @param heap    its bytes
    /// @param layouts how objects lie in it
    /// @param types   the types of its objects
    /// @param gc      its collector
    /// @param roots   what refers into it
    /// @throws IllegalStateException if something does not hold
    public static void verify(GcHeap heap, GcLayouts layouts, GcTypes types, GcRuntime gc, GcRoots roots) {
        HeapVerifier verifier = new HeapVerifier(heap, layouts, types);
        gc.verify();
        gc.forEachObject(verifier::checkPlace);
        gc.forEachObject(verifier::checkRefs);
        roots.visit(ref -> verifier.checkTarget("a root", ref));
    }

    private GcShape shape(int ref) {
        return types.shape(heap.load32(ref) & GcLayouts.TYPE_MASK);
    }

    private void checkPlace(int ref) {
        long at = Integer.toUnsignedLong(ref);
        GcShape shape = shape(ref);
        int kind = heap.load32(ref) & GcLayouts.KIND_MASK;
        if (kind != (shape.isArray() ? GcLayouts.ARRAY : GcLayouts.STRUCT)) {
            throw new IllegalStateException("an object of the wrong kind at " + at);
        }
        if (at < end || !GcRefs.isObject(ref)) {
            throw new IllegalStateException("an object at " + at + ", where another one ends at " + end);
        }
        end = at + shape.sizeBytes(shape.isArray() ? heap.load32(ref + layouts.lengthOffset()) : 0);
        if (end > heap.sizeBytes()) {
            throw new IllegalStateException("an object at " + at + " that ends at " + end);
        }
        starts.set((int) (at / GcRefs.ALIGNMENT));
    }

    private void checkRefs(int ref) {
        GcShape shape = shape(ref);
        if (!shape.hasRefs()) {
            return;
        }
        if (!shape.isArray()) {
            for (int offset : shape.refOffsets()) {
                checkHeld(ref, heap.load32(ref + offset));
            }
            return;
        }
        int length = heap.load32(ref + layouts.lengthOffset());
        for (int index = 0; index < length; index++) {
            checkHeld(ref, heap.load32(ref + shape.baseBytes() + index * Integer.BYTES));
        }
    }

    private void checkHeld(int ref, int held) {
        if (GcRefs.isObject(held)) {
            int _ = checkTarget("the object at " + Integer.toUnsignedLong(ref), held);
        }
    }

    private int checkTarget(String holder, int ref) {
        long at = Integer.toUnsignedLong(ref);
        if (!starts.get((int) (at / GcRefs.ALIGNMENT))) {
            throw new IllegalStateException(holder + " refers to " + at + ", where no object is");
        }
        return ref;
    }
}

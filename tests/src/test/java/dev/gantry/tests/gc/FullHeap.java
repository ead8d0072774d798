package dev.gantry.tests.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.environ.gc.HeapVerifier;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.environ.spi.GcShape;
import dev.gantry.environ.spi.GcTypes;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// A heap that cannot grow, full of small numbered objects, all of them live.
final class FullHeap implements GcTypes, GcRoots {
    private static final int TYPE = 5;

    final EmittedRuntime gc;
    private final ArrayHeap heap;
    private final GcLayouts layouts;
    private final GcShape shape;
    private int[] roots = new int[16];
    private int count;

    FullHeap(GcRuntimeProvider provider, int sizeBytes) {
        layouts = provider.layouts();
        shape = new GcShape(false, layouts.headerBytes() + Integer.BYTES, 0, false, new int[0]);
        heap = new ArrayHeap(sizeBytes, (_, _) -> true);
        heap.grow(sizeBytes);
        gc = new EmittedRuntime(provider, heap, provider.runtime(heap, this, this, true));
    }

    @Override
    public GcShape shape(int typeId) {
        assertThat(typeId).isEqualTo(TYPE);
        return shape;
    }

    @Override
    public long visit(IntUnaryOperator visitor) {
        for (int root = 0; root < count; root++) {
            roots[root] = visitor.applyAsInt(roots[root]);
        }
        return count;
    }

    void fill() {
        while (true) {
            int ref = gc.allocate(GcLayouts.word(shape, TYPE), (int) shape.sizeBytes(0));
            if (ref == 0) {
                return;
            }
            if (count == roots.length) {
                roots = Arrays.copyOf(roots, 2 * count);
            }
            heap.store32(ref + layouts.headerBytes(), count);
            roots[count++] = ref;
        }
    }

    /// How many objects there are.
    int count() {
        return count;
    }

    void drop() {
        count = 0;
    }

    /// Makes the headers of all objects say something else.
    void overwriteHeaders(int first, int second) {
        for (int root = 0; root < count; root++) {
            heap.store32(roots[root], first);
            heap.store32(roots[root] + GcLayouts.COLLECTOR_WORD, second);
        }
    }

    void checkRoots() {
        for (int root = 0; root < count; root++) {
            assertThat(GcRefs.isObject(roots[root])).as("root %d", roots[root]).isTrue();
        }
    }

    void check() {
        HeapVerifier.verify(heap, layouts, this, gc, this);
        for (int root = 0; root < count; root++) {
            assertThat(heap.load32(roots[root] + layouts.headerBytes())).isEqualTo(root);
        }
    }
}

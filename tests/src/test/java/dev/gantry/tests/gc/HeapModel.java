package dev.gantry.tests.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.environ.gc.HeapVerifier;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.environ.spi.GcRoots;
import dev.gantry.environ.spi.GcRuntime;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.environ.spi.GcShape;
import dev.gantry.environ.spi.GcTypes;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A heap under a collector, and beside it what should be in it, as plain Java objects.
final class HeapModel implements GcTypes, GcRoots {
    private static final int ROOTS = 24;
    private static final int PAIR = 0;
    private static final int NUMBERS = 1;
    private static final int REFS = 2;
    private static final int BYTES = 3;

    /// What an object should look like.
    private static final class Node {
        final int type;
        final @Nullable Node[] refs;
        int number;

        Node(int type, int refs) {
            this.type = type;
            this.refs = new Node[refs];
        }
    }

    final ArrayHeap heap;
    final GcRuntime gc;
    private final RandomGenerator random;
    private final int header;
    private final GcLayouts layouts;
    private final GcShape[] shapes;
    private final int[] roots = new int[ROOTS];
    private final @Nullable Node[] model = new Node[ROOTS];

    /// An empty heap.
    ///
    /// @param provider  its collector
    /// @param maxBytes  its largest size
    /// @param random    decides what is done
    /// @param poisons   whether what is freed is overwritten
    /// @param isEmitted whether to run the code that the collector describes for compilers
    HeapModel(GcRuntimeProvider provider, long maxBytes, RandomGenerator random, boolean poisons, boolean isEmitted) {
        this.random = random;
        this.layouts = provider.layouts();
        this.header = layouts.headerBytes();
        this.shapes = new GcShape[] {
            new GcShape(false, header + 12, 0, true, new int[] {header, header + 4}),
            new GcShape(false, header + 4, 0, false, new int[0]),
            new GcShape(true, header + 4, 2, true, new int[0]),
            new GcShape(true, header + 4, 0, false, new int[0])
        };
        this.heap = new ArrayHeap(maxBytes, (_, _) -> true);
        GcRuntime runtime = provider.runtime(heap, this, this, poisons);
        this.gc = isEmitted ? new EmittedRuntime(provider, heap, runtime) : runtime;
    }

    @Override
    public GcShape shape(int typeId) {
        return shapes[typeId];
    }

    @Override
    public long visit(IntUnaryOperator visitor) {
        for (int root = 0; root < ROOTS; root++) {
            if (GcRefs.isObject(roots[root])) {
                roots[root] = visitor.applyAsInt(roots[root]);
            }
        }
        return ROOTS;
    }

    /// Does one thing that a guest could do, to the heap and to the model.
    void step() {
        int root = random.nextInt(ROOTS);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> allocate(root);
            case 3, 4, 5 -> write(root, random.nextInt(ROOTS));
            case 6, 7 -> read(root, random.nextInt(ROOTS));
            case 8 -> {
                roots[root] = 0;
                model[root] = null;
            }
            default -> {
                roots[root] = roots[0];
                model[root] = model[0];
            }
        }
    }

    private void allocate(int root) {
        int type = random.nextInt(shapes.length);
        int length = shapes[type].isArray() ? random.nextInt(random.nextInt(20) == 0 ? 400 : 8) : 0;
        int ref = gc.allocate(GcLayouts.word(shapes[type], type), (int) shapes[type].sizeBytes(length));
        if (ref == 0) { // full, maybe for ever: start again
            dropRoots();
            gc.reset();
            return;
        }
        if (shapes[type].isArray()) {
            heap.store32(ref + layouts.lengthOffset(), length);
        }
        Node node = new Node(type, type == PAIR ? 2 : type == REFS ? length : 0);
        if (type == PAIR || type == NUMBERS) {
            node.number = random.nextInt();
            heap.store32(numberAt(type, ref), node.number);
        } else if (type == BYTES) {
            node.number = length;
        }
        roots[root] = ref;
        model[root] = node;
    }

    private int numberAt(int type, int ref) {
        return ref + header + (type == PAIR ? 8 : 0);
    }

    private int refAt(Node node, int ref, int index) {
        return ref + (node.type == PAIR ? header : shapes[REFS].baseBytes()) + index * Integer.BYTES;
    }

    private void write(int to, int from) {
        Node node = model[to];
        if (node != null && node.refs.length > 0) {
            int index = random.nextInt(node.refs.length);
            int at = refAt(node, roots[to], index);
            gc.writeBarrier(heap.load32(at), roots[from]);
            heap.store32(at, roots[from]);
            node.refs[index] = model[from];
        }
    }

    private void read(int to, int from) {
        Node node = model[from];
        if (node != null && node.refs.length > 0) {
            int index = random.nextInt(node.refs.length);
            int ref = heap.load32(refAt(node, roots[from], index));
            if (GcRefs.isObject(ref)) {
                gc.readBarrier(ref);
            }
            roots[to] = ref;
            model[to] = node.refs[index];
        }
    }

    /// Walks heap and model side by side.
    void compare() {
        HeapVerifier.verify(heap, layouts, this, gc, this);
        IdentityHashMap<Node, Integer> seen = new IdentityHashMap<>();
        for (int root = 0; root < ROOTS; root++) {
            compare(model[root], roots[root], seen);
        }
    }

    private void compare(@Nullable Node first, int firstRef, IdentityHashMap<Node, Integer> seen) {
        ArrayDeque<Node> work = new ArrayDeque<>();
        meet(first, firstRef, seen, work);
        while (!work.isEmpty()) {
            Node node = work.pop();
            int ref = seen.get(node);
            assertThat(heap.load32(ref) & GcLayouts.TYPE_MASK).isEqualTo(node.type);
            switch (node.type) {
                case REFS ->
                    assertThat(heap.load32(ref + layouts.lengthOffset())).isEqualTo(node.refs.length);
                case BYTES ->
                    assertThat(heap.load32(ref + layouts.lengthOffset())).isEqualTo(node.number);
                default -> assertThat(heap.load32(numberAt(node.type, ref))).isEqualTo(node.number);
            }
            for (int index = 0; index < node.refs.length; index++) {
                meet(node.refs[index], heap.load32(refAt(node, ref, index)), seen, work);
            }
        }
    }

    private static void meet(@Nullable Node node, int ref, IdentityHashMap<Node, Integer> seen, ArrayDeque<Node> work) {
        if (node == null) {
            assertThat(ref).isZero();
            return;
        }
        Integer known = seen.putIfAbsent(node, ref);
        if (known == null) {
            work.push(node);
        } else {
            assertThat(ref).isEqualTo(known);
        }
    }

    /// Overwrites part of the heap with random bytes.
    void corrupt() {
        int from = random.nextInt(heap.bytes.length);
        int to = Math.min(heap.bytes.length, from + 1 + random.nextInt(200));
        for (int at = from; at < to; at++) {
            heap.bytes[at] = (byte) random.nextInt();
        }
    }

    /// Forgets everything outside of the heap.
    void dropRoots() {
        for (int root = 0; root < ROOTS; root++) {
            roots[root] = 0;
            model[root] = null;
        }
    }
}

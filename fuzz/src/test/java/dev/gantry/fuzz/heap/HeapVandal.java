package dev.gantry.fuzz.heap;

import dev.gantry.Store;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.fuzz.generate.Choice;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.runtime.vm.VmStore;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// Writes into the collected heap of a store what a guest that has broken out could write there.
public final class HeapVandal {
    private static final Method VM = vm();

    private HeapVandal() {}

    private static Method vm() {
        try {
            Method method = Store.class.getDeclaredMethod("vm");
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException e) {
            throw new LinkageError("a store without VmStore", e);
        }
    }

    /// Overwrites some of the heap.
    public static void overwrite(Store<?> store, Choice choice) {
        VmHeap heap = heap(store);
        if (heap == null || heap.heap.sizeBytes() == 0) {
            return;
        }
        GcHeap bytes = heap.heap;
        int size = (int) bytes.sizeBytes();
        switch (choice.below(4)) {
            case 0 -> { // a run of anything
                int from = choice.below(size);
                int to = Math.min(size, from + choice.between(1, 400));
                for (int at = from; at < to; at++) {
                    bytes.store8(at, (byte) choice.bits());
                }
            }
            case 1 -> { // single bits
                for (int count = choice.between(1, 20); count > 0; count--) {
                    int at = choice.below(size);
                    bytes.store8(at, (byte) (bytes.load8(at) ^ 1 << choice.below(8)));
                }
            }
            case 2 -> { // words that are references, types, lengths or counts elsewhere
                for (int count = choice.between(1, 40); count > 0; count--) {
                    int from = choice.below(size / 4) * 4;
                    bytes.store32(choice.below(size / 4) * 4, bytes.load32(from));
                }
            }
            default -> { // words that could be such
                for (int count = choice.between(1, 40); count > 0; count--) {
                    bytes.store32(choice.below(size / 4) * 4, word(choice, size));
                }
            }
        }
    }

    private static int word(Choice choice, int size) {
        return switch (choice.below(6)) {
            case 0 -> choice.below(size) & -8;
            case 1 -> choice.below(64) << 2 | 2; // a host object
            case 2 -> choice.below(64) << 3 | 4; // an exception
            case 3 -> (int) choice.integer();
            case 4 -> choice.between(1, 3) << 27 | choice.below(64); // a header
            default -> choice.below(40); // a function, a length
        };
    }

    private static @Nullable VmHeap heap(Store<?> store) {
        try {
            return ((VmStore) VM.invoke(store)).heap;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a store without VmStore", e);
        }
    }
}

package dev.gantry.runtime.component;

import dev.gantry.environ.component.Abi;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Lists and maps, element by element.
final class ListCodec extends PointerCodec {
    private final Codec element;
    private final Codecs.Elements view;

    ListCodec(InterfaceType.Sequence type, Codec element, Codecs.Elements view) {
        super(type);
        this.element = element;
        this.view = view;
    }

    @Override
    public void check(@Nullable Object value, VmComponentInstance component) {
        check(view.iterator(value), element, component);
    }

    static void check(Iterator<? extends @Nullable Object> elements, Codec element, VmComponentInstance component) {
        for (int index = 0; elements.hasNext(); index++) {
            try {
                element.check(elements.next(), component);
            } catch (ValueMismatch wrong) {
                throw wrong.inside("[" + index + "]");
            }
        }
    }

    /// Each element goes to where it belongs; there is no copy of the list in between (R155).
    @Override
    Place write(Transfer transfer, @Nullable Object value) {
        int length = view.size(value);
        Abi abi = element.abi(transfer);
        long address = transfer.allocate((long) abi.size() * length, abi.align());
        Iterator<? extends @Nullable Object> elements = view.iterator(value);
        for (int index = 0; index < length; index++) {
            element.store(transfer, next(elements), address + (long) index * abi.size());
        }
        return new Place(address, length);
    }

    static @Nullable Object next(Iterator<? extends @Nullable Object> elements) {
        if (!elements.hasNext()) {
            throw new ConcurrentModificationException("the list has become shorter");
        }
        return elements.next();
    }

    @Override
    Object read(Transfer transfer, long address, long length) {
        Abi abi = element.abi(transfer);
        checkRange(transfer, abi, address, length);
        transfer.chargeElements(length, abi.size());
        @Nullable Object[] elements = new Object[(int) length];
        for (int index = 0; index < elements.length; index++) {
            elements[index] = element.load(transfer, address + (long) index * abi.size());
        }
        return view.make(elements);
    }

    static void checkRange(Transfer transfer, Abi abi, long address, long length) {
        if (length < 0 || length > Long.MAX_VALUE / Math.max(1, abi.size())) {
            throw TrapSignal.of(Failure.LIST_OUT_OF_BOUNDS);
        }
        transfer.check(address, length * abi.size(), abi.align(), Failure.LIST_OUT_OF_BOUNDS);
    }
}

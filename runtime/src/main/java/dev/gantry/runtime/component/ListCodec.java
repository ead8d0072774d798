package dev.gantry.runtime.component;

import dev.gantry.environ.component.Abi;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
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
        for (Object one : view.take(value)) {
            element.check(one, component);
        }
    }

    @Override
    Place write(Transfer transfer, @Nullable Object value) {
        @Nullable Object[] elements = view.take(value);
        Abi abi = element.abi(transfer);
        long address = transfer.allocate((long) abi.size() * elements.length, abi.align());
        long at = address;
        for (Object one : elements) {
            element.store(transfer, one, at);
            at += abi.size();
        }
        return new Place(address, elements.length);
    }

    @Override
    Object read(Transfer transfer, long address, long length) {
        Abi abi = element.abi(transfer);
        checkRange(transfer, abi, address, length);
        transfer.charge(length * Math.max(1, abi.size()));
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

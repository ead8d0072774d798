package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Lists of fixed length: as tuples of equal fields.
final class FixedListCodec extends Codec {
    private final int length;
    private final Codec element;
    private final Codecs.Elements view;

    FixedListCodec(InterfaceType.FixedList type, Codec element, Codecs.Elements view) {
        super(type);
        this.length = type.length();
        this.element = element;
        this.view = view;
    }

    @Override
    public void check(@Nullable Object value, VmComponentInstance component) {
        int found = view.size(value);
        if (found != length) {
            throw new ValueMismatch("expected " + length + " elements, found " + found);
        }
        ListCodec.check(view.iterator(value), element, component);
    }

    @Override
    void lower(Transfer transfer, @Nullable Object value, long[] slots, int at) {
        int step = element.abi(transfer).flatCount();
        Iterator<? extends @Nullable Object> elements = view.iterator(value);
        for (int index = 0; index < length; index++) {
            element.lower(transfer, ListCodec.next(elements), slots, at + index * step);
        }
    }

    @Override
    void store(Transfer transfer, @Nullable Object value, long address) {
        int step = element.abi(transfer).size();
        Iterator<? extends @Nullable Object> elements = view.iterator(value);
        for (int index = 0; index < length; index++) {
            element.store(transfer, ListCodec.next(elements), address + (long) index * step);
        }
    }

    @Override
    Object lift(Transfer transfer, long[] slots, int at) {
        int step = element.abi(transfer).flatCount();
        @Nullable Object[] elements = new Object[length];
        for (int index = 0; index < length; index++) {
            elements[index] = element.lift(transfer, slots, at + index * step);
        }
        return view.make(elements);
    }

    @Override
    Object load(Transfer transfer, long address) {
        int step = element.abi(transfer).size();
        transfer.chargeElements(length, step);
        @Nullable Object[] elements = new Object[length];
        for (int index = 0; index < length; index++) {
            elements[index] = element.load(transfer, address + (long) index * step);
        }
        return view.make(elements);
    }
}

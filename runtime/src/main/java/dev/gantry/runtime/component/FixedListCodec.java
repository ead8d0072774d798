package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType;
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
        @Nullable Object[] elements = view.take(value);
        if (elements.length != length) {
            throw new IllegalArgumentException("expected " + length + " elements, found " + elements.length);
        }
        for (Object one : elements) {
            element.check(one, component);
        }
    }

    @Override
    void lower(Transfer transfer, @Nullable Object value, long[] slots, int at) {
        int step = element.abi(transfer).flatCount();
        int slot = at;
        for (Object one : view.take(value)) {
            element.lower(transfer, one, slots, slot);
            slot += step;
        }
    }

    @Override
    void store(Transfer transfer, @Nullable Object value, long address) {
        int step = element.abi(transfer).size();
        long at = address;
        for (Object one : view.take(value)) {
            element.store(transfer, one, at);
            at += step;
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
        transfer.charge((long) length * Math.max(1, step));
        @Nullable Object[] elements = new Object[length];
        for (int index = 0; index < length; index++) {
            elements[index] = element.load(transfer, address + (long) index * step);
        }
        return view.make(elements);
    }
}

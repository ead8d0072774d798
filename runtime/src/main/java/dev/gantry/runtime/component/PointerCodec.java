package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType;
import org.jspecify.annotations.Nullable;

/// What is passed as an address and a length, be it as core values or in memory.
abstract class PointerCodec extends Codec {
    PointerCodec(InterfaceType type) {
        super(type);
    }

    /// Writes the content of a value to memory.
    ///
    /// @return where it is
    abstract Place write(Transfer transfer, @Nullable Object value);

    /// Makes a value of its content.
    abstract Object read(Transfer transfer, long address, long length);

    /// Where something is.
    record Place(long address, long length) {}

    @Override
    final void lower(Transfer transfer, @Nullable Object value, long[] slots, int at) {
        Place place = write(transfer, value);
        slots[at] = place.address();
        slots[at + 1] = place.length();
    }

    @Override
    final void store(Transfer transfer, @Nullable Object value, long address) {
        Place place = write(transfer, value);
        transfer.storeAddress(address, place.address());
        transfer.storeAddress(address + transfer.addressSize(), place.length());
    }

    @Override
    final Object lift(Transfer transfer, long[] slots, int at) {
        return read(transfer, transfer.address(slots[at]), transfer.address(slots[at + 1]));
    }

    @Override
    final Object load(Transfer transfer, long address) {
        return read(transfer, transfer.loadAddress(address), transfer.loadAddress(address + transfer.addressSize()));
    }
}

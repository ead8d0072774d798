package dev.gantry.runtime.component;

import dev.gantry.environ.component.Abi;
import dev.gantry.environ.component.InterfaceType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Lists of numbers that are copied as they are.
final class PackedCodec extends PointerCodec {
    private final InterfaceType element;
    private final Codecs.Packed view;

    PackedCodec(InterfaceType.Sequence type, Codecs.Packed view) {
        super(type);
        this.element = type.element();
        this.view = view;
    }

    @Override
    public void check(@Nullable Object value, VmComponentInstance component) {
        var _ = view.bytes(value);
    }

    @Override
    Place write(Transfer transfer, @Nullable Object value) {
        MemorySegment bytes = view.bytes(value);
        Abi abi = element.abi(transfer.is64);
        long address = transfer.allocate(bytes.byteSize(), abi.align());
        MemorySegment.copy(bytes, 0, transfer.memory().segment(), address, bytes.byteSize());
        return new Place(address, bytes.byteSize() / abi.size());
    }

    @Override
    Object read(Transfer transfer, long address, long length) {
        Abi abi = element.abi(transfer.is64);
        ListCodec.checkRange(transfer, abi, address, length);
        transfer.charge(length * abi.size());
        return view.make(transfer.memory().segment().asSlice(address, length * abi.size()));
    }
}

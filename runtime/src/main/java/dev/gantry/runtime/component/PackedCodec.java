package dev.gantry.runtime.component;

import dev.gantry.environ.component.Abi;
import dev.gantry.environ.component.InterfaceType;
import org.jspecify.annotations.Nullable;

/// Lists of numbers that the host keeps side by side, as guests do.
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
        var _ = view.byteSize(value);
    }

    @Override
    Place write(Transfer transfer, @Nullable Object value) {
        long bytes = view.byteSize(value);
        Abi abi = element.abi(transfer.is64);
        long address = transfer.allocate(bytes, abi.align());
        view.write(value, transfer.memory().bytes().asSlice(address, bytes));
        return new Place(address, bytes / abi.size());
    }

    @Override
    Object read(Transfer transfer, long address, long length) {
        Abi abi = element.abi(transfer.is64);
        ListCodec.checkRange(transfer, abi, address, length);
        transfer.charge(length * abi.size());
        return view.make(transfer.memory().bytes().asSlice(address, length * abi.size()));
    }
}

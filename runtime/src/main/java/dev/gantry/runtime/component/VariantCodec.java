package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.Failure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Variants, enums, options and results: the number of the case, then its payload. What a payload leaves of
/// the room that the cases share is zero in core values and untouched in memory (R64).
final class VariantCodec extends Codec {
    private final InterfaceType.Variant type;
    private final @Nullable Codec[] payloads;
    private final Codecs.Cases view;

    VariantCodec(InterfaceType.Variant type, @Nullable Codec[] payloads, Codecs.Cases view) {
        super(type);
        this.type = type;
        this.payloads = payloads;
        this.view = view;
    }

    @Override
    public void check(@Nullable Object value, VmComponentInstance component) {
        int number = view.number(value);
        if (number < 0 || number >= payloads.length) {
            throw mismatch(value);
        }
        Codec payload = payloads[number];
        if (payload != null) {
            try {
                payload.check(view.payload(value), component);
            } catch (ValueMismatch wrong) {
                throw wrong.inside("." + type.names().get(number));
            }
        }
    }

    @Override
    void lower(Transfer transfer, @Nullable Object value, long[] slots, int at) {
        int number = view.number(value);
        Arrays.fill(slots, at, at + abi(transfer).flatCount(), 0);
        slots[at] = number;
        Codec payload = payloads[number];
        if (payload != null) {
            payload.lower(transfer, view.payload(value), slots, at + 1);
        }
    }

    @Override
    void store(Transfer transfer, @Nullable Object value, long address) {
        int number = view.number(value);
        VmMemory memory = transfer.memory();
        switch (type.discriminantSize()) {
            case 1 -> memory.store8(address, (byte) number);
            case 2 -> memory.store16(address, (short) number);
            default -> memory.store32(address, number);
        }
        Codec payload = payloads[number];
        if (payload != null) {
            payload.store(transfer, view.payload(value), address + type.payloadOffset(transfer.is64));
        }
    }

    private int checked(int number) {
        if (number < 0 || number >= payloads.length) {
            throw TrapSignal.of(Failure.INVALID_DISCRIMINANT);
        }
        return number;
    }

    @Override
    @Nullable
    Object lift(Transfer transfer, long[] slots, int at) {
        int number = checked((int) slots[at]);
        Codec payload = payloads[number];
        return view.make(number, payload == null ? null : payload.lift(transfer, slots, at + 1));
    }

    @Override
    @Nullable
    Object load(Transfer transfer, long address) {
        VmMemory memory = transfer.memory();
        int number = checked(
                switch (type.discriminantSize()) {
                    case 1 -> memory.load8(address) & 0xFF;
                    case 2 -> memory.load16(address) & 0xFFFF;
                    default -> memory.load32(address);
                });
        Codec payload = payloads[number];
        return view.make(
                number, payload == null ? null : payload.load(transfer, address + type.payloadOffset(transfer.is64)));
    }
}

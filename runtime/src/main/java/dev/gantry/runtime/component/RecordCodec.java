package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType;
import org.jspecify.annotations.Nullable;

/// Records and tuples: field by field.
final class RecordCodec extends Codec {
    private final InterfaceType.RecordType type;
    private final Codec[] fields;
    private final Codecs.Fields view;

    RecordCodec(InterfaceType.RecordType type, Codec[] fields, Codecs.Fields view) {
        super(type);
        this.type = type;
        this.fields = fields;
        this.view = view;
    }

    @Override
    public void check(@Nullable Object value, VmComponentInstance component) {
        @Nullable Object[] values = view.take(value);
        if (values.length != fields.length) {
            throw mismatch(value);
        }
        for (int field = 0; field < fields.length; field++) {
            try {
                fields[field].check(values[field], component);
            } catch (ValueMismatch wrong) {
                throw wrong.inside("." + (type.isTuple() ? field : type.names().get(field)));
            }
        }
    }

    @Override
    void lower(Transfer transfer, @Nullable Object value, long[] slots, int at) {
        @Nullable Object[] values = view.take(value);
        int slot = at;
        for (int field = 0; field < fields.length; field++) {
            fields[field].lower(transfer, values[field], slots, slot);
            slot += fields[field].abi(transfer).flatCount();
        }
    }

    @Override
    void store(Transfer transfer, @Nullable Object value, long address) {
        @Nullable Object[] values = view.take(value);
        for (int field = 0; field < fields.length; field++) {
            fields[field].store(transfer, values[field], address + type.offset(field, transfer.is64));
        }
    }

    @Override
    Object lift(Transfer transfer, long[] slots, int at) {
        @Nullable Object[] values = new Object[fields.length];
        int slot = at;
        for (int field = 0; field < fields.length; field++) {
            values[field] = fields[field].lift(transfer, slots, slot);
            slot += fields[field].abi(transfer).flatCount();
        }
        return view.make(values);
    }

    @Override
    Object load(Transfer transfer, long address) {
        @Nullable Object[] values = new Object[fields.length];
        for (int field = 0; field < fields.length; field++) {
            values[field] = fields[field].load(transfer, address + type.offset(field, transfer.is64));
        }
        return view.make(values);
    }
}

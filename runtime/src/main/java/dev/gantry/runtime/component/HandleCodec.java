package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.vm.VmMemory;
import org.jspecify.annotations.Nullable;

/// Handles to resources. An owned one moves: from the guest's table to the host, or back. A borrowed one is lent
/// for the time of the call; the instance that defined the type gets the representation itself.
final class HandleCodec extends Codec {
    private final boolean isOwn;
    private final int resource;
    private final Codecs.Handles view;

    HandleCodec(InterfaceType.Handle type, Codecs.Handles view) {
        super(type);
        this.isOwn = type.isOwn();
        this.resource = type.resource();
        this.view = view;
    }

    @Override
    public void check(@Nullable Object value, VmComponentInstance component) {
        view.resource(value).check(component.resource(resource), isOwn);
    }

    @SuppressWarnings("ReferenceEquality") // instances are compared by identity
    private int give(Transfer transfer, @Nullable Object value) {
        VmResource given = view.resource(value);
        VmResourceType type = transfer.resource(resource);
        given.check(type, isOwn); // again: the same handle may be given twice in one call
        if (isOwn) {
            given.end();
            return transfer.options.instance().handles.add(new HandleTable.Entry(type, given.rep(), null));
        }
        if (given.isOwn()) {
            transfer.scope.lend(given);
        }
        if (type.definer() == transfer.options.instance()) {
            return given.rep();
        }
        transfer.scope.borrowed();
        return transfer.options.instance().handles.add(new HandleTable.Entry(type, given.rep(), transfer.scope));
    }

    private Object take(Transfer transfer, int index) {
        VmResourceType type = transfer.resource(resource);
        HandleTable handles = transfer.options.instance().handles;
        if (isOwn) {
            return view.make(new VmResource(type, handles.remove(index, type, true).rep, true));
        }
        HandleTable.Entry entry = handles.get(index, type);
        transfer.scope.lend(entry);
        VmResource lent = new VmResource(entry.type, entry.rep, false);
        transfer.scope.lendToHost(lent);
        return view.make(lent);
    }

    @Override
    void lower(Transfer transfer, @Nullable Object value, long[] slots, int at) {
        slots[at] = give(transfer, value) & 0xFFFF_FFFFL;
    }

    @Override
    void store(Transfer transfer, @Nullable Object value, long address) {
        VmMemory memory = transfer.memory();
        memory.store32(address, give(transfer, value));
    }

    @Override
    Object lift(Transfer transfer, long[] slots, int at) {
        return take(transfer, (int) slots[at]);
    }

    @Override
    Object load(Transfer transfer, long address) {
        return take(transfer, transfer.memory().load32(address));
    }
}

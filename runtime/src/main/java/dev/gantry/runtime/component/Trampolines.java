package dev.gantry.runtime.component;

import dev.gantry.environ.component.Abi;
import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.environ.component.Trampoline;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.HostCode;
import dev.gantry.runtime.vm.HostFunc;
import dev.gantry.runtime.vm.VmCaller;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.FuncType;
import org.jspecify.annotations.Nullable;

/// The core functions that a component consists of besides those of its modules: each one is a host function.
final class Trampolines {
    private Trampolines() {}

    static HostFunc make(VmComponentInstance component, Trampoline trampoline) {
        HostCode code = switch (trampoline) {
            case Trampoline.LowerImport lower -> lowerImport(component, lower);
            case Trampoline.AlwaysTrap _ ->
                (_, _, _) -> {
                    throw TrapSignal.of(Failure.CANNOT_ENTER_COMPONENT);
                };
            case Trampoline.ResourceNew(int resource, int instance) ->
                resourceNew(component, resource, component.state(instance));
            case Trampoline.ResourceRep(int resource, int instance) ->
                resourceRep(component, resource, component.state(instance));
            case Trampoline.ResourceDrop(int resource, int instance) ->
                resourceDrop(component, resource, component.state(instance));
        };
        return new HostFunc(component.store(), component.store().types.register(trampoline.coreType()), code);
    }

    private static HostCode resourceNew(VmComponentInstance component, int resource, InstanceState instance) {
        return (_, slots, base) -> {
            instance.checkMayLeave();
            VmResourceType type = component.resource(resource);
            slots[base] = instance.handles.add(new HandleTable.Entry(type, (int) slots[base], null));
        };
    }

    private static HostCode resourceRep(VmComponentInstance component, int resource, InstanceState instance) {
        return (_, slots, base) -> {
            VmResourceType type = component.resource(resource);
            slots[base] = instance.handles.get((int) slots[base], type).rep;
        };
    }

    private static HostCode resourceDrop(VmComponentInstance component, int resource, InstanceState instance) {
        return (_, slots, base) -> {
            instance.checkMayLeave();
            VmResourceType type = component.resource(resource);
            HandleTable.Entry entry = instance.handles.remove((int) slots[base], type, false);
            if (entry.scope != null) {
                entry.scope.dropped();
            } else {
                type.destroy(instance, entry.rep);
            }
        };
    }

    private static HostCode lowerImport(VmComponentInstance component, Trampoline.LowerImport lower) {
        CanonOptions options = component.options(lower.options());
        HostImport target = component.hostImport(lower.importedFunc());
        ComponentFuncType type = lower.type();
        FuncType core = lower.coreType();
        return (caller, slots, base) -> {
            options.instance().checkMayLeave();
            CallScope scope = new CallScope();
            try {
                callHost(caller, new Transfer(component, options, scope), target, type, core, slots, base);
            } catch (GuestThrow _) { // from realloc: a wasm exception does not leave its component
                throw TrapSignal.of(Failure.UNCAUGHT_COMPONENT_EXCEPTION);
            } finally {
                scope.end();
            }
        };
    }

    private static void callHost(
            VmCaller caller,
            Transfer transfer,
            HostImport target,
            ComponentFuncType type,
            FuncType core,
            long[] slots,
            int base)
            throws Throwable {
        @Nullable Object[] args = lift(transfer, target, type, slots, base);
        boolean isIndirect = type.hasIndirectResult(transfer.is64);
        long address = isIndirect ? transfer.address(slots[base + core.params().size() - 1]) : 0;
        Object value = target.body().call(caller.store(), args);
        Codec result = target.result();
        if (result == null) {
            return;
        }
        InstanceState instance = transfer.options.instance();
        try {
            result.check(value, transfer.component);
            instance.mayLeave = false;
            if (isIndirect) {
                Abi abi = result.abi(transfer);
                transfer.check(address, abi.size(), abi.align(), Failure.POINTER_OUT_OF_BOUNDS);
                result.store(transfer, value, address);
            } else {
                result.lower(transfer, value, slots, base);
                Transfer.extend(core.results(), slots, base);
            }
        } catch (ValueMismatch wrong) {
            throw wrong.at("result");
        }
        instance.mayLeave = true;
    }

    private static @Nullable Object[] lift(
            Transfer transfer, HostImport target, ComponentFuncType type, long[] slots, int base) {
        @Nullable Object[] args = new Object[target.params().size()];
        InterfaceType.RecordType tuple = type.params();
        if (type.hasIndirectParams(transfer.is64)) {
            Abi abi = tuple.abi(transfer.is64);
            long address = transfer.address(slots[base]);
            transfer.check(address, abi.size(), abi.align(), Failure.POINTER_OUT_OF_BOUNDS);
            for (int at = 0; at < args.length; at++) {
                args[at] = target.params().get(at).load(transfer, address + tuple.offset(at, transfer.is64));
            }
        } else {
            int slot = base;
            for (int at = 0; at < args.length; at++) {
                Codec codec = target.params().get(at);
                args[at] = codec.lift(transfer, slots, slot);
                slot += codec.abi(transfer).flatCount();
            }
        }
        return args;
    }
}

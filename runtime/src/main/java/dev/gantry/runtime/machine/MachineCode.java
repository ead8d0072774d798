package dev.gantry.runtime.machine;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.FunctionTable;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.runtime.vm.LoadedCode;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.FuncType;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The machine code of a module, where it can run, and what is known at each pc. It is a part of a [CodeObject].
///
/// Instances keep their module, and stores their instances; so the code goes away no sooner than the last store that
/// could run it.
///
/// Threading: thread-safe.
final class MachineCode implements LoadedCode {
    private final ModuleTranslation module;
    private final FunctionTable functions;

    /// What the code is a part of. It stays as long as this is reachable.
    private final CodeObject object;

    /// Where the code starts, in that of the object.
    private final int offset;

    private final int size;
    private final CodeIndex index;
    private final AtomicReferenceArray<@Nullable CodeTables> tables;

    MachineCode(Artifact artifact, CodeIndex index, CodeObject object, int offset) {
        this.module = artifact.module();
        this.functions = artifact.functions();
        this.object = object;
        this.offset = offset;
        this.size = artifact.text().limit();
        this.index = index;
        this.tables = new AtomicReferenceArray<>(index.starts().length);
    }

    @Override
    public VmFunc function(VmInstance instance, int definedIndex) {
        int funcIndex = module.def().importedFuncs() + definedIndex;
        return new MachineFunc(MachineInstance.of(instance), funcIndex, address(definedIndex));
    }

    @Override
    public void visitPlaces(PlaceSink sink) {
        int[] starts = index.starts();
        for (int entry = 0; entry < starts.length; entry++) {
            if (functions.key(entry) instanceof FuncKey.WasmFunction(int definedIndex)) {
                int end = entry + 1 < starts.length ? starts[entry + 1] : size;
                sink.place(definedIndex, start() + starts[entry], end - starts[entry]);
            }
        }
    }

    private long start() {
        return object.address() + offset;
    }

    /// Where a function starts.
    private long address(int definedIndex) {
        return start() + index.starts()[index.entries()[definedIndex]];
    }

    /// What is known of the function that an address is in; for return addresses, of the call before it.
    ///
    /// @param pc an address in this code, or right behind it
    CodeTables tables(long pc) {
        int[] starts = index.starts();
        int found = Arrays.binarySearch(
                starts, (int) (pc - start()) - 1); // a call may be the last instruction of a function
        int entry = found >= 0 ? found : -found - 2;
        if (entry < 0) {
            throw Bug.unreachable("an address in front of all functions");
        }
        CodeTables known = tables.get(entry);
        if (known == null) {
            known = CodeTables.of(functions.key(entry), functions.location(entry), start() + starts[entry], module);
            tables.set(entry, known);
        }
        return known;
    }

    /// A function type as `Trampolines` takes it: a letter for each value.
    static String signature(FuncType type) {
        StringBuilder text = new StringBuilder();
        type.params().forEach(param -> text.append(Slots.letter(param)));
        text.append('>');
        type.results().forEach(result -> text.append(Slots.letter(result)));
        return text.toString();
    }
}

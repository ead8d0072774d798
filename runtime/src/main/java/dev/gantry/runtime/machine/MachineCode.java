package dev.gantry.runtime.machine;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.FunctionTable;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.runtime.platform.CodeMemory;
import dev.gantry.runtime.platform.CodeRegion;
import dev.gantry.runtime.platform.CodeRegistry;
import dev.gantry.runtime.vm.LoadedCode;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.ArtifactException;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.FuncType;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The machine code of a module, where it can run, and what is known at each pc: the second level of two (R96).
///
/// Instances keep their module, and stores their instances; so the code goes away no sooner than the last store that
/// could run it.
///
/// Threading: thread-safe.
final class MachineCode implements LoadedCode {
    private static final Cleaner CLEANER = Cleaner.create();

    /// All machine code of modules. Entries are weak, since code is removed when it is unreachable.
    private static final CodeRegistry<WeakReference<MachineCode>> REGISTRY = new CodeRegistry<>();

    private final ModuleTranslation module;
    private final CodeMemory memory;
    private final FunctionTable functions;

    /// Where each entry of the table starts, ascending.
    private final int[] starts;

    /// The entry of each function of the module's own.
    private final int[] entries;

    private final AtomicReferenceArray<@Nullable CodeTables> tables;

    private MachineCode(Artifact artifact, int[] starts, int[] entries, CodeMemory memory) {
        this.module = artifact.module();
        this.memory = memory;
        this.functions = artifact.functions();
        this.starts = starts;
        this.entries = entries;
        this.tables = new AtomicReferenceArray<>(starts.length);
    }

    private static int[] starts(Artifact artifact) {
        FunctionTable functions = artifact.functions();
        int[] starts = new int[functions.size()];
        int last = 0;
        for (int entry = 0; entry < starts.length; entry++) {
            starts[entry] = functions.offset(entry);
            if (starts[entry] < last || starts[entry] > artifact.text().limit()) {
                throw damaged("a function at " + starts[entry]);
            }
            last = starts[entry];
        }
        return starts;
    }

    private static int[] entries(Artifact artifact) {
        FunctionTable functions = artifact.functions();
        int[] entries = new int[artifact.module().def().funcs().size()];
        Arrays.fill(entries, -1);
        for (int entry = 0; entry < functions.size(); entry++) {
            if (functions.key(entry) instanceof FuncKey.WasmFunction(int definedIndex)) {
                if (definedIndex < 0 || definedIndex >= entries.length) {
                    throw damaged("function " + definedIndex);
                }
                entries[definedIndex] = entry;
            }
        }
        for (int function = 0; function < entries.length; function++) {
            if (entries[function] < 0) {
                throw damaged("function " + function + " without code");
            }
        }
        return entries;
    }

    private static ArtifactException damaged(String found) {
        return new ArtifactException(ArtifactException.Reason.DAMAGED, "the artifact is damaged: " + found);
    }

    /// Makes the code of an artifact executable.
    ///
    /// @throws dev.gantry.runtime.ResourceException if there is no room
    /// @throws ArtifactException if the table of functions makes no sense
    static MachineCode publish(Artifact artifact) {
        int[] starts = starts(artifact);
        int[] entries = entries(artifact);
        CodeMemory memory = Scarcity.persist(
                new Publication(artifact.text().slice(0, artifact.text().limit())));
        MachineCode code = new MachineCode(artifact, starts, entries, memory);
        if (memory.size() > 0) {
            REGISTRY.add(memory, new WeakReference<>(code));
        }
        var _ = CLEANER.register(code, new Removal(memory));
        return code;
    }

    /// An attempt to make code executable.
    private record Publication(ByteBuffer text) implements Supplier<CodeMemory> {
        @Override
        public CodeMemory get() {
            return CodeRegion.ofProcess().publish(text, List.of());
        }
    }

    /// What is done when code is unreachable.
    private record Removal(CodeMemory memory) implements Runnable {
        @Override
        public void run() {
            if (memory.size() > 0) {
                REGISTRY.remove(memory);
            }
            memory.close();
        }
    }

    /// The code that an address is in.
    static @Nullable MachineCode find(long pc) {
        WeakReference<MachineCode> found = REGISTRY.find(pc);
        return found == null ? null : found.get();
    }

    @Override
    public VmFunc function(VmInstance instance, int definedIndex) {
        int index = module.def().importedFuncs() + definedIndex;
        return new MachineFunc(MachineInstance.of(instance), index, address(definedIndex));
    }

    @Override
    public void visitPlaces(PlaceSink sink) {
        for (int entry = 0; entry < starts.length; entry++) {
            if (functions.key(entry) instanceof FuncKey.WasmFunction(int definedIndex)) {
                long end = entry + 1 < starts.length ? starts[entry + 1] : memory.size();
                sink.place(definedIndex, memory.address() + starts[entry], end - starts[entry]);
            }
        }
    }

    /// Where a function starts.
    private long address(int definedIndex) {
        return memory.address() + starts[entries[definedIndex]];
    }

    /// What is known of the function that an address is in; for return addresses, of the call before it.
    ///
    /// @param pc an address in this code, or right behind it
    CodeTables tables(long pc) {
        int offset = (int) (pc - memory.address());
        int found = Arrays.binarySearch(starts, offset - 1); // a call may be the last instruction of a function
        int entry = found >= 0 ? found : -found - 2;
        if (entry < 0) {
            throw Bug.unreachable("an address in front of all functions");
        }
        CodeTables known = tables.get(entry);
        if (known == null) {
            known = CodeTables.of(
                    functions.key(entry), functions.location(entry), memory.address() + starts[entry], module);
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

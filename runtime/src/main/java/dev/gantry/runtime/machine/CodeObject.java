package dev.gantry.runtime.machine;

import dev.gantry.environ.artifact.Artifact;
import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.platform.CodeMemory;
import dev.gantry.runtime.platform.CodeRegion;
import dev.gantry.runtime.platform.CodeRegistry;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Machine code that comes and goes as one: that of a module, or of all modules of a component (R98). So the registry
/// has two levels, from an address to the object, and from there to the module (R96).
///
/// ```text
///   address ──▶ code of module 0 │ code of module 1 │ …
/// ```
///
/// It goes away when none of its modules is reachable.
///
/// Threading: thread-safe.
final class CodeObject {
    /// What the code of a module is aligned to: a line of the processor's cache.
    private static final int ALIGNMENT_BYTES = 64;

    /// What is between modules: `hlt`, which faults in a process.
    private static final byte FILLER = (byte) 0xF4;

    private static final Cleaner CLEANER = Cleaner.create();

    /// All of them. Entries are weak, since code is removed when it is unreachable.
    private static final CodeRegistry<WeakReference<CodeObject>> REGISTRY = new CodeRegistry<>();

    private final CodeMemory memory;

    /// Where the code of each module starts, ascending.
    private final int[] offsets;

    private final List<MachineCode> modules;

    private CodeObject(CodeMemory memory, int[] offsets, List<Artifact> artifacts, List<CodeIndex> indices) {
        this.memory = memory;
        this.offsets = offsets;
        List<MachineCode> made = new ArrayList<>(offsets.length);
        for (int module = 0; module < offsets.length; module++) {
            made.add(new MachineCode(artifacts.get(module), indices.get(module), this, offsets[module]));
        }
        this.modules = List.copyOf(made);
    }

    /// Makes the code of artifacts executable.
    ///
    /// @param artifacts those of a component, or of one module
    /// @return the code of each
    /// @throws ResourceException if there is no room
    /// @throws dev.gantry.wasm.ArtifactException if a table of functions makes no sense
    static List<MachineCode> publish(List<Artifact> artifacts) {
        if (artifacts.isEmpty()) {
            return List.of(); // a component without modules takes no page
        }
        List<CodeIndex> indices = new ArrayList<>(artifacts.size());
        int[] offsets = new int[artifacts.size()];
        long size = 0;
        for (int module = 0; module < offsets.length; module++) {
            Artifact artifact = artifacts.get(module);
            indices.add(CodeIndex.of(artifact));
            long start = size + ALIGNMENT_BYTES - 1 & -ALIGNMENT_BYTES;
            size = start + artifact.text().limit();
            if (size > Integer.MAX_VALUE) {
                throw new ResourceException("no room for " + size + " bytes of machine code");
            }
            offsets[module] = (int) start;
        }
        CodeMemory memory = Scarcity.persist(new Publication(text(artifacts, offsets, (int) size)));
        CodeObject object = new CodeObject(memory, offsets, artifacts, indices);
        if (memory.size() > 0) {
            REGISTRY.add(memory, new WeakReference<>(object));
        }
        var _ = CLEANER.register(object, new Removal(memory));
        return object.modules;
    }

    /// The code of all modules; that of one module is not copied.
    private static ByteBuffer text(List<Artifact> artifacts, int[] offsets, int size) {
        if (offsets.length == 1) {
            ByteBuffer text = artifacts.getFirst().text();
            return text.slice(0, text.limit());
        }
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, FILLER);
        for (int module = 0; module < offsets.length; module++) {
            ByteBuffer text = artifacts.get(module).text();
            text.get(0, bytes, offsets[module], text.limit());
        }
        return ByteBuffer.wrap(bytes);
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

    /// The module whose code an address is in.
    static @Nullable MachineCode find(long pc) {
        WeakReference<CodeObject> found = REGISTRY.find(pc);
        CodeObject object = found == null ? null : found.get();
        return object == null ? null : object.module(pc);
    }

    private MachineCode module(long pc) {
        int found = Arrays.binarySearch(offsets, (int) (pc - memory.address()));
        int module = found >= 0 ? found : -found - 2;
        while (module + 1 < offsets.length && offsets[module + 1] == offsets[module]) {
            module++; // modules without code are where the next one is
        }
        return modules.get(module);
    }

    /// Where the code is.
    long address() {
        return memory.address();
    }
}

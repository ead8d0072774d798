package dev.gantry.winch;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.environ.spi.Machine;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Opcode.Effects;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.ModuleDef;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes machine code of modules, functions only: the runtime has the trampolines (docs/native.md).
///
/// Threading: thread-safe; the layout of the last module is remembered.
final class WinchCompiler implements Compiler {
    private final Tunables tunables;
    private final @Nullable GcRuntimeProvider collector;
    private volatile @Nullable Layout last;

    /// The layouts of the context of a module and of its objects.
    private record Layout(
            WeakReference<ModuleTranslation> module,
            VmOffsets offsets,
            EscapedFuncs escaped,
            @Nullable GcModel gc) {}

    WinchCompiler(Tunables tunables, @Nullable GcRuntimeProvider collector) {
        this.tunables = tunables;
        this.collector = collector;
    }

    /// Refuses modules that make objects of the collected heap if there is no collector. Only modules that may have
    /// such instructions are looked at.
    @Override
    public void check(ModuleTranslation module) {
        if (tunables.collector().equals(Tunables.NO_COLLECTOR) && module.holdsObjects()) {
            refuseAllocation(module.def());
        }
    }

    private static void refuseAllocation(ModuleDef def) {
        for (int func = 0; func < def.funcs().size(); func++) {
            InstrReader in = FuncBody.read(def, func).reader(def);
            while (in.next()) {
                if (in.opcode().has(Effects.ALLOCATES)) {
                    throw new UnsupportedException("gc allocation");
                }
            }
        }
    }

    @Override
    public List<FuncKey> keys(ModuleTranslation module) {
        int count = module.def().funcs().size();
        List<FuncKey> keys = new ArrayList<>(count);
        for (int func = 0; func < count; func++) {
            keys.add(new FuncKey.WasmFunction(func));
        }
        return keys;
    }

    @Override
    public CompiledFunction compile(ModuleTranslation module, FuncKey key) {
        if (!(key instanceof FuncKey.WasmFunction(int definedIndex))) {
            throw Bug.unreachable("a request for " + key.symbol());
        }
        Layout layout = layout(module);
        return FunctionCompiler.compile(module, layout.offsets, tunables, layout.escaped, layout.gc, definedIndex);
    }

    /// The layouts of a module, made once for the functions that are compiled in a row.
    private Layout layout(ModuleTranslation module) {
        Layout known = last;
        if (known == null || !known.module.refersTo(module)) {
            GcModel gc = collector == null ? null : new GcModel(collector, module);
            known = new Layout(
                    new WeakReference<>(module), VmOffsets.of(module), new EscapedFuncs(module.escapedFuncs()), gc);
            last = known;
        }
        return known;
    }

    @Override
    public Machine machine() {
        return Machine.X64;
    }
}

package dev.gantry.winch;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
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
    private volatile @Nullable Layout last;

    /// The layout of the context of a module.
    private record Layout(WeakReference<ModuleTranslation> module, VmOffsets offsets) {}

    WinchCompiler(Tunables tunables) {
        this.tunables = tunables;
    }

    /// Refuses modules that make objects of the collected heap if there is no collector. Only modules that may have
    /// such
    /// instructions are looked at.
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
        return FunctionCompiler.compile(module, offsets(module), tunables, definedIndex);
    }

    /// The layout of a module's context, made once for the functions that are compiled in a row.
    private VmOffsets offsets(ModuleTranslation module) {
        Layout known = last;
        if (known == null || !known.module.refersTo(module)) {
            known = new Layout(new WeakReference<>(module), VmOffsets.of(module));
            last = known;
        }
        return known.offsets;
    }

    @Override
    public Machine machine() {
        return Machine.X64;
    }
}

package dev.gantry.winch;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Opcode.Effects;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.ModuleDef;
import java.util.ArrayList;
import java.util.List;

/// Makes machine code of modules, functions only: the runtime has the trampolines (docs/native.md).
///
/// Threading: thread-safe, immutable.
final class WinchCompiler implements Compiler {
    private final Tunables tunables;

    WinchCompiler(Tunables tunables) {
        this.tunables = tunables;
    }

    /// Refuses modules that make objects of the collected heap, if there is no collector.
    @Override
    public void check(ModuleTranslation module) {
        if (!tunables.collector().equals(Tunables.NO_COLLECTOR) || !module.holdsObjects()) {
            return;
        }
        ModuleDef def = module.def();
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
        return FunctionCompiler.compile(module, VmOffsets.of(module), tunables, definedIndex);
    }
}

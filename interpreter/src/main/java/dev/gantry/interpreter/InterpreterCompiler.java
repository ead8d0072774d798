package dev.gantry.interpreter;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Opcode.Effects;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.GlobalDef;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.TableDef;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.SubType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Makes register code of modules. Needs no trampolines.
///
/// Threading: thread-safe, immutable.
final class InterpreterCompiler implements Compiler {
    private final Tunables tunables;
    private final GcTarget gc;

    InterpreterCompiler(Tunables tunables, GcTarget gc) {
        this.tunables = tunables;
        this.gc = gc;
    }

    /// Refuses modules that make objects of the collected heap, if there is no collector. Only modules with such
    /// types are looked at.
    @Override
    public void check(ModuleTranslation module) {
        if (gc.canAllocate()) {
            return;
        }
        ModuleDef def = module.def();
        boolean hasObjectTypes = false;
        for (SubType type : def.types()) {
            CompositeType composite = type.composite();
            hasObjectTypes |= !(composite instanceof FuncType);
        }
        if (!hasObjectTypes) {
            return;
        }
        for (int func = 0; func < def.funcs().size(); func++) {
            check(FuncBody.read(def, func).reader(def));
        }
        for (CodeRange range : constantExpressions(def)) {
            check(new InstrReader(def.bytes(), range));
        }
    }

    private static List<CodeRange> constantExpressions(ModuleDef def) {
        List<CodeRange> ranges = new ArrayList<>();
        for (GlobalDef global : def.globals()) {
            ranges.add(global.init());
        }
        for (TableDef table : def.tables()) {
            if (table.init() != null) {
                ranges.add(table.init());
            }
        }
        for (ElemSegment segment : def.elems()) {
            ranges.addAll(segment.exprs());
        }
        return ranges;
    }

    private static void check(InstrReader in) {
        while (in.next()) {
            if (in.opcode().has(Effects.ALLOCATES)) {
                throw new UnsupportedException("gc allocation");
            }
        }
    }

    @Override
    public List<FuncKey> keys(ModuleTranslation module) {
        return IntStream.range(0, module.def().funcs().size())
                .<FuncKey>mapToObj(FuncKey.WasmFunction::new)
                .toList();
    }

    @Override
    public CompiledFunction compile(ModuleTranslation module, FuncKey key) {
        if (!(key instanceof FuncKey.WasmFunction(int definedIndex))) {
            throw Bug.unreachable("a request for " + key.symbol());
        }
        FrameRecorder recorder = module.holdsObjects() ? new FrameRecorder(module.valid(), definedIndex) : null;
        FunctionCode code = Translator.translate(module.def(), definedIndex, tunables, gc, recorder);
        return new CompiledFunction(
                key,
                code.toBytes(),
                Integer.BYTES,
                List.of(),
                OffsetTable.EMPTY,
                tunables.addressMap() ? code.addressMap() : OffsetTable.EMPTY,
                List.of(),
                List.of(),
                Set.of());
    }
}

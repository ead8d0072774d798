package dev.gantry.environ.artifact;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.Machine;
import dev.gantry.wasm.Bug;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Compiles all functions of a module, in parallel where there are many, and links them in the order of their names
/// in the module: the same module gives the same bytes whatever the threads do (R106, R107).
public final class ArtifactBuilder {
    /// Modules with fewer functions are compiled by the calling thread alone.
    private static final int PARALLEL_THRESHOLD = 64;

    private ArtifactBuilder() {}

    /// Compiles and links a module.
    ///
    /// @param strategy   the compiler's name
    /// @param compiler   the compiler
    /// @param module     the module
    /// @param isParallel whether several threads may be used
    /// @return the artifact
    /// @throws dev.gantry.wasm.UnsupportedException if the compiler lacks a feature that the module needs
    public static Artifact build(String strategy, Compiler compiler, ModuleTranslation module, boolean isParallel) {
        compiler.check(module);
        List<CompiledFunction> compiled = compile(compiler, module, compiler.keys(module), isParallel);
        TreeSet<FuncKey> builtins = new TreeSet<>();
        compiled.forEach(
                function -> function.builtins().forEach(builtin -> builtins.add(new FuncKey.WasmToBuiltin(builtin))));
        compiled.addAll(compile(compiler, module, builtins, false));
        ModuleKeys keys = new ModuleKeys(module);
        SortedMap<Long, CompiledFunction> ordered = new TreeMap<>();
        compiled.forEach(function -> ordered.put(keys.name(function.key()), function));
        return link(strategy, compiler.machine(), module, List.copyOf(ordered.values()));
    }

    /// Compiles and links the modules of a component, whose functions are compiled in parallel across modules
    /// (R106).
    ///
    /// @param strategy   the compiler's name
    /// @param compiler   the compiler
    /// @param modules    the modules
    /// @param isParallel whether several threads may be used
    /// @return an artifact for each module, in the same order
    /// @throws dev.gantry.wasm.UnsupportedException if the compiler lacks a feature that a module needs
    public static List<Artifact> build(
            String strategy, Compiler compiler, List<ModuleTranslation> modules, boolean isParallel) {
        modules.forEach(compiler::check); // the first module that is refused is the same each time
        var stream = isParallel && modules.size() > 1 ? modules.parallelStream() : modules.stream();
        return stream.map(module -> build(strategy, compiler, module, isParallel))
                .toList();
    }

    private static List<CompiledFunction> compile(
            Compiler compiler, ModuleTranslation module, Collection<FuncKey> keys, boolean isParallel) {
        var stream = isParallel && keys.size() >= PARALLEL_THRESHOLD ? keys.parallelStream() : keys.stream();
        return new ArrayList<>(stream.map(key -> compiler.compile(module, key)).toList());
    }

    private static Artifact link(
            String strategy, Machine machine, ModuleTranslation module, List<CompiledFunction> functions) {
        List<FuncKey> keys = functions.stream().map(CompiledFunction::key).toList();
        Map<FuncKey, Integer> positions = HashMap.newHashMap(keys.size());
        for (int position = 0; position < keys.size(); position++) {
            positions.put(keys.get(position), position);
        }
        CodeLinker.Text text = CodeLinker.link(functions, (_, target) -> {
            Integer position = positions.get(target);
            if (position == null) {
                throw Bug.unreachable("relocation to " + target.symbol() + ", which was not compiled");
            }
            return position;
        });
        List<Artifact.Location> locations = new ArrayList<>(keys.size());
        for (int position = 0; position < keys.size(); position++) {
            CompiledFunction function = functions.get(position);
            locations.add(new Artifact.Location(
                    text.offsets()[position],
                    function.code().length,
                    function.traps(),
                    function.addressMap(),
                    function.stackMaps(),
                    function.handlers()));
        }
        return new Artifact(
                strategy,
                machine,
                module.tunables(),
                module,
                ByteBuffer.wrap(text.bytes()),
                text.alignmentBytes(),
                LinkedFunctions.of(keys, locations));
    }
}

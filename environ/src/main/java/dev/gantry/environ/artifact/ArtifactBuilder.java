package dev.gantry.environ.artifact;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.Relocation;
import dev.gantry.wasm.Bug;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Compiles all functions of a module, in parallel where there are many, and links them in the order of their keys: the
/// same
/// module gives the same bytes whatever the threads do (R106, R107).
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
        SortedMap<FuncKey, CompiledFunction> ordered = new TreeMap<>();
        compiled.forEach(function -> ordered.put(function.key(), function));
        return link(strategy, module, ordered);
    }

    private static List<CompiledFunction> compile(
            Compiler compiler, ModuleTranslation module, Collection<FuncKey> keys, boolean isParallel) {
        var stream = isParallel && keys.size() >= PARALLEL_THRESHOLD ? keys.parallelStream() : keys.stream();
        return new ArrayList<>(stream.map(key -> compiler.compile(module, key)).toList());
    }

    private static Artifact link(
            String strategy, ModuleTranslation module, SortedMap<FuncKey, CompiledFunction> compiled) {
        SortedMap<FuncKey, Artifact.Location> locations = new TreeMap<>();
        long size = 0;
        for (CompiledFunction function : compiled.values()) {
            size = Math.ceilDiv(size, function.alignmentBytes()) * function.alignmentBytes();
            locations.put(
                    function.key(),
                    new Artifact.Location(
                            Math.toIntExact(size), function.code().length, function.traps(), function.addressMap()));
            size += function.code().length;
        }
        byte[] text = new byte[Math.toIntExact(size)];
        for (CompiledFunction function : compiled.values()) {
            int start = place(locations, function.key());
            System.arraycopy(function.code(), 0, text, start, function.code().length);
            for (Relocation relocation : function.relocations()) {
                relocate(text, start, relocation, place(locations, relocation.target()));
            }
        }
        return new Artifact(strategy, module.tunables(), module, text, Collections.unmodifiableSortedMap(locations));
    }

    private static int place(SortedMap<FuncKey, Artifact.Location> locations, FuncKey key) {
        Artifact.Location location = locations.get(key);
        if (location == null) {
            throw Bug.unreachable("relocation to " + key.symbol() + ", which was not compiled");
        }
        return location.offsetBytes();
    }

    private static void relocate(byte[] text, int start, Relocation relocation, int target) {
        int at = start + relocation.offsetBytes();
        int value = Math.toIntExact(target + relocation.addend() - at);
        switch (relocation.kind()) {
            case REL32 -> {
                for (int index = 0; index < Integer.BYTES; index++) {
                    text[at + index] = (byte) (value >> (8 * index));
                }
            }
        }
    }
}

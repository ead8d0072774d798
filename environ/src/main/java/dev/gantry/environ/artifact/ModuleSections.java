package dev.gantry.environ.artifact;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.wasm.module.ModuleDef;
import java.nio.ByteBuffer;
import java.util.BitSet;

/// The sections that an artifact has for each module: with the names as they are in the artifact of a module, with
/// the number of the module behind them in the artifact of a component (`.text.3`).
///
/// Threading: immutable.
///
/// @param suffix what stands behind names of sections
/// @param prefix what stands in front of names of symbols
record ModuleSections(String suffix, String prefix) {
    private static final String TEXT = ".text";
    private static final String ESCAPED = ".gantry.escaped";

    /// The sections of the only module.
    static final ModuleSections ONLY = new ModuleSections("", "");

    /// The sections of a module of a component.
    static ModuleSections of(int module) {
        return new ModuleSections("." + module, "m" + module + "_");
    }

    /// The name of a section.
    String name(String section) {
        return section + suffix;
    }

    /// The symbol of a function (R104).
    String symbol(long name) {
        return prefix + ModuleKeys.symbol(name);
    }

    /// The name of the section of code.
    String text() {
        return name(TEXT);
    }

    /// Writes the code of a module.
    void writeText(Artifact artifact, ElfWriter out) {
        out.code(text(), Math.max(Long.BYTES, artifact.alignmentBytes()), artifact.text());
    }

    /// Writes what is known of functions.
    void writeFunctions(Artifact artifact, ElfWriter out) {
        out.section(name(ESCAPED), artifact.module().escapedFuncs().toByteArray());
        StoredFunctions.write(artifact.functions(), new ModuleKeys(artifact.module()), this, out);
    }

    /// Reads the artifact of a module.
    ///
    /// @param def the module, without bodies
    Artifact read(ElfImage image, ModuleDef def, ArtifactInfo engine, TypeRegistry types) {
        BitSet escaped = BitSet.valueOf(image.content(name(ESCAPED)));
        ModuleTranslation module = ModuleTranslation.restore(def, engine.features(), types, engine.tunables(), escaped);
        return new Artifact(
                engine.strategy(),
                image.machine(),
                engine.tunables(),
                module,
                image.content(text()),
                image.section(text()).alignmentBytes(),
                new StoredFunctions(image, new ModuleKeys(module), this));
    }

    /// The code of a module.
    byte[] code(ElfImage image) {
        ByteBuffer content = image.content(text());
        byte[] code = new byte[content.remaining()];
        content.get(code);
        return code;
    }
}

package dev.gantry.wast;

import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.validate.ComponentValidator;
import dev.gantry.wasm.component.validate.ValidComponent;
import dev.gantry.wasm.types.TypeInterner;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A stage for a build that validates components but does not execute them.
final class NoComponents implements ComponentStage {
    private record Valid(ValidComponent component) implements Definition {}

    private final Set<WasmFeature> features;
    private final TypeInterner interner = new TypeInterner();

    /// A stage.
    ///
    /// @param features the features that components may use
    NoComponents(Set<WasmFeature> features) {
        this.features = features;
    }

    @Override
    public Definition compile(byte[] binary) {
        return new Valid(ComponentValidator.validate(ComponentReader.read(binary, features), features, interner));
    }

    @Override
    public Running instantiate(Definition definition, @Nullable String id) {
        throw new UnsupportedException("components");
    }

    @Override
    public void close() {}
}

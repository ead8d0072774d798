package dev.gantry.fuzz.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes valid modules: first everything but the bodies, then the bodies, then the binary.
///
/// Every call of a generated function ends, by a trap at the latest: calls and turns of loops use up a global
/// (see [ModuleShape#FUEL]), which the caller sets anew before each call. It is the first global that is not
/// imported.
///
/// Threading: thread-safe.
public final class ModuleGenerator {
    private final GeneratorOptions options;
    private final OpcodePicker picker;

    /// A generator of modules of a kind.
    public ModuleGenerator(GeneratorOptions options) {
        this.options = options;
        picker = new OpcodePicker(options);
    }

    /// Makes the binary of a module; the same numbers make the same module.
    public byte[] make(RandomGenerator random) {
        Choice choice = new Choice(random);
        ModuleShape shape = new ShapeGenerator(options, choice).make();
        List<byte[]> bodies = new ArrayList<>();
        for (int func = shape.importedFuncs; func < shape.funcs.size(); func++) {
            bodies.add(new BodyGenerator(shape, options, choice, picker, shape.funcType(func)).make());
        }
        return new ModuleAssembler(shape, options).write(bodies);
    }
}

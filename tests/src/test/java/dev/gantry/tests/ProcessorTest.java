package dev.gantry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.asm.x64.CpuFeature;
import dev.gantry.asm.x64.Inst;
import dev.gantry.runtime.platform.Processor;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Machine code asks the processor for nothing that was not looked for when its engine was made: every instruction
/// that a class of the compiler or the runtime names needs a feature that is required of all processors.
class ProcessorTest {
    private static final Path ROOT =
            Path.of(System.getProperty("gantry.root", "..")).toAbsolutePath();
    private static final String TABLE = Inst.class.getName().replace('.', '/');

    private static Set<CpuFeature> featuresOf(Path classes) throws IOException {
        Set<CpuFeature> used = EnumSet.noneOf(CpuFeature.class);
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            ClassModel model = ClassFile.of().parse(file);
            for (PoolEntry entry : model.constantPool()) {
                if (entry instanceof FieldRefEntry field
                        && field.owner().asInternalName().equals(TABLE)
                        && field.type().stringValue().equals("L" + TABLE + ";")) {
                    used.add(Inst.valueOf(field.name().stringValue()).feature());
                }
            }
        }
        return used;
    }

    @Test
    void machineCodeNeedsWhatIsRequired() throws IOException {
        Set<CpuFeature> used = featuresOf(ROOT.resolve("winch-port/target/classes"));
        assertThat(used).contains(CpuFeature.SSE42, CpuFeature.POPCNT).allMatch(Processor::isRequired);
        assertThat(featuresOf(ROOT.resolve("runtime/target/classes")))
                .contains(CpuFeature.BASE)
                .allMatch(Processor::isRequired);
    }
}

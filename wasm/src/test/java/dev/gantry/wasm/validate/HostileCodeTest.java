package dev.gantry.wasm.validate;

import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.ValType;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Small modules that make a careless validator slow. The bounds are far above what is needed.
class HostileCodeTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());

    private static TestModule module() {
        List<ValType> many = Collections.nCopies(1_000, ValType.I32);
        return new TestModule().type(NOTHING).type(FuncType.of(many, many)).type(FuncType.of(List.of(), many));
    }

    @Test
    void largeBranchTablesInUnreachableCode() {
        String table = "br_table 65520 " + "0 ".repeat(65_521);
        TestModule module = module().func(2, "unreachable " + table.repeat(20));
        assertTimeout(BOUND, module::assertValid);
    }

    @Test
    void branchTablesOverManyBlocksOfManyResults() {
        StringBuilder labels = new StringBuilder();
        for (int label = 0; label < 10_000; label++) {
            labels.append(label).append(' ');
        }
        String code =
                "block 2 ".repeat(10_000) + ("unreachable br_table 9999 " + labels).repeat(20) + "end ".repeat(10_000);
        TestModule module = module().func(2, code);
        assertTimeout(BOUND, module::assertValid);
    }

    @Test
    void callsOfManyParametersAndResults() {
        TestModule module = module().importFunc(1).func(1, "unreachable " + "call 0 ".repeat(500_000));
        assertTimeout(BOUND, module::assertValid);
    }

    @Test
    void shortBodiesOfManyLocals() {
        TestModule module = module();
        for (int func = 0; func < 100_000; func++) {
            module.func(0, "1 50000 0x7f", "");
        }
        assertTimeout(BOUND, module::assertValid);
    }

    @Test
    void manyBlocksThatSetALocalWithoutDefault() {
        String block = "block 0x40 ref.func 0 local.set 0 ";
        TestModule module = module().importFunc(0).global(RefType.FUNCREF, false, "ref.func 0");
        module.func(0, "1 1 0x64 0", block.repeat(50_000) + "end ".repeat(50_000));
        assertTimeout(BOUND, module::assertValid);
    }

    @Test
    void longChainsOfTypes() {
        TestModule module = module();
        for (int type = 3; type < 200_000; type++) {
            RefType previous = new RefType(true, new HeapType.Index(type - 1));
            module.rec(new SubType(false, null, new StructType(List.of(new FieldType(previous, false)))));
        }
        assertTimeout(BOUND, module::assertValid);
    }

    @Test
    void millionsOfOpenBlocksAreRefused() {
        TestModule module = module().func(0, "block 0x40 ".repeat(2_000_000));
        assertTimeout(BOUND, () -> {
            module.assertInvalid(Failure.IMPLEMENTATION_LIMIT);
        });
    }
}

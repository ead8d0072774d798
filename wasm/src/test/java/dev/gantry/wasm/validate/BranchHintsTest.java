package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.FuncType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The section of branch hints.
class BranchHintsTest {
    /// A function, index 1, with an `if` at offset 3 and a `br_if` at offset 8 from its local declarations.
    private static TestModule hinted(String payload) {
        return new TestModule()
                .type(FuncType.of(List.of(), List.of()))
                .importFunc(0)
                .func(0, "i32.const 0 if 0x40 end i32.const 1 br_if 0")
                .custom("metadata.code.branch_hint", payload);
    }

    @Test
    void hintsNameBranches() {
        hinted("1 1 2 3 1 0 8 1 1").assertValid();
    }

    @Test
    void otherTargetsAreInvalid() {
        hinted("1 1 1 1 1 0").assertInvalid(Failure.INVALID_CUSTOM);
        hinted("1 1 1 4 1 0").assertInvalid(Failure.INVALID_CUSTOM);
        hinted("1 1 1 99 1 0").assertInvalid(Failure.INVALID_CUSTOM);
        hinted("1 1 2 8 1 0 3 1 1").assertInvalid(Failure.INVALID_CUSTOM);
    }

    @Test
    void onlyDefinedFunctionsHaveHints() {
        hinted("1 0 1 3 1 0").assertInvalid(Failure.INVALID_CUSTOM);
        hinted("1 2 1 3 1 0").assertInvalid(Failure.INVALID_CUSTOM);
        hinted("2 1 1 3 1 0 1 1 3 1 0").assertInvalid(Failure.INVALID_CUSTOM);
    }

    @Test
    void sectionsThatDoNotDecodeAreIgnored() {
        hinted("1 1 1 1 2").assertValid();
        hinted("1 1 1 1 1 2").assertValid();
        hinted("1 1 1 1 1").assertValid();
        hinted("1 1 1 1 1 0 0").assertValid();
        hinted("0x80").assertValid();
        hinted("").assertValid();
        hinted("0xff 0xff 0xff 0xff 0x0f 1 1 1 1 0").assertValid();
    }

    @Test
    void hintsAreIgnoredUnlessTheFeatureIsOn() {
        hinted("1 1 1 1 1 0").without(WasmFeature.BRANCH_HINTING).assertValid();
    }
}

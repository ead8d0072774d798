package dev.gantry.winch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.asm.x64.Disassembler;
import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.FuncType;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Where values of a function are in its frame.
class FrameTest {
    private static final Tunables TUNABLES = new Tunables(false, false, true, true, false, true, true, 0, "null");
    private static final Pattern VECTOR = Pattern.compile("xmmword ptr \\[rbp([+-]0x[0-9a-f]+)]");
    /// The check of the limit, landings, tail calls.
    private static final Pattern FRAME = Pattern.compile("lea r(?:15|sp), \\[rbp([+-]0x[0-9a-f]+)]");

    private static final int NONE = Integer.MAX_VALUE;

    private static ModuleTranslation translate(String module) {
        return ModuleTranslation.translate(
                TextParser.parseModule(module), EnumSet.allOf(WasmFeature.class), new TypeRegistry(), TUNABLES, false);
    }

    /// The code of a module's last function.
    private static List<String> listing(ModuleTranslation module) {
        Compiler compiler = new WinchProvider().compiler(TUNABLES);
        CompiledFunction function =
                compiler.compile(module, compiler.keys(module).getLast());
        return Disassembler.disassemble(function.code()).stream()
                .map(line -> line.text().strip())
                .toList();
    }

    private static Signature signature(ModuleDef def) {
        int type = def.funcs().getLast().typeIndex();
        return Signature.of((FuncType) def.types().get(type).composite(), def);
    }

    private static int field(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Integer.decode(matcher.group(1)) : NONE;
    }

    private static List<String> listing(String function) {
        return listing(translate("(module (func (import \"\" \"\")) " + function + ")"));
    }

    /// Context, 8 bytes of parameters, a gap, then vectors; the locals that are cleared lie together, without a gap.
    @Test
    void vectorsAreBehindSmallParametersAndInFrontOfSmallLocals() {
        assertThat(listing("(func (param v128 i32 v128 i64) (local i32 v128 i64))"))
                .containsSequence(
                        "sub rsp, 0x68", // without the context, with a slot for the request to trap
                        "movups xmmword ptr [rbp-0x30], xmm0",
                        "mov qword ptr [rbp-0x10], rsi",
                        "movups xmmword ptr [rbp-0x40], xmm1",
                        "mov qword ptr [rbp-0x18], rdx",
                        "xorps xmm15, xmm15",
                        "movups xmmword ptr [rbp-0x50], xmm15",
                        "movups xmmword ptr [rbp-0x60], xmm15",
                        "leave");
    }

    @Test
    void pairsOfSlotsAreClearedWhereTheyAreAlignedIfOneIsLeftOver() {
        assertThat(listing("(func (local i64 i32 f64))"))
                .containsSequence("mov qword ptr [rbp-0x10], 0x0", "movups xmmword ptr [rbp-0x20], xmm15", "leave");
        assertThat(listing("(func (param i32) (local i64 i32 f64))"))
                .containsSequence("movups xmmword ptr [rbp-0x20], xmm15", "mov qword ptr [rbp-0x28], 0x0", "leave");
    }

    @Test
    void manyLocalsAreClearedWithoutTheGapAboveThem() {
        assertThat(listing("(func (local" + " i64 v128".repeat(12) + " i64))"))
                .containsSequence("sub rsp, 0x138", "lea rdi, [rbp-0x138]", "mov ecx, 0x25", "xor eax, eax");
    }

    @Test
    void functionsWithoutVectorsHaveNoGaps() {
        assertThat(listing("(func (param i32 f64) (local i64) (drop (i32.const 1)))"))
                .containsSequence(
                        "sub rsp, 0x28",
                        "mov qword ptr [rbp-0x10], rsi",
                        "movsd qword ptr [rbp-0x18], xmm0",
                        "mov qword ptr [rbp-0x20], 0x0");
    }

    @Test
    void spilledVectorsAreAligned() {
        assertThat(listing("""
                (func (param i64 v128) (result v128)
                  (i64.add (local.get 0) (i64.const 1))
                  (i32x4.add (local.get 1) (local.get 1))
                  (call 0)
                  (return (i32x4.add (i64x2.splat (i64.const 0)))))""")).contains("movups xmmword ptr [rbp-0x40], xmm1");
    }

    /// However values are mixed: all that a function does with `v128` in its frame is aligned, and so are the frames
    /// that it makes, leaves to others, and comes back to.
    @Test
    void allVectorsAreAligned() {
        int vectors = 0;
        int tailCalls = 0;
        for (int seed = 0; seed < 100; seed++) {
            ModuleTranslation module = translate(new MixedFunction(seed).module());
            Signature signature = signature(module.def());
            List<String> listing = listing(module);
            int cleared = listing.indexOf("xorps xmm15, xmm15");
            for (int at = 0; at < listing.size(); at++) {
                String line = listing.get(at);
                String where = "%s, seed %d".formatted(line, seed);
                cleared = at == cleared + 1 && line.endsWith(", xmm15") ? at : cleared;
                int offset = field(VECTOR, line);
                if (offset < Frame.STACK_PARAMS + signature.stackBytes() && at != cleared) {
                    assertThat(offset % 16).as(where).isZero();
                    vectors++;
                }
                int bottom = field(FRAME, line);
                if (bottom != NONE) {
                    boolean isTail = listing.get(at + 1).equals("mov rbp, r12"); // the return address is below it
                    assertThat(Math.floorMod(bottom, 16)).as(where).isEqualTo(isTail ? 8 : 0);
                    tailCalls += isTail ? 1 : 0;
                }
            }
            assertThat(signature.stackBytes() % 16).isZero();
        }
        assertThat(vectors).isGreaterThan(5_000);
        assertThat(tailCalls).isGreaterThan(20);
    }
}

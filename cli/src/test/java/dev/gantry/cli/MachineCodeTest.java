package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.artifact.ArtifactBuilder;
import dev.gantry.environ.artifact.ArtifactWriter;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.Machine;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.environ.spi.Relocation;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.text.TextParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machine code on the command line, made by a compiler that knows two functions by heart.
@SuppressWarnings("EnumOrdinal") // tables of traps hold ordinals
class MachineCodeTest {
    private static final String TEXT = """
            (module
              (func $div (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1)))
              (func $twice (param i32) (result i32) (call $div (local.get 0) (i32.const 2))))
            """;

    @TempDir
    private Path folder;

    /// The compiler.
    private static final class ByHeart implements Compiler {
        private static final int FIRST_INSTRUCTION = 0x20;

        @Override
        public void check(ModuleTranslation module) {}

        @Override
        public List<FuncKey> keys(ModuleTranslation module) {
            return List.of(new FuncKey.WasmFunction(0), new FuncKey.WasmFunction(1));
        }

        @Override
        public CompiledFunction compile(ModuleTranslation module, FuncKey key) {
            CodeBuffer buffer = new CodeBuffer();
            X64Assembler assembler = new X64Assembler(buffer);
            return key.equals(new FuncKey.WasmFunction(0)) ? divide(key, assembler) : twice(key, assembler);
        }

        private static CompiledFunction divide(FuncKey key, X64Assembler assembler) {
            CodeBuffer buffer = assembler.buffer();
            Label rounds = buffer.label();
            assembler.emit(Inst.MOV_R32_RM32, Gpr.RAX, Gpr.RSI);
            assembler.emit(Inst.ADDSD_X_XM64, Xmm.XMM0, Mem.rip(buffer.constant(0x3FF0_0000_0000_0000L)));
            assembler.jcc(Cond.E, rounds);
            buffer.trap(Failure.INTEGER_DIVIDE_BY_ZERO.ordinal());
            int division = buffer.position();
            assembler.emit(Inst.DIV_RM32, Gpr.RDX);
            buffer.bind(rounds);
            assembler.ret();
            return function(
                    key,
                    buffer,
                    OffsetTable.of(new int[] {0, division}, new int[] {FIRST_INSTRUCTION, FIRST_INSTRUCTION + 4}),
                    List.of(),
                    List.of());
        }

        private static CompiledFunction twice(FuncKey key, X64Assembler assembler) {
            CodeBuffer buffer = assembler.buffer();
            assembler.callRelocated(0, new FuncKey.WasmFunction(0));
            int returned = buffer.position();
            assembler.ret();
            return function(
                    key,
                    buffer,
                    OffsetTable.EMPTY,
                    List.of(new CompiledFunction.StackMap(returned, new int[] {-16, 24})),
                    List.of(
                            new CompiledFunction.Handler(returned, 3, returned),
                            new CompiledFunction.Handler(returned, -1, 0)));
        }

        private static CompiledFunction function(
                FuncKey key,
                CodeBuffer buffer,
                OffsetTable addressMap,
                List<CompiledFunction.StackMap> stackMaps,
                List<CompiledFunction.Handler> handlers) {
            byte[] code = buffer.toBytes();
            OffsetTable traps = buffer.trapCount() == 0
                    ? OffsetTable.EMPTY
                    : OffsetTable.of(new int[] {buffer.trapOffset(0)}, new int[] {buffer.trapCode(0)});
            List<Relocation> relocations = buffer.relocations().stream()
                    .map(relocation -> new Relocation(
                            relocation.offset(),
                            Relocation.Kind.REL32,
                            (FuncKey) relocation.target(),
                            relocation.addend()))
                    .toList();
            return new CompiledFunction(key, code, 16, relocations, traps, addressMap, stackMaps, handlers, Set.of());
        }

        @Override
        public Machine machine() {
            return Machine.X64;
        }
    }

    private byte[] compiled() {
        ModuleTranslation module = ModuleTranslation.translate(
                TextParser.parseModule(TEXT), WasmFeature.defaults(), new TypeRegistry(), Tunables.defaults(), false);
        return ArtifactWriter.write(ArtifactBuilder.build("by-heart", new ByHeart(), module, false), "1");
    }

    private String artifact() throws IOException {
        return Files.write(folder.resolve("module.gwasm"), compiled()).toString();
    }

    @Test
    void objdumpShowsMachineCodeWithWhatItsTablesSay() throws IOException {
        CliRun run = CliRun.of("objdump", artifact());
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(": precompiled module for x86-64, ")
                .contains("""
                                    ; wasm 0x20
                         00000000: 8b c6                      | mov eax, esi
                         00000002: f2 0f 58 05 16 00 00 00    | addsd xmm0, qword ptr [rip+0x16] # 0x20
                         0000000a: 0f 84 02 00 00 00          | je 0x12
                                    ; wasm 0x24
                         00000010: f7 f2                      | div edx ; trap: integer divide by zero
                         00000012: c3                         | ret
                         00000013: 00 00 00 00 00 00 00 00    | .byte 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00
                        """)
                .contains(" 00000020: 00 00 00 00 00 00 f0 3f")
                .contains("""
                         00000030: e8 cb ff ff ff             | call 0x0 <wasm_function0> \
                        ; references: [rbp-0x10], [rbp+0x18]; catches tag 3: 0x35; catches all: 0x30
                         00000035: c3                         | ret
                        """);
    }

    @Test
    void objdumpShowsTheCodeOfOneFunction() throws IOException {
        CliRun run = CliRun.of("objdump", "--func", "twice", artifact());
        assertThat(run.out()).startsWith("wasm_function1 ").contains("call 0x0").doesNotContain("div");
    }

    private String page(@Nullable String func) {
        Console console = Console.of(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        return new ExplorePage(
                        List.of(ModuleReader.read(TextParser.parseModule(TEXT), WasmFeature.defaults())),
                        ElfImage.read(compiled()),
                        console)
                .text("a<b", func);
    }

    @Test
    void exploreLinksWasmAndMachineCode() {
        assertThat(page(null))
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains(
                        "<title>a&lt;b</title>",
                        "<summary><b>func[0] &lt;div&gt;</b> <small>6 B → 40 B</small></summary>",
                        "<summary><b>func[1] &lt;twice&gt;</b> <small>")
                .contains("<meta name=\"viewport\"")
                .contains("\n24\ti32.div_u\n")
                .contains("\n24\t10\tdiv edx\ttrap: integer divide by zero\n")
                .contains("\n\t30\tcall 0x0 &lt;div&gt;\treferences: [rbp-0x10], [rbp+0x18]; catches")
                .doesNotContain("http", "{machine}", "{title}");
        assertThat(page("1")).contains("twice").doesNotContain("&lt;div&gt;</b>");
        assertThatThrownBy(() -> page("nobody")).isInstanceOf(CommandException.class);
    }

    @Test
    void exploreNeedsMachineCode() throws IOException {
        String source = Files.writeString(folder.resolve("some.wat"), TEXT).toString();
        CliRun run = CliRun.of("explore", "--strategy", "interpreter", "-o", "-", source);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("error: " + source + ": is compiled to code for any machine, expected machine code;"
                        + " --strategy chooses another compiler\n");
    }

    /// Tables of jumps and constants are data, and what only a table leads to is code.
    @Test
    void dataInTheCodeOfWinchIsToldFromInstructions() throws IOException {
        String source = Files.writeString(folder.resolve("some.wat"), """
                        (module (func (param i32 v128) (result v128)
                          (block (block (block (block (block (block (br_table 0 1 2 3 4 5 0 1 2 3 (local.get 0))))))))
                          (i32x4.add (local.get 1) (v128.const i32x4 1 2 3 4))))
                        """).toString();
        String target = folder.resolve("some.gwasm").toString();
        CliRun compiled = CliRun.of("compile", "--strategy", "winch", "-o", target, source);
        Assumptions.assumeFalse(compiled.err().contains("no compiler for strategy winch"), "without winch");
        assertThat(CliRun.of("objdump", target).out())
                .containsPattern("jmp rax\n.* \\.byte 0x")
                .containsPattern("(\\.byte .*\n)+.*; wasm 0x\\w+\n.* movaps xmm\\d, xmmword ptr \\[rip")
                .contains("paddd xmm")
                .containsPattern("\\.byte 0x01, 0x00, 0x00, 0x00, 0x02, 0x00")
                .doesNotContain("add byte ptr");
    }

    @Test
    void whatWinchMakesIsShown() throws IOException {
        String source = Files.writeString(folder.resolve("some.wat"), TEXT).toString();
        String target = folder.resolve("some.gwasm").toString();
        CliRun compiled = CliRun.of("compile", "--strategy", "winch", "-o", target, source);
        Assumptions.assumeFalse(compiled.err().contains("no compiler for strategy winch"), "without winch");
        assertThat(compiled.err()).isEmpty();
        assertThat(CliRun.of("objdump", target).out())
                .contains(
                        "precompiled module for x86-64",
                        "push rbp",
                        "div ",
                        "call 0x0 <wasm_function0>",
                        "; wasm 0x24");
        CliRun page = CliRun.of("explore", "--strategy", "winch", "-o", "-", source);
        assertThat(page.err()).isEmpty();
        assertThat(page.out()).contains("push rbp", "i32.div_u").containsPattern("\\n24\\t\\w+\\tdiv ");
    }

    /// Each instruction that code is made of has its own, and a long listing is packed.
    @Test
    void exploreShowsTheCodeOfEachInstruction() throws Exception {
        String source = Files.writeString(folder.resolve("sums.wat"), """
                        (module (memory 1) (func (param i32 i32 f64) (result f64)
                        %s (local.get 2)))
                        """.formatted(
                        "(local.set 0 (i32.mul (i32.add (local.get 0) (local.get 1)) (local.get 1)))\n".repeat(40)))
                .toString();
        CliRun page = CliRun.of("explore", "--strategy", "winch", "-o", "-", source);
        Assumptions.assumeFalse(page.err().contains("no compiler for strategy winch"), "without winch");
        Matcher packed = Pattern.compile("<script type=\"text/deflate\">\n(\\S+)\n</script>")
                .matcher(page.out());
        assertThat(packed.find()).as(page.out()).isTrue();
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(packed.group(1))), new Inflater(true))) {
            List<String> sides = List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n\n"));
            assertThat(sides).hasSize(2);
            for (String opcode : List.of("i32.add", "i32.mul")) {
                List<String> places = starts(sides.getFirst(), opcode);
                assertThat(places).hasSize(40);
                assertThat(starts(sides.getLast(), opcode.equals("i32.add") ? "\\t(add|lea) " : "\\timul "))
                        .containsAll(places);
            }
        }
    }

    /// The first fields of the lines in which a pattern is found.
    private static List<String> starts(String side, String pattern) {
        return side.lines()
                .filter(Pattern.compile(pattern).asPredicate())
                .map(line -> line.substring(0, line.indexOf('\t')))
                .toList();
    }
}

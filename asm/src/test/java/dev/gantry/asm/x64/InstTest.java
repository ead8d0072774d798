package dev.gantry.asm.x64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.asm.CodeBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each row against its name, against the disassembler, against golden bytes, and against GNU objdump where there is
/// one.
class InstTest {
    private static final Path GOLDEN = Path.of(System.getProperty("gantry.root", ".."), "docs/x64-instructions.md");
    private static final String OBJDUMP = "/usr/bin/objdump";
    private static final Pattern LINE = Pattern.compile("^ *([0-9a-f]+):\t(.*)$");
    private static final Pattern LAST_NUMBER = Pattern.compile(" -0x([0-9a-f]+)((?: # .*)?)$");

    @Test
    void namesFollowFromTexts() {
        for (Inst inst : Inst.values()) {
            StringBuilder name =
                    new StringBuilder(inst.mnemonic().toUpperCase(Locale.ROOT).replace(' ', '_'));
            for (Operand operand : Operand.parse(inst.text())) {
                name.append(operand.nameInRow.isEmpty() ? "" : "_" + operand.nameInRow);
            }
            assertThat(inst.name()).isEqualTo(name.toString());
        }
    }

    @Test
    void groupsByConditionAreInTheOrderOfConditions() {
        for (Cond cond : Cond.values()) {
            assertThat(Inst.jcc32(cond).text()).isEqualTo("j" + cond.suffix() + " rel32");
            assertThat(Inst.jcc8(cond).text()).isEqualTo("j" + cond.suffix() + " rel8");
            assertThat(Inst.setcc(cond).text()).isEqualTo("set" + cond.suffix() + " r/m8");
            assertThat(Inst.cmov32(cond).text()).isEqualTo("cmov" + cond.suffix() + " r32, r/m32");
            assertThat(Inst.cmov64(cond).text()).isEqualTo("cmov" + cond.suffix() + " r64, r/m64");
        }
    }

    @Test
    void theDisassemblerFindsTheRowThatWasWritten() {
        InstForms.All all = InstForms.write();
        List<Disassembler.Line> lines = Disassembler.disassemble(all.code());
        for (int form = 0; form < Math.min(lines.size(), all.forms().size()); form++) {
            InstForms.Form written = all.forms().get(form);
            Disassembler.Line read = lines.get(form);
            assertThat(read.inst()).as("%s as %s", written, read).isEqualTo(written.inst());
            assertThat(read.offset()).as("%s", read).isEqualTo(written.offset());
            assertThat(read.length()).as("%s", read).isEqualTo(written.length());
        }
        assertThat(lines).hasSameSizeAs(all.forms());
    }

    @Test
    void objdumpReadsWhatTheDisassemblerReads(@TempDir Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of(OBJDUMP)), "no GNU objdump");
        InstForms.All all = InstForms.write();
        Map<Integer, String> theirs = objdump(folder.resolve("code"), all.code());
        List<String> differences = new ArrayList<>();
        for (Disassembler.Line line : Disassembler.disassemble(all.code())) {
            String expected = theirs.getOrDefault(line.offset(), "(no instruction starts here)");
            if (!ours(line).equals(expected)) {
                differences.add("%s: ours `%s`, theirs `%s`".formatted(line.inst(), ours(line), expected));
            }
        }
        assertThat(differences.stream().limit(40)).isEmpty();
        assertThat(theirs).hasSameSizeAs(all.forms());
    }

    private static Map<Integer, String> objdump(Path file, byte[] code) throws IOException, InterruptedException {
        Files.write(file, code);
        Path output = file.resolveSibling("text");
        Process process = new ProcessBuilder(
                        OBJDUMP,
                        "-D",
                        "-b",
                        "binary",
                        "-m",
                        "i386:x86-64",
                        "-M",
                        "intel",
                        "-w",
                        "--no-show-raw-insn",
                        file.toString())
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor()).isZero();
        Map<Integer, String> texts = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(output)) {
            lines.map(LINE::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> texts.put(Integer.parseInt(line.group(1), 16), theirs(line.group(2))));
        }
        return texts;
    }

    /// Differences in spelling that mean the same.
    private static String theirs(String text) {
        return text.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ")
                .replace(",", ", ")
                .replace("movabs ", "mov ")
                .replace("oword ptr", "xmmword ptr")
                .replaceAll("\\[rip[^\\]]*]", "[rip]")
                .replaceAll("\\bds:(0x[0-9a-f]+)", "[$1]")
                .replaceAll("^(pushf|popf)$", "$1q")
                .replaceAll("^rep movs ([bq]).*", "rep movs$1")
                .replaceAll("^rep stos ([bq]).*", "rep stos$1");
    }

    /// Sign-extended immediates as objdump prints them, all bits of the operation's size; distances from `rip` by their
    /// targets alone.
    private static String ours(Disassembler.Line line) {
        String text = line.text().replaceAll("\\[rip[^\\]]*]", "[rip]");
        Matcher number = LAST_NUMBER.matcher(text);
        if (line.inst() == null || !number.find()) {
            return text;
        }
        Operand first = Operand.parse(line.inst().text())[0];
        int bits = first.registerBits == 0 ? 64 : first.registerBits;
        long value = -Long.parseUnsignedLong(number.group(1), 16);
        String all = Long.toHexString(bits == 64 ? value : value & ((1L << bits) - 1));
        return number.replaceFirst(" 0x" + all + number.group(2));
    }

    @Test
    void bytesAreGolden() throws IOException {
        String table = goldenTable();
        if (Boolean.getBoolean("bless")) {
            Files.writeString(GOLDEN, table);
        }
        assertThat(Files.readString(GOLDEN)).as("-Dbless=true rewrites").isEqualTo(table);
    }

    /// The rows with two forms each, the first of low registers or none, the last with memory if there is any.
    private static String goldenTable() {
        InstForms.All all = InstForms.write();
        Map<Inst, List<InstForms.Form>> byRow = new LinkedHashMap<>();
        all.forms()
                .forEach(form -> byRow.computeIfAbsent(form.inst(), _ -> new ArrayList<>())
                        .add(form));
        StringBuilder table = new StringBuilder("""
                # Instructions of x86-64

                The rows of `Inst`, each with two instructions as bytes. Generated by `InstTest` (`-Dbless=true`), which compares all forms of
                all rows with GNU objdump.

                | instruction | encoding | needs | bytes | means |
                |---|---|---|---|---|
                """);
        byRow.forEach((inst, forms) -> {
            for (int index : forms.size() == 1 ? new int[] {0} : new int[] {0, (forms.size() + 1) / 2}) {
                InstForms.Form form = forms.get(index);
                byte[] bytes = all.bytes(form);
                table.append("| `%s` | `%s` | %s | `%s` | `%s` |\n"
                        .formatted(
                                inst.text(),
                                inst.notation(),
                                inst.feature() == CpuFeature.BASE ? "" : inst.feature(),
                                HexFormat.of().formatHex(bytes),
                                Disassembler.disassemble(bytes).getFirst().text()));
            }
        });
        return table.toString();
    }

    @Test
    void wrongOperandsAreRefusedWithTheRow() {
        X64Assembler assembler = new X64Assembler(new CodeBuffer());
        assertThatThrownBy(() -> assembler.emit(Inst.ADD_R32_RM32, Gpr.RAX, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ADD_R32_RM32: `add r32, r/m32` does not take (general register, immediate)");
        assertThatThrownBy(() -> assembler.emit(Inst.ADDSD_X_XM64, Xmm.XMM0, Gpr.RAX))
                .hasMessageStartingWith("ADDSD_X_XM64: ");
        assertThatThrownBy(() -> assembler.emit(Inst.LOCK_XADD_RM32_R32, Gpr.RCX, Gpr.RAX))
                .hasMessageStartingWith("LOCK_XADD_RM32_R32: ");
        assertThatThrownBy(() -> assembler.emit(Inst.MOVAPS_M128_X, Xmm.XMM0, Xmm.XMM1))
                .hasMessageStartingWith("MOVAPS_M128_X: ");
        assertThatThrownBy(() -> assembler.emit(Inst.RET, Gpr.RAX)).hasMessageStartingWith("RET: ");
        assertThat(assembler.buffer().position()).isZero();
    }

    @Test
    void immediatesThatDoNotFitAreRefused() {
        X64Assembler assembler = new X64Assembler(new CodeBuffer());
        assembler.emit(Inst.ADD_RM32_IMM8, Gpr.RAX, -128);
        assembler.emit(Inst.MOV_R32_IMM32, Gpr.RAX, 0xFFFF_FFFFL);
        assembler.emit(Inst.MOV_R32_IMM32, Gpr.RAX, Integer.MIN_VALUE);
        assembler.emit(Inst.PSHUFD_X_XM128_IMM8, Xmm.XMM0, Xmm.XMM0, 255);
        assertThatThrownBy(() -> assembler.emit(Inst.ADD_RM32_IMM8, Gpr.RAX, 128))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ADD_RM32_IMM8: immediate 0x80 does not fit in 8 bits, sign-extended");
        assertThatThrownBy(() -> assembler.emit(Inst.ADD_RM64_IMM32, Gpr.RAX, 0x8000_0000L))
                .hasMessageContaining("does not fit");
        assertThatThrownBy(() -> assembler.emit(Inst.MOV_R32_IMM32, Gpr.RAX, 0x1_0000_0000L))
                .hasMessageContaining("does not fit");
    }
}

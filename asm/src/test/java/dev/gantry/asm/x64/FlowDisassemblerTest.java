package dev.gantry.asm.x64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Instructions among tables and constants.
class FlowDisassemblerTest {
    private final CodeBuffer buffer = new CodeBuffer();
    private final X64Assembler assembler = new X64Assembler(buffer);

    /// Texts of instructions, and `-` for each byte of data.
    private List<String> listing(String lastCall) {
        byte[] code = buffer.toBytes();
        FlowDisassembler flow = FlowDisassembler.of(
                code, 0, code.length, List.of(), call -> call.text().equals(lastCall));
        List<String> texts = new ArrayList<>();
        int at = 0;
        while (at < code.length) {
            Disassembler.Line line = flow.at(at);
            assertThat(line == null || !flow.isData(at)).isTrue();
            texts.add(line == null ? flow.isData(at) ? "-" : "0" : line.text());
            at += line == null ? 1 : line.length();
        }
        return texts;
    }

    @Test
    void whatATableLeadsToIsCode() {
        Label table = buffer.label();
        Label first = buffer.label();
        Label second = buffer.label();
        assembler.emit(Inst.MOV_R32_IMM32, Gpr.R11, 1);
        assembler.leaLabel(Gpr.R11, table);
        assembler.emit(Inst.JMP_RM64, Gpr.RAX);
        buffer.bind(table);
        assembler.tableEntry(second, table);
        assembler.tableEntry(first, table);
        buffer.bind(first);
        assembler.emit(Inst.CDQ);
        buffer.bind(second);
        assembler.ret();
        assertThat(listing(""))
                .containsExactly(
                        "mov r11d, 0x1",
                        "lea r11, [rip+0x2] # 0xf",
                        "jmp rax",
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        "cdq",
                        "ret");
    }

    @Test
    void paddingAndConstantsBehindACallThatDoesNotReturnAreNone() {
        assembler.emit(Inst.MOVAPS_X_XM128, Xmm.XMM1, Mem.rip(buffer.constant(1, 2)));
        assembler.emit(Inst.CALL_RM64, Gpr.RAX);
        List<String> texts = listing("call rax");
        assertThat(texts.subList(0, 2)).containsExactly("movaps xmm1, xmmword ptr [rip+0x9] # 0x10", "call rax");
        assertThat(String.join("", texts.subList(2, texts.size()))).isEqualTo("0".repeat(7) + "-".repeat(16));
    }

    @Test
    void codeThatIsNeverExecutedIsStillCode() {
        Label end = buffer.label();
        assembler.jmp(end);
        assembler.emit(Inst.CDQ);
        assembler.emit(Inst.UD2);
        buffer.bind(end);
        assembler.ret();
        assertThat(listing("")).containsExactly("jmp 0x8", "cdq", "ud2", "ret");
    }

    @Test
    void bytesThatAreNoInstructionAreShownWhereExecutionComesToThem() {
        FlowDisassembler flow = FlowDisassembler.of(new byte[] {(byte) 0x99, 0x06}, 0, 2, List.of(), _ -> false);
        Disassembler.Line line = Objects.requireNonNull(flow.at(1));
        assertThat(line.inst()).isNull();
        assertThat(line.text()).isEqualTo(".byte 0x06");
    }
}

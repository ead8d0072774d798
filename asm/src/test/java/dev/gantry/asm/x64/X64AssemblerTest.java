package dev.gantry.asm.x64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import dev.gantry.asm.Relocation;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the assembler does above single rows.
class X64AssemblerTest {
    private final CodeBuffer buffer = new CodeBuffer();
    private final X64Assembler assembler = new X64Assembler(buffer);

    private List<String> texts() {
        return Disassembler.disassemble(buffer.toBytes()).stream()
                .map(Disassembler.Line::text)
                .toList();
    }

    @Test
    void jumpsLeadForwardAndBackward() {
        Label start = buffer.label();
        Label end = buffer.label();
        buffer.bind(start);
        assembler.jcc(Cond.NE, end);
        assembler.call(end);
        assembler.jmp(start);
        buffer.bind(end);
        assembler.ret();
        assertThat(texts()).containsExactly("jne 0xd", "call 0xd", "jmp 0x0", "ret");
    }

    @Test
    void constantsThatFitTakeAByte() {
        assembler.emitShort(Inst.ADD_RM32_IMM32, Gpr.RCX, 127);
        assembler.emitShort(Inst.CMP_RM64_IMM32, Gpr.R9, -128);
        assembler.emitShort(Inst.SUB_RM64_IMM32, Mem.at(Gpr.RBP, -8), 1);
        assembler.emitShort(Inst.IMUL_R32_RM32_IMM32, Gpr.RAX, Gpr.RDX, 10);
        assembler.emitShort(Inst.IMUL_R64_RM64_IMM32, Gpr.RAX, Gpr.RDX, 10);
        assertThat(buffer.position()).isEqualTo(3 + 4 + 5 + 3 + 4);
        assembler.emitShort(Inst.XOR_RM32_IMM32, Gpr.RCX, 128);
        assembler.emitShort(Inst.IMUL_R32_RM32_IMM32, Gpr.RAX, Gpr.RDX, 128);
        assertThat(buffer.position()).isEqualTo(19 + 6 + 6);
        assertThat(texts())
                .containsExactly(
                        "add ecx, 0x7f",
                        "cmp r9, -0x80",
                        "sub qword ptr [rbp-0x8], 0x1",
                        "imul eax, edx, 0xa",
                        "imul rax, rdx, 0xa",
                        "xor ecx, 0x80",
                        "imul eax, edx, 0x80");
    }

    @Test
    void jumpsBackwardAreShortAsFarAsTheyReach() {
        Label start = buffer.label();
        buffer.bind(start);
        assembler.nop(126);
        assembler.jmp(start);
        assertThat(buffer.position()).isEqualTo(128);
        assembler.jmp(start);
        assertThat(buffer.position()).isEqualTo(133);
        assertThat(texts()).endsWith("jmp 0x0", "jmp 0x0");
    }

    @Test
    void aShortJumpForwardThatDoesNotReachIsRefused() {
        Label end = buffer.label();
        assembler.emit(Inst.JMP_REL8, end);
        assembler.nop(127);
        buffer.bind(end);
        assertThat(buffer.toBytes()).startsWith(0xEB, 0x7F);
        Label far = buffer.label();
        assembler.emit(Inst.JE_REL8, far);
        assembler.nop(128);
        assertThatThrownBy(() -> buffer.bind(far))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("out of reach of REL8");
    }

    @Test
    void onlyJumpsAndCallsTakeAPlaceInTheCode() {
        assertThatThrownBy(() -> assembler.emit(Inst.PUSH_IMM32, buffer.label()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("PUSH_IMM32: ");
    }

    @Test
    void constantsAreReachedAcrossTheImmediate() {
        Label mask = buffer.constant(1, 2);
        assembler.emit(Inst.PSHUFD_X_XM128_IMM8, Xmm.XMM1, Mem.rip(mask), 0x1b);
        assembler.emit(Inst.ADD_RM32_IMM32, Mem.rip(mask, 4), 7);
        assembler.leaLabel(Gpr.R9, mask);
        assertThat(texts())
                .startsWith(
                        "pshufd xmm1, xmmword ptr [rip+0x17], 0x1b # 0x20",
                        "add dword ptr [rip+0x11], 0x7 # 0x24",
                        "lea r9, [rip+0x6] # 0x20");
    }

    @Test
    void constantsInRegistersTakeTheShortestForm() {
        assembler.movImm(Gpr.RAX, 0);
        assembler.movImm(Gpr.R8, 0xFFFF_FFFFL);
        assembler.movImm(Gpr.RCX, -1);
        assembler.movImm(Gpr.RDX, Long.MIN_VALUE);
        assembler.zero(Gpr.R15);
        assertThat(texts())
                .containsExactly(
                        "mov eax, 0x0",
                        "mov r8d, 0xffffffff",
                        "mov rcx, -0x1",
                        "mov rdx, 0x8000000000000000",
                        "xor r15d, r15d");
    }

    @Test
    void tablesOfJumpsHoldDistancesFromTheirStart() {
        Label table = buffer.label();
        Label early = buffer.label();
        Label late = buffer.label();
        buffer.bind(early);
        assembler.ret();
        buffer.bind(table);
        assembler.tableEntry(late, table);
        assembler.tableEntry(early, table);
        buffer.bind(late);
        assertThat(buffer.toBytes()).containsExactly(0xC3, 8, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF);
    }

    @Test
    void relocationsStandAtTheDistance() {
        assembler.callRelocated(3, "callee");
        assembler.leaRelocated(Gpr.R10, 4, "data");
        assembler.jmpRelocated(5, "other");
        assertThat(buffer.relocations())
                .containsExactly(
                        new Relocation(1, 3, "callee", -4),
                        new Relocation(8, 4, "data", -4),
                        new Relocation(13, 5, "other", -4));
        assertThat(texts()).containsExactly("call 0x5", "lea r10, [rip+0x0] # 0xc", "jmp 0x11");
    }

    @Test
    void paddingIsInstructionsWithoutEffect() {
        for (int bytes = 1; bytes <= 20; bytes++) {
            buffer.reset();
            assembler.nop(bytes);
            assertThat(buffer.position()).isEqualTo(bytes);
            assertThat(texts()).allMatch(text -> text.startsWith("nop"));
        }
    }

    @Test
    void conditionsChooseRows() {
        assembler.setcc(Cond.A, Gpr.RSI);
        assembler.setcc(Cond.NP, Mem.at(Gpr.RSP, 1));
        assembler.cmov32(Cond.L, Gpr.RAX, Gpr.R9);
        assembler.cmov64(Cond.GE, Gpr.R9, Gpr.RAX);
        assembler.push(Gpr.R12);
        assembler.pop(Gpr.RBP);
        assembler.ret(16);
        assembler.ret(0);
        assertThat(texts())
                .containsExactly(
                        "seta sil",
                        "setnp byte ptr [rsp+0x1]",
                        "cmovl eax, r9d",
                        "cmovge r9, rax",
                        "push r12",
                        "pop rbp",
                        "ret 0x10",
                        "ret");
    }

    @Test
    void conditionsHaveOpposites() {
        for (Cond cond : Cond.values()) {
            assertThat(cond.negate().negate()).isEqualTo(cond);
            assertThat(cond.negate()).isNotEqualTo(cond);
        }
        assertThat(Cond.B.negate()).isEqualTo(Cond.AE);
        assertThat(Cond.LE.swap()).isEqualTo(Cond.GE);
        assertThatThrownBy(Cond.P::swap).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressesThatNoInstructionCanNameAreRefused() {
        assertThatThrownBy(() -> Mem.at(Gpr.RAX, Gpr.RSP, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mem.at(Gpr.RAX, Gpr.RCX, 3, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesThatAreNoInstructionsAreLinesOfTheirOwn() {
        List<Disassembler.Line> lines = Disassembler.disassemble(new byte[] {0x06, (byte) 0xC3, 0x0F}, 0, 3, 0x1000);
        assertThat(lines).extracting(Disassembler.Line::text).containsExactly(".byte 0x06", "ret", ".byte 0x0f");
        assertThat(lines).extracting(Disassembler.Line::offset).containsExactly(0, 1, 2);
    }

    @Test
    void targetsAreAddresses() {
        Label place = buffer.label();
        buffer.bind(place);
        assembler.nop(3);
        assembler.jmp(place);
        byte[] code = buffer.toBytes();
        Disassembler.Line jump =
                Disassembler.disassemble(code, 3, code.length, 0x7000).getFirst();
        assertThat(jump.text()).isEqualTo("jmp 0x7000");
        assertThat(jump.target()).isEqualTo(0x7000);
    }
}

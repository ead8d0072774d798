package dev.gantry.asm.x64;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Operands for every row: registers of both halves, all kinds of addresses, immediates of both signs.
final class InstForms {
    /// Numbers of the operands' registers, one line a form.
    private static final int[][] REGISTERS = {{0, 1, 2, 3}, {6, 5, 7, 4}, {9, 12, 8, 10}, {15, 4, 13, 14}, {3, 11, 0, 6}
    };

    private static final List<Mem> MEMORY = List.of(
            Mem.at(Gpr.RAX),
            Mem.at(Gpr.RBX, Gpr.RCX, 4, 0x10),
            Mem.at(Gpr.RSP, 8),
            Mem.at(Gpr.RBP),
            Mem.at(Gpr.R12),
            Mem.at(Gpr.R13),
            Mem.at(Gpr.R14, -0x80),
            Mem.at(Gpr.RSI, 0x80),
            Mem.at(Gpr.R13, Gpr.R14, 8, 0),
            Mem.at(Gpr.RBP, Gpr.RAX, 1, -0x81),
            Mem.at(Gpr.R8, Gpr.R9, 2, 0x12345678),
            Mem.at(Gpr.R12, Gpr.R12, 1, 1),
            Mem.scaled(Gpr.R15, 8, -4),
            Mem.absolute(0x1000));

    private final CodeBuffer buffer = new CodeBuffer();
    private final X64Assembler assembler = new X64Assembler(buffer);
    private final Label start = buffer.label();

    private InstForms() {
        buffer.bind(start);
    }

    /// An instruction of a row, and where it is in the code of its buffer.
    record Form(Inst inst, int offset, int length) {}

    /// Forms of all rows, and their code.
    record All(List<Form> forms, byte[] code) {
        byte[] bytes(Form form) {
            return Arrays.copyOfRange(code, form.offset(), form.offset() + form.length());
        }
    }

    /// Writes every row with all its kinds of operands.
    static All write() {
        InstForms writer = new InstForms();
        List<Form> forms = new ArrayList<>();
        for (Inst inst : Inst.values()) {
            for (int form = 0; form < REGISTERS.length; form++) {
                writer.write(inst, null, form, forms);
            }
            int form = 0;
            for (Mem memory : MEMORY) {
                writer.write(inst, memory, form++ % REGISTERS.length, forms);
            }
            writer.write(inst, Mem.rip(writer.start, 3), 2, forms);
        }
        return new All(forms, writer.buffer.toBytes());
    }

    /// Writes an instruction, if the row has the form.
    private void write(Inst inst, @Nullable Mem memory, int form, List<Form> forms) {
        List<Class<?>> types = new ArrayList<>(List.of(Inst.class));
        List<Object> values = new ArrayList<>(List.of(inst));
        boolean usesMemory = false;
        boolean varies = false;
        long bits = inst.bits();
        int register = 0;
        for (Operand operand : Operand.parse(inst.text())) {
            if (operand.accepts == 0) {
                continue;
            }
            int accepts = Encoding.isLocked(bits) && operand.accepts(Operand.MEMORY) ? Operand.MEMORY : operand.accepts;
            if ((accepts & Operand.IMMEDIATE) != 0) {
                types.add(long.class);
                values.add(immediate(operand, Encoding.isSigned(bits), form));
                varies |= Encoding.isSigned(bits) && form < 2;
            } else if ((accepts & Operand.MEMORY) != 0 && memory != null) {
                types.add(Mem.class);
                values.add(memory);
                usesMemory = true;
            } else if ((accepts & Operand.GPR) != 0) {
                types.add(Gpr.class);
                values.add(Gpr.of(REGISTERS[form][register++]));
                varies = true;
            } else if ((accepts & Operand.VECTOR) != 0) {
                types.add(Xmm.class);
                values.add(Xmm.of(REGISTERS[form][register++]));
                varies = true;
            } else {
                return;
            }
        }
        if (memory != null ? !usesMemory : form > 0 && !varies) {
            return;
        }
        int offset = buffer.position();
        call(types, values);
        forms.add(new Form(inst, offset, buffer.position() - offset));
    }

    private static long immediate(Operand operand, boolean isSigned, int form) {
        long value = switch (operand) {
            case IMM8, REL8 -> 0x25;
            case IMM16 -> 0x7abc;
            case IMM64 -> 0x1234_5678_9abc_def0L;
            default -> 0x1234_5678;
        };
        return isSigned && form % 2 == 1 ? -value : value;
    }

    private void call(List<Class<?>> types, List<Object> values) {
        try {
            Method emit = X64Assembler.class.getMethod("emit", types.toArray(new Class<?>[0]));
            emit.invoke(assembler, values.toArray());
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new LinkageError(values.toString(), e);
        } catch (InvocationTargetException e) {
            throw new AssertionError(values.toString(), e.getCause());
        }
    }
}

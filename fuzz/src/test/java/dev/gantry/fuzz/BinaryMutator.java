package dev.gantry.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// Changes binaries at four levels: bytes, sections, function bodies and instructions.
///
/// The upper levels mend the sizes around what they change, so that a mutant gets past the frame and to the rules.
final class BinaryMutator {
    private static final int HEADER = 8;
    private static final int CODE_SECTION = 10;
    private static final int[] BYTES = {
        0, 1, 2, 3, 4, 5, 0x0B, 0x10, 0x20, 0x3F, 0x40, 0x41, 0x4E, 0x50, 0x5E, 0x5F, 0x60, 0x63, 0x64, 0x69, 0x6A,
        0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70, 0x71, 0x72, 0x73, 0x74, 0x77, 0x78, 0x7B, 0x7C, 0x7D, 0x7E, 0x7F, 0x80,
        0xFB, 0xFC, 0xFD, 0xFE, 0xFF
    };
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        63,
        64,
        127,
        128,
        255,
        256,
        1_000,
        1_001,
        32_767,
        50_000,
        50_001,
        65_535,
        65_536,
        65_537,
        1_000_001,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0xFFFF_FFFFL,
        0x1_0000_0000L,
        0x7FFF_FFFF_FFFF_FFFFL,
        0x8000_0000_0000_0000L,
        -1L
    };

    private final RandomGenerator random;

    BinaryMutator(RandomGenerator random) {
        this.random = random;
    }

    /// A mutant of a module.
    ///
    /// @param module what to change; stays as it is
    /// @param other  a module to take parts from
    byte[] mutate(byte[] module, byte[] other) {
        if (random.nextInt(12) == 0) {
            return Arrays.copyOf(module, random.nextInt(module.length + 1));
        }
        byte[] bytes = module;
        for (int changes = 1 + random.nextInt(1 + random.nextInt(3)); changes > 0; changes--) {
            bytes = change(bytes, other);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, byte[] other) {
        int level = random.nextInt(12);
        if (level < 2 || bytes.length <= HEADER) {
            return changeBytes(bytes, other, Math.min(bytes.length, random.nextInt(20) == 0 ? 0 : HEADER));
        }
        List<BinaryParts.Section> sections = BinaryParts.sections(bytes);
        List<BinaryParts.Section> others = BinaryParts.sections(other);
        if (sections.isEmpty() || others.isEmpty()) {
            return changeBytes(bytes, other, Math.min(bytes.length, HEADER));
        }
        if (level < 3) {
            changeSections(sections, others);
        } else {
            int code = BinaryParts.indexOf(sections, CODE_SECTION);
            if (code < 0 || level < 5) {
                int index = random.nextInt(sections.size());
                BinaryParts.Section section = sections.get(index);
                byte[] content = changeBytes(section.content(), other, 0);
                sections.set(index, new BinaryParts.Section(section.id(), content));
            } else {
                byte[] content = changeCode(sections.get(code).content(), others);
                sections.set(code, new BinaryParts.Section(CODE_SECTION, content));
            }
        }
        return BinaryParts.join(sections);
    }

    // ---- bytes

    /// Changes bytes from a place on, by a piece of others sometimes.
    byte[] changeBytes(byte[] bytes, byte[] other, int from) {
        int length = bytes.length - from;
        if (length <= 0) {
            return insert(bytes, bytes.length, randomBytes(1 + random.nextInt(4)));
        }
        int at = from + random.nextInt(length);
        byte[] changed = bytes.clone();
        switch (random.nextInt(9)) {
            case 0, 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> changed[at] = (byte) BYTES[random.nextInt(BYTES.length)];
            case 3 -> changed[at] = (byte) random.nextInt();
            case 4 -> changed[at] += (byte) (random.nextBoolean() ? 1 : -1);
            case 5 -> changed = insert(bytes, at, randomBytes(1 + random.nextInt(8)));
            case 6 ->
                changed = replace(bytes, at, at + random.nextInt(Math.min(16, bytes.length - at) + 1), new byte[0]);
            case 7 -> changed = replace(bytes, at, BinaryParts.lebEnd(bytes, at), randomLeb());
            default -> changed = insert(bytes, at, piece(random.nextBoolean() ? bytes : other));
        }
        return changed;
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? BYTES[random.nextInt(BYTES.length)] : random.nextInt());
        }
        return bytes;
    }

    /// An interesting number, sometimes longer than it need be.
    private byte[] randomLeb() {
        long value = NUMBERS[random.nextInt(NUMBERS.length)];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (random.nextBoolean()) {
            BinaryParts.writeSigned(out, value);
        } else {
            BinaryParts.writeUnsigned(out, value);
        }
        byte[] leb = out.toByteArray();
        if (random.nextInt(8) == 0) {
            leb[leb.length - 1] |= (byte) 0x80;
            return insert(leb, leb.length, new byte[] {0});
        }
        return leb;
    }

    private byte[] piece(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int start = random.nextInt(bytes.length);
        return Arrays.copyOfRange(bytes, start, start + random.nextInt(Math.min(32, bytes.length - start) + 1));
    }

    private static byte[] insert(byte[] bytes, int at, byte[] more) {
        return replace(bytes, at, at, more);
    }

    private static byte[] replace(byte[] bytes, int start, int end, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, start);
        out.writeBytes(by);
        out.write(bytes, end, bytes.length - end);
        return out.toByteArray();
    }

    // ---- sections

    /// Removes, repeats, moves or replaces a section.
    void changeSections(List<BinaryParts.Section> sections, List<BinaryParts.Section> others) {
        int index = random.nextInt(sections.size());
        BinaryParts.Section foreign = others.get(random.nextInt(others.size()));
        switch (random.nextInt(5)) {
            case 0 -> sections.remove(index);
            case 1 -> sections.add(random.nextInt(sections.size() + 1), sections.get(index));
            case 2 -> Collections.swap(sections, index, random.nextInt(sections.size()));
            case 3 -> sections.add(index, foreign);
            default -> {
                int same = BinaryParts.indexOf(sections, foreign.id());
                sections.set(same < 0 ? index : same, foreign);
            }
        }
    }

    // ---- bodies and instructions

    private byte[] changeCode(byte[] code, List<BinaryParts.Section> others) {
        List<byte[]> bodies = BinaryParts.bodies(code);
        if (bodies.isEmpty()) {
            return changeBytes(code, code, 0);
        }
        int index = random.nextInt(bodies.size());
        byte[] body = bodies.get(index);
        byte[] foreign = foreignBody(body, others);
        switch (random.nextInt(8)) {
            case 0 -> bodies.set(index, changeBytes(body, foreign, 0));
            case 1 -> bodies.set(index, foreign);
            case 2 -> Collections.swap(bodies, index, random.nextInt(bodies.size()));
            default -> bodies.set(index, changeInstructions(body, foreign));
        }
        return BinaryParts.joinBodies(bodies);
    }

    private byte[] foreignBody(byte[] ifNone, List<BinaryParts.Section> others) {
        int code = BinaryParts.indexOf(others, CODE_SECTION);
        if (code < 0) {
            return ifNone;
        }
        List<byte[]> bodies = BinaryParts.bodies(others.get(code).content());
        return bodies.isEmpty() ? ifNone : bodies.get(random.nextInt(bodies.size()));
    }

    private byte[] changeInstructions(byte[] body, byte[] foreign) {
        List<byte[]> instructions = new ArrayList<>(BinaryParts.instructions(body));
        List<byte[]> foreignOnes = BinaryParts.instructions(foreign);
        if (instructions.size() < 2 || foreignOnes.size() < 2) {
            return changeBytes(body, foreign, 0);
        }
        // the first part is the local declarations
        int at = 1 + random.nextInt(instructions.size() - 1);
        byte[] foreignOne = foreignOnes.get(1 + random.nextInt(foreignOnes.size() - 1));
        switch (random.nextInt(8)) {
            case 0 -> instructions.remove(at);
            case 1 -> instructions.add(at, instructions.get(1 + random.nextInt(instructions.size() - 1)));
            case 2 -> Collections.swap(instructions, at, 1 + random.nextInt(instructions.size() - 1));
            case 3 -> instructions.set(at, foreignOne);
            case 4 -> instructions.add(at, foreignOne);
            case 5 -> instructions.set(at, changeBytes(instructions.get(at), foreign, 0));
            case 6 -> {
                byte[] instruction = instructions.get(at);
                if (instruction.length > 1) {
                    instructions.set(at, replace(instruction, 1, BinaryParts.lebEnd(instruction, 1), randomLeb()));
                }
            }
            default -> instructions.set(at, changeOpcode(instructions.get(at)));
        }
        return BinaryParts.concat(instructions);
    }

    /// Another instruction of the neighbourhood, which often has the same type.
    private byte[] changeOpcode(byte[] instruction) {
        byte[] changed = instruction.clone();
        int at = (instruction[0] & 0xFF) >= 0xFB && instruction.length > 1 ? 1 : 0;
        changed[at] += (byte) (random.nextInt(9) - 4);
        return changed;
    }
}

package dev.gantry.fuzz;

import dev.gantry.wasm.WasmException;
import dev.gantry.wasm.binary.InstrReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Takes binaries apart and puts them together, without the decoder as far as possible. What is not in order comes
/// out as an empty list.
final class BinaryParts {
    private static final int HEADER = 8;
    private static final byte[] HEADER_BYTES = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private static final int EXPORT_SECTION = 7;
    /// Start, elements, data count, code, data.
    private static final Set<Integer> BEHIND_EXPORTS = Set.of(8, 9, 12, 10, 11);

    private BinaryParts() {}

    /// A section.
    ///
    /// @param id      its id
    /// @param content what stands behind the size
    record Section(int id, byte[] content) {}

    static List<Section> sections(byte[] module) {
        List<Section> sections = new ArrayList<>();
        int at = HEADER;
        while (at < module.length) {
            int start = lebEnd(module, at + 1);
            long size = leb(module, at + 1);
            if (size > module.length - start) {
                return List.of();
            }
            int end = start + (int) size;
            sections.add(new Section(module[at], Arrays.copyOfRange(module, start, end)));
            at = end;
        }
        return sections;
    }

    static int indexOf(List<Section> sections, int id) {
        for (int index = 0; index < sections.size(); index++) {
            if (sections.get(index).id == id) {
                return index;
            }
        }
        return -1;
    }

    static byte[] join(List<Section> sections) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HEADER_BYTES);
        for (Section section : sections) {
            out.write(section.id);
            writeUnsigned(out, section.content.length);
            out.writeBytes(section.content);
        }
        return out.toByteArray();
    }

    /// A module that exports functions besides what it exports already.
    ///
    /// @param first the index of the first function
    /// @param count how many
    static byte[] withExports(byte[] module, int first, int count) {
        List<Section> sections = new ArrayList<>(sections(module));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int at = indexOf(sections, EXPORT_SECTION);
        byte[] old = at < 0 ? new byte[1] : sections.get(at).content;
        writeUnsigned(content, leb(old, 0) + count);
        content.write(old, lebEnd(old, 0), old.length - lebEnd(old, 0));
        for (int func = first; func < first + count; func++) {
            byte[] name = ("fuzz" + func).getBytes(StandardCharsets.UTF_8);
            content.write(name.length);
            content.writeBytes(name);
            content.write(0);
            writeUnsigned(content, func);
        }
        if (at < 0) {
            at = 0;
            while (at < sections.size() && !BEHIND_EXPORTS.contains(sections.get(at).id)) {
                at++;
            }
            sections.add(at, new Section(EXPORT_SECTION, content.toByteArray()));
        } else {
            sections.set(at, new Section(EXPORT_SECTION, content.toByteArray()));
        }
        return join(sections);
    }

    static List<byte[]> bodies(byte[] code) {
        List<byte[]> bodies = new ArrayList<>();
        int at = lebEnd(code, 0);
        while (at < code.length) {
            int start = lebEnd(code, at);
            long size = leb(code, at);
            if (size > code.length - start) {
                return List.of();
            }
            at = start + (int) size;
            bodies.add(Arrays.copyOfRange(code, start, at));
        }
        return bodies;
    }

    static byte[] joinBodies(List<byte[]> bodies) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeUnsigned(out, bodies.size());
        for (byte[] body : bodies) {
            writeUnsigned(out, body.length);
            out.writeBytes(body);
        }
        return out.toByteArray();
    }

    /// The local declarations of a body, then its instructions one by one.
    static List<byte[]> instructions(byte[] body) {
        List<byte[]> parts = new ArrayList<>();
        try {
            int start = localsEnd(body);
            parts.add(Arrays.copyOf(body, start));
            InstrReader reader = new InstrReader(body, start, body.length);
            while (reader.next()) {
                parts.add(Arrays.copyOfRange(body, reader.offset(), reader.nextOffset()));
            }
        } catch (WasmException _) {
            // what comes behind is in no order: the caller works on bytes
            return List.of();
        }
        return parts;
    }

    private static int localsEnd(byte[] body) {
        long groups = leb(body, 0);
        int at = lebEnd(body, 0);
        for (long group = 0; group < groups && at < body.length; group++) {
            at = lebEnd(body, at);
            boolean isReference = at < body.length && (body[at] == 0x63 || body[at] == 0x64);
            at = lebEnd(body, isReference ? at + 1 : at);
        }
        return Math.min(at, body.length);
    }

    static byte[] concat(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    /// The end of the number at a place, or of the bytes.
    static int lebEnd(byte[] bytes, int start) {
        int at = start;
        while (at < bytes.length && bytes[at] < 0) {
            at++;
        }
        return Math.min(at + 1, bytes.length);
    }

    static long leb(byte[] bytes, int start) {
        long value = 0;
        for (int at = start, shift = 0; at < bytes.length && shift < 35; at++, shift += 7) {
            value |= (bytes[at] & 0x7FL) << shift;
            if (bytes[at] >= 0) {
                break;
            }
        }
        return value;
    }

    static void writeUnsigned(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    static void writeSigned(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>= 7;
        }
        out.write((int) (rest & 0x7F));
    }
}

package dev.gantry.wasm.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Binaries for tests, written byte by byte and without the encoder.
public final class Samples {
    private Samples() {}

    /// Bytes of parts: numbers are bytes, strings are names, arrays are taken as they are.
    public static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Integer value -> out.write(value);
                case String name -> {
                    byte[] text = name.getBytes(StandardCharsets.UTF_8);
                    out.writeBytes(u32(text.length));
                    out.writeBytes(text);
                }
                case byte[] raw -> out.writeBytes(raw);
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return out.toByteArray();
    }

    /// The LEB128 form of an unsigned number.
    public static byte[] u32(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    /// Parts behind their size.
    public static byte[] sized(Object... parts) {
        byte[] content = bytes(parts);
        return bytes(u32(content.length), content);
    }

    /// Entries behind their number.
    public static byte[] vector(byte[]... entries) {
        return bytes(u32(entries.length), bytes((Object[]) entries));
    }

    /// A section.
    public static byte[] section(int id, Object... parts) {
        return bytes(id, sized(parts));
    }

    /// A module of sections.
    public static byte[] module(byte[]... sections) {
        return bytes(0, 'a' + 0, 's' + 0, 'm' + 0, 1, 0, 0, 0, bytes((Object[]) sections));
    }

    /// A module with one function of type `[] -> []`.
    public static byte[] moduleWithBody(Object... localsAndInstructions) {
        return module(section(1, vector(bytes(0x60, 0, 0))), section(3, vector(bytes(0))), code(localsAndInstructions));
    }

    /// A code section with one body.
    public static byte[] code(Object... localsAndInstructions) {
        return section(10, vector(sized(localsAndInstructions)));
    }

    /// A valid module with every section, every form of type, import and segment, and names.
    public static byte[] everything() {
        byte[] zero = bytes(0x41, 0, 0x0B);
        return module(
                section(0, "first", bytes(1, 2, 3)),
                section(
                        1,
                        vector(
                                bytes(0x60, 0, 0),
                                bytes(0x60, 2, 0x7F, 0x7E, 1, 0x7D),
                                bytes(0x60, 1, 0x7B, 2, 0x6F, 0x70),
                                bytes(
                                        0x4E,
                                        2,
                                        bytes(0x50, 0, 0x5F, 3, 0x78, 1, 0x77, 0, 0x63, 4, 1),
                                        bytes(0x50, 1, 3, 0x5F, 4, 0x78, 1, 0x77, 0, 0x63, 4, 1, 0x7C, 0)),
                                bytes(0x5E, 0x64, 0x6C, 1),
                                bytes(0x4F, 0, 0x5E, 0x7E, 0))),
                section(
                        2,
                        vector(
                                bytes("m", "func", 0, 1),
                                bytes("m", "table", 1, 0x70, 1, 1, 10),
                                bytes("m", "memory", 2, 1, 1, 2),
                                bytes("m", "global", 3, 0x7F, 1),
                                bytes("m", "tag", 4, 0, 0))),
                section(3, vector(bytes(0), bytes(1), bytes(2))),
                section(
                        4,
                        vector(
                                bytes(0x6F, 0, 0),
                                bytes(0x70, 5, 1, 0xFF, 0xFF, 0x03),
                                bytes(0x40, 0, 0x64, 0x70, 0, 4, 0xD2, 1, 0x0B))),
                section(5, vector(bytes(4, 1), bytes(1, 0, 3))),
                section(13, vector(bytes(0, 0))),
                section(
                        6,
                        vector(
                                bytes(0x7F, 1, zero),
                                bytes(0x7E, 0, 0x42, 1, 0x42, 0x7E, 0x7C, 0x0B),
                                bytes(0x7D, 0, 0x43, 1, 0, 0xC0, 0x7F, 0x0B),
                                bytes(0x63, 3, 0, 0xD0, 0x71, 0x0B))),
                section(
                        7,
                        vector(
                                bytes("f", 0, 1),
                                bytes("t", 1, 0),
                                bytes("m", 2, 1),
                                bytes("g", 3, 0),
                                bytes("e \"\\\n\u00e4\u202e", 4, 0))),
                section(8, 1),
                section(
                        9,
                        vector(
                                bytes(0, zero, 2, 0, 1),
                                bytes(1, 0, 1, 1),
                                bytes(2, 2, zero, 0, 1, 2),
                                bytes(3, 0, 1, 3),
                                bytes(4, zero, 1, 0xD2, 0, 0x0B),
                                bytes(5, 0x6F, 1, 0xD0, 0x6F, 0x0B),
                                bytes(6, 1, zero, 0x6F, 1, 0xD0, 0x6F, 0x0B),
                                bytes(7, 0x70, 1, 0xD2, 2, 0x0B))),
                section(12, 3),
                section(10, vector(sized(0, 0x0B), sized(bodyOfTypeOne()), sized(bodyOfTypeTwo()))),
                section(0, "middle", bytes(0xFF, '"' + 0, '\\' + 0)),
                section(11, vector(bytes(0, zero, "abc"), bytes(1, "\u0000\"x"), bytes(2, 2, zero, ""))),
                section(0, "name", names()),
                section(0, "producers", vector(bytes("language", vector(bytes("C", "23"))))));
    }

    private static byte[] bodyOfTypeOne() {
        return bytes(
                vector(bytes(2, 0x7F), bytes(1, 0x7B)),
                bytes(0x02, 0x40, 0x03, 0x7F, 0x20, 0, 0x04, 0x40, 0x0C, 2, 0x05, 0x01, 0x0B, 0x41, 0x7F, 0x0B, 0x1A),
                bytes(0x41, 0, 0x0E, 1, 0, 1, 0x0B),
                bytes(0x41, 0, 0x28, 0x41, 1, 0x80, 1, 0x1A),
                bytes(0xFD, 0x0C, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0x21, 4),
                bytes(0x41, 0, 0x41, 0, 0x41, 0, 0xFC, 8, 0, 0, 0xFC, 9, 1),
                bytes(0x1F, 0x40, 1, 2, 0, 0x08, 1, 0x0B),
                bytes(0x44, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0x1A),
                bytes(0x43, 0, 0, 0x80, 0x3F, 0x0B));
    }

    private static byte[] bodyOfTypeTwo() {
        return bytes(0, 0xD0, 0x6F, 0xD0, 0x70, 0x0B);
    }

    private static byte[] names() {
        return bytes(
                bytes(0, sized("every\u00f6thing")),
                bytes(1, sized(vector(bytes(0, "imported"), bytes(1, "start"), bytes(2, "start"), bytes(3, "a b")))),
                bytes(2, sized(vector(bytes(2, vector(bytes(0, "x"), bytes(2, "x"), bytes(3, "y")))))),
                bytes(3, sized(vector(bytes(2, vector(bytes(0, "out"), bytes(1, "in")))))),
                bytes(4, sized(vector(bytes(3, "node")))),
                bytes(10, sized(vector(bytes(3, vector(bytes(0, "tag"), bytes(2, "next")))))),
                bytes(11, sized(vector(bytes(1, "oops")))));
    }
}

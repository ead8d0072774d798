package dev.gantry.environ.artifact;

import dev.gantry.environ.spi.Machine;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.ByteWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes the container that [ElfImage] reads: collects sections and symbols, then lays them out.
///
/// Threading: confined to one thread.
final class ElfWriter {
    private static final short RELOCATABLE = 1;
    private static final int PROGBITS = 1;
    private static final int SYMBOL_TABLE = 2;
    private static final int STRING_TABLE = 3;
    private static final int ALLOCATED_CODE = 2 | 4;
    private static final int FUNCTION = 2;
    private static final String SECTION_NAMES = ".shstrtab";
    /// Numbers from 0xFF00 on mean something else.
    private static final int MAX_SECTIONS = 0xFE00;

    private final ArtifactKind kind;
    private final Machine machine;
    private final List<Content> sections = new ArrayList<>();
    private final ByteWriter symbols = new ByteWriter();
    private final ByteWriter symbolNames = new ByteWriter();
    private int textSection;

    /// A section before it is laid out; `link` is the number of another one.
    private record Content(String name, int type, int flags, int alignment, int link, int info, ByteBuffer bytes) {}

    /// A writer.
    ///
    /// @param kind    what the artifact holds
    /// @param machine what the code is for
    ElfWriter(ArtifactKind kind, Machine machine) {
        this.kind = kind;
        this.machine = machine;
        symbols.bytes(new byte[ElfImage.SYMBOL_BYTES]);
        symbolNames.u8(0);
        section(ElfImage.CHECK, new byte[ElfImage.CHECK_BYTES]);
    }

    /// Adds a section of data.
    void section(String name, byte[] content) {
        sections.add(new Content(name, PROGBITS, 0, Long.BYTES, 0, 0, ByteBuffer.wrap(content)));
    }

    /// Adds the section of code; symbols lie in it.
    void code(String name, int alignment, ByteBuffer content) {
        sections.add(new Content(name, PROGBITS, ALLOCATED_CODE, alignment, 0, 0, content));
        textSection = sections.size();
    }

    /// Adds a symbol.
    ///
    /// @param name   its name
    /// @param offset where it starts in the code
    /// @param size   how long it is
    void symbol(String name, int offset, int size) {
        symbols.fixed32(symbolNames.size());
        symbols.u8(FUNCTION);
        symbols.u8(0);
        symbols.u8(textSection);
        symbols.u8(textSection >> Byte.SIZE);
        symbols.fixed64(offset);
        symbols.fixed64(size);
        text(symbolNames, name);
    }

    private static void text(ByteWriter out, String text) {
        out.bytes(text.getBytes(StandardCharsets.ISO_8859_1));
        out.u8(0);
    }

    /// The whole file.
    ///
    /// @throws UnsupportedException if there are more sections than a file can have
    byte[] finish() {
        if (sections.size() > MAX_SECTIONS) {
            throw new UnsupportedException("artifacts with more than " + MAX_SECTIONS + " sections");
        }
        int count = symbols.size() / ElfImage.SYMBOL_BYTES;
        int names = sections.size() + 2;
        sections.add(new Content(
                ElfImage.SYMBOLS, SYMBOL_TABLE, 0, Long.BYTES, names, count, ByteBuffer.wrap(symbols.toBytes())));
        sections.add(
                new Content(ElfImage.SYMBOL_NAMES, STRING_TABLE, 0, 1, 0, 0, ByteBuffer.wrap(symbolNames.toBytes())));
        ByteWriter sectionNames = new ByteWriter();
        sectionNames.u8(0);
        int[] nameOffsets = new int[sections.size() + 1];
        for (int number = 0; number < sections.size(); number++) {
            nameOffsets[number] = sectionNames.size();
            text(sectionNames, sections.get(number).name());
        }
        nameOffsets[sections.size()] = sectionNames.size();
        text(sectionNames, SECTION_NAMES);
        sections.add(new Content(SECTION_NAMES, STRING_TABLE, 0, 1, 0, 0, ByteBuffer.wrap(sectionNames.toBytes())));
        return layOut(nameOffsets);
    }

    private byte[] layOut(int[] nameOffsets) {
        long[] offsets = new long[sections.size()];
        long at = ElfImage.HEADER_BYTES;
        for (int number = 0; number < offsets.length; number++) {
            Content section = sections.get(number);
            at = align(at, section.alignment());
            offsets[number] = at;
            at += section.bytes().remaining();
        }
        long table = align(at, Long.BYTES);
        int size = Math.toIntExact(table + (long) ElfImage.SECTION_HEADER_BYTES * (offsets.length + 1));
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        putHeader(out, table);
        for (int number = 0; number < offsets.length; number++) {
            ByteBuffer content = sections.get(number).bytes();
            out.put((int) offsets[number], content, content.position(), content.remaining());
        }
        for (int number = 0; number < offsets.length; number++) {
            putSection(
                    out.position((int) table + ElfImage.SECTION_HEADER_BYTES * (number + 1)),
                    sections.get(number),
                    nameOffsets[number],
                    offsets[number]);
        }
        out.putLong(ElfImage.HEADER_BYTES, size);
        out.putLong(ElfImage.CHECKSUM_AT, ElfImage.checksum(out.array()));
        return out.array();
    }

    private static long align(long offset, int alignment) {
        return Math.ceilDiv(offset, alignment) * alignment;
    }

    private void putHeader(ByteBuffer out, long table) {
        out.put(ElfImage.IDENT).position(16);
        out.putShort(RELOCATABLE).putShort((short) machine.elfNumber()).putInt(1); // version of ELF
        out.putLong(0).putLong(0).putLong(table); // no entry point, no program headers
        out.putInt(kind.flag()).putShort((short) ElfImage.HEADER_BYTES);
        out.putShort((short) 0).putShort((short) 0);
        out.putShort((short) ElfImage.SECTION_HEADER_BYTES).putShort((short) (sections.size() + 1));
        out.putShort((short) sections.size());
    }

    private static void putSection(ByteBuffer out, Content section, int name, long offset) {
        out.putInt(name).putInt(section.type()).putLong(section.flags()).putLong(0); // no address
        out.putLong(offset).putLong(section.bytes().remaining());
        out.putInt(section.link()).putInt(section.info()).putLong(section.alignment());
        out.putLong(section.type() == SYMBOL_TABLE ? ElfImage.SYMBOL_BYTES : 0);
    }
}

package dev.gantry.environ.artifact;

import dev.gantry.environ.spi.Machine;
import dev.gantry.wasm.ArtifactException;
import dev.gantry.wasm.ArtifactException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The container of artifacts: a relocatable 64-bit ELF file, little-endian, that ordinary tools can list.
///
/// ```text
///     0  ELF header      magic, OS ABI 'G', ABI version = format version, machine, e_flags = kind
///    64  .gantry.check   length of the file, checksums of everything but this section's last 8 bytes
///    80  other sections  each at a multiple of its alignment
///     …  section headers
/// ```
///
/// This is the one place that finds sections (R103). Reading checks, in this order: what the bytes are, the version
/// of the format, length and checksums, then the section table. After that, what sections hold is what was written.
///
/// Threading: immutable, on the condition that nobody writes to the bytes.
public final class ElfImage {
    /// The version of the format; artifacts of another are refused.
    public static final int FORMAT = 1;

    static final int HEADER_BYTES = 64;
    static final int SECTION_HEADER_BYTES = 64;
    static final int SYMBOL_BYTES = 24;
    static final int CHECK_BYTES = 16;
    static final int CHECKSUM_AT = HEADER_BYTES + Long.BYTES;
    static final int FLAGS_AT = 48;
    static final int MACHINE_AT = 18;
    static final int SECTION_TABLE_AT = 40;
    static final int SECTION_COUNT_AT = 60;
    static final int SECTION_NAMES_AT = 62;

    /// `e_ident`: magic, 64 bits, little-endian, ELF version, OS ABI, ABI version.
    static final byte[] IDENT = {0x7F, 'E', 'L', 'F', 2, 1, 1, 'G', FORMAT};

    private static final int VERSION_AT = 8;
    private static final int KIND_PREFIX_BYTES = FLAGS_AT + Integer.BYTES;

    /// Names of sections.
    static final String CHECK = ".gantry.check";

    static final String SYMBOLS = ".symtab";
    static final String SYMBOL_NAMES = ".strtab";

    private final byte[] bytes;
    private final ByteBuffer in;
    private final ArtifactKind kind;
    private final List<Section> sections;
    private final Map<String, Section> byName = new HashMap<>();

    private ElfImage(byte[] bytes, ArtifactKind kind) {
        this.bytes = bytes;
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.kind = kind;
        this.sections = List.copyOf(readSections());
        for (Section section : sections) {
            byName.putIfAbsent(section.name(), section);
        }
    }

    /// A section.
    ///
    /// @param name           its name
    /// @param offsetBytes    where its content starts in the file
    /// @param sizeBytes      the length of the content
    /// @param alignmentBytes what the offset is a multiple of
    public record Section(String name, int offsetBytes, int sizeBytes, int alignmentBytes) {
        /// Where the content ends.
        ///
        /// @return the offset behind its last byte
        public int end() {
            return offsetBytes + sizeBytes;
        }
    }

    /// A symbol of the code.
    ///
    /// @param name        its name
    /// @param section     the name of the section of code that it is in
    /// @param offsetBytes where it starts in that section
    /// @param sizeBytes   how long it is
    public record Symbol(String name, String section, int offsetBytes, int sizeBytes) {}

    /// Tells from the first bytes of a file whether it is an artifact, and of what. Nothing else is checked.
    ///
    /// @param prefix at least 52 bytes of the file, if it has so many
    /// @return the kind; empty if it is no artifact, or one of another format
    public static Optional<ArtifactKind> kind(byte[] prefix) {
        return prefix.length < KIND_PREFIX_BYTES || !startsWithIdent(prefix)
                ? Optional.empty()
                : Optional.ofNullable(ArtifactKind.of(flags(prefix)));
    }

    private static boolean startsWithIdent(byte[] bytes) {
        for (int at = 0; at < IDENT.length; at++) {
            if (at >= bytes.length || bytes[at] != IDENT[at]) {
                return false;
            }
        }
        return true;
    }

    private static int flags(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(FLAGS_AT);
    }

    /// Opens an artifact after checking that it is whole.
    ///
    /// @param bytes the file, not copied
    /// @return the image
    /// @throws ArtifactException if it is no artifact, of another format, or damaged
    public static ElfImage read(byte[] bytes) {
        checkIdent(bytes);
        if (bytes.length < HEADER_BYTES + CHECK_BYTES) {
            throw damaged("it ends after " + bytes.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long length = in.getLong(HEADER_BYTES);
        if (length != bytes.length) {
            throw damaged("expected " + Long.toUnsignedString(length) + " bytes, found " + bytes.length);
        }
        if (in.getLong(CHECKSUM_AT) != checksum(bytes)) {
            throw damaged("its checksums differ");
        }
        ArtifactKind kind = ArtifactKind.of(flags(bytes));
        if (kind == null) {
            throw new ArtifactException(
                    Reason.KIND, "artifact of unknown kind " + Integer.toUnsignedString(flags(bytes)));
        }
        return new ElfImage(bytes, kind);
    }

    /// An artifact without what lies behind it, as in files of the cache. Nothing is checked.
    ///
    /// @param file an artifact and anything
    /// @return as many bytes as the artifact says that it has; the same array if that is not less
    public static byte[] withoutTail(byte[] file) {
        if (file.length < CHECKSUM_AT) {
            return file;
        }
        long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(HEADER_BYTES);
        return length < 0 || length >= file.length ? file : Arrays.copyOf(file, (int) length);
    }

    private static void checkIdent(byte[] bytes) {
        for (int at = 0; at < IDENT.length; at++) {
            if (at == bytes.length) {
                throw damaged("it ends after " + bytes.length + " bytes");
            }
            if (bytes[at] != IDENT[at]) {
                throw at == VERSION_AT
                        ? new ArtifactException(
                                Reason.VERSION, "artifact of format " + bytes[at] + ", expected format " + FORMAT)
                        : new ArtifactException(Reason.NOT_AN_ARTIFACT, "expected a precompiled artifact");
            }
        }
    }

    /// The checksums of everything but themselves.
    static long checksum(byte[] bytes) {
        return new Checksum()
                .add(bytes, 0, CHECKSUM_AT)
                .add(bytes, HEADER_BYTES + CHECK_BYTES, bytes.length)
                .value();
    }

    /// An error of an artifact whose bytes are not what was written.
    static ArtifactException damaged(String detail) {
        return new ArtifactException(Reason.DAMAGED, "damaged artifact: " + detail);
    }

    private List<Section> readSections() {
        long table = in.getLong(SECTION_TABLE_AT);
        int count = in.getShort(SECTION_COUNT_AT) & 0xFFFF;
        int names = in.getShort(SECTION_NAMES_AT) & 0xFFFF;
        if (table < HEADER_BYTES || table > bytes.length - (long) count * SECTION_HEADER_BYTES || names >= count) {
            throw damaged("its section table lies outside");
        }
        int namesAt = readSection((int) table, names, null).offsetBytes();
        List<Section> found = new ArrayList<>(count);
        for (int section = 1; section < count; section++) {
            found.add(readSection((int) table, section, namesAt));
        }
        return found;
    }

    private Section readSection(int table, int number, @Nullable Integer names) {
        int at = table + number * SECTION_HEADER_BYTES;
        long offset = in.getLong(at + 24);
        long size = in.getLong(at + 32);
        if (offset < 0 || offset > bytes.length || size < 0 || size > bytes.length - offset) {
            throw damaged("section " + number + " lies outside");
        }
        String name = names == null ? "" : text(names + (long) in.getInt(at));
        return new Section(name, (int) offset, (int) size, (int) in.getLong(at + 48));
    }

    /// Reads a text that ends with a zero.
    private String text(long start) {
        int at = Math.clamp(start, 0, bytes.length);
        int end = at;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }

    /// The whole file. Not a copy.
    ///
    /// @return the bytes
    public byte[] bytes() {
        return bytes;
    }

    /// What it holds.
    ///
    /// @return the kind
    public ArtifactKind kind() {
        return kind;
    }

    /// The machine that the code is for.
    ///
    /// @return the machine
    /// @throws ArtifactException if it is none that we know
    public Machine machine() {
        int number = in.getShort(MACHINE_AT) & 0xFFFF;
        Machine machine = Machine.of(number);
        if (machine == null) {
            throw damaged("it is for a machine of number " + number);
        }
        return machine;
    }

    /// The sections, in the order of the file.
    ///
    /// @return the sections
    public List<Section> sections() {
        return sections;
    }

    /// A section by its name.
    ///
    /// @param name the name
    /// @return the section
    /// @throws ArtifactException if there is none
    public Section section(String name) {
        Section section = byName.get(name);
        if (section == null) {
            throw damaged("it has no section " + name);
        }
        return section;
    }

    /// The content of a section.
    ///
    /// @param name the section's name
    /// @return a view of the file, little-endian
    /// @throws ArtifactException if there is no such section
    public ByteBuffer content(String name) {
        Section section = section(name);
        return in.slice(section.offsetBytes(), section.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The symbols of the code.
    ///
    /// @return the symbols, in the order of the file
    /// @throws ArtifactException if there is no symbol table
    public List<Symbol> symbols() {
        ByteBuffer table = content(SYMBOLS);
        long names = section(SYMBOL_NAMES).offsetBytes();
        List<Symbol> symbols = new ArrayList<>();
        for (int at = SYMBOL_BYTES; at + SYMBOL_BYTES <= table.capacity(); at += SYMBOL_BYTES) {
            int section = (table.getShort(at + 6) & 0xFFFF) - 1;
            symbols.add(new Symbol(
                    text(names + table.getInt(at)),
                    section < 0 || section >= sections.size()
                            ? ""
                            : sections.get(section).name(),
                    (int) table.getLong(at + 8),
                    (int) table.getLong(at + 16)));
        }
        return symbols;
    }
}

package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The custom sections that `@custom` annotations ask for, with their places.
///
/// Threading: confined to one thread.
///
/// @wasm text-customsec
final class CustomSections {
    private static final int FIRST = -1;
    private static final int LAST = -2;
    private static final Map<String, Integer> SECTIONS = Map.ofEntries(
            Map.entry("first", FIRST),
            Map.entry("type", ModuleWriter.TYPE),
            Map.entry("import", ModuleWriter.IMPORT),
            Map.entry("func", ModuleWriter.FUNCTION),
            Map.entry("table", ModuleWriter.TABLE),
            Map.entry("memory", ModuleWriter.MEMORY),
            Map.entry("tag", ModuleWriter.TAG),
            Map.entry("global", ModuleWriter.GLOBAL),
            Map.entry("export", ModuleWriter.EXPORT),
            Map.entry("start", ModuleWriter.START),
            Map.entry("elem", ModuleWriter.ELEMENT),
            Map.entry("datacount", ModuleWriter.DATA_COUNT),
            Map.entry("code", ModuleWriter.CODE),
            Map.entry("data", ModuleWriter.DATA),
            Map.entry("last", LAST));

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(boolean isAfter, int section, String name, byte[] payload) {}

    private final List<Entry> entries = new ArrayList<>();

    /// Reads an annotation.
    void parse(TokenCursor cursor) {
        cursor.next();
        if (cursor.kind() != TokenKind.STRING) {
            throw error(cursor, "missing section name");
        }
        String name = cursor.expectName("a section name");
        boolean isAfter = true;
        int section = LAST;
        if (cursor.accept(TokenKind.LEFT)) {
            isAfter = cursor.atKeyword("after");
            if (!isAfter && !cursor.atKeyword("before")) {
                throw error(cursor, "malformed placement");
            }
            cursor.next();
            Integer found = SECTIONS.get(cursor.tokens().text(cursor.position()));
            if (found == null || (found == FIRST && isAfter) || (found == LAST && !isAfter)) {
                throw error(cursor, "malformed section kind");
            }
            section = found;
            cursor.next();
            cursor.expectRight();
        }
        ByteWriter payload = new ByteWriter();
        while (cursor.kind() == TokenKind.STRING) {
            payload.bytes(cursor.tokens().bytes(cursor.next()));
        }
        if (cursor.kind() != TokenKind.RIGHT) {
            throw error(cursor, "unexpected token");
        }
        cursor.next();
        entries.add(new Entry(isAfter, section, name, payload.toBytes()));
    }

    private static MalformedException error(TokenCursor cursor, String problem) {
        return cursor.error(Failure.MALFORMED_ANNOTATION, "@custom annotation: " + problem);
    }

    boolean has(String name) {
        return entries.stream().anyMatch(entry -> entry.name.equals(name));
    }

    void writeFirst(ModuleWriter out) {
        write(out, false, FIRST);
    }

    void writeBefore(ModuleWriter out, int section) {
        write(out, false, section);
    }

    void writeAfter(ModuleWriter out, int section) {
        write(out, true, section);
    }

    void writeLast(ModuleWriter out) {
        write(out, true, LAST);
    }

    private void write(ModuleWriter out, boolean isAfter, int section) {
        for (Entry entry : entries) {
            if (entry.isAfter == isAfter && entry.section == section) {
                out.custom(entry.name, entry.payload);
            }
        }
    }
}

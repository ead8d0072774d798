package dev.gantry.environ.artifact;

import dev.gantry.environ.spi.CompiledFunction.Handler;
import dev.gantry.environ.spi.CompiledFunction.StackMap;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.ByteWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions of a module in an artifact that was read: a view, which reads what it is asked for.
///
/// ```text
///   .gantry.funcs      one record a function: name, start, size, places of its tables in the sections below
///   .gantry.traps      offset tables
///   .gantry.addrmap    offset tables
///   .gantry.stackmaps  count { return address after the one before, count { slot } }
///   .gantry.handlers   count { return address after the one before, tag index, where the handler starts }
/// ```
///
/// Threading: thread-safe.
final class StoredFunctions implements FunctionTable {
    static final String FUNCTIONS = ".gantry.funcs";
    static final String TRAPS = ".gantry.traps";
    static final String ADDRESS_MAP = ".gantry.addrmap";
    static final String STACK_MAPS = ".gantry.stackmaps";
    static final String HANDLERS = ".gantry.handlers";

    private static final int RECORD_BYTES = 32;
    private static final int NONE = -1;

    private final ElfImage image;
    private final ModuleKeys keys;
    private final ByteBuffer records;
    private final ElfImage.Section traps;
    private final ElfImage.Section addressMap;
    private final ElfImage.Section stackMaps;
    private final ElfImage.Section handlers;

    /// The functions of an artifact.
    ///
    /// @param image the artifact
    /// @param keys  the names of the module's functions
    /// @param names the names of its sections
    StoredFunctions(ElfImage image, ModuleKeys keys, ModuleSections names) {
        this.image = image;
        this.keys = keys;
        this.records = image.content(names.name(FUNCTIONS));
        this.traps = image.section(names.name(TRAPS));
        this.addressMap = image.section(names.name(ADDRESS_MAP));
        this.stackMaps = image.section(names.name(STACK_MAPS));
        this.handlers = image.section(names.name(HANDLERS));
    }

    /// The artifact that they are in.
    ElfImage image() {
        return image;
    }

    /// Writes functions into sections of an artifact.
    ///
    /// @param functions the functions
    /// @param keys      the names of the module's functions
    /// @param names     the names of sections and symbols
    /// @param out       where to
    static void write(FunctionTable functions, ModuleKeys keys, ModuleSections names, ElfWriter out) {
        ByteWriter records = new ByteWriter();
        ByteWriter traps = new ByteWriter();
        ByteWriter addressMap = new ByteWriter();
        ByteWriter stackMaps = new ByteWriter();
        ByteWriter handlers = new ByteWriter();
        for (int entry = 0; entry < functions.size(); entry++) {
            Artifact.Location location = functions.location(entry);
            long name = keys.name(functions.key(entry));
            records.fixed64(name);
            records.fixed32(location.offsetBytes());
            records.fixed32(location.sizeBytes());
            records.fixed32(writeTable(location.traps(), traps));
            records.fixed32(writeTable(location.addressMap(), addressMap));
            records.fixed32(writeStackMaps(location.stackMaps(), stackMaps));
            records.fixed32(writeHandlers(location.handlers(), handlers));
            out.symbol(names.symbol(name), location.offsetBytes(), location.sizeBytes());
        }
        out.section(names.name(FUNCTIONS), records.toBytes());
        out.section(names.name(TRAPS), traps.toBytes());
        out.section(names.name(ADDRESS_MAP), addressMap.toBytes());
        out.section(names.name(STACK_MAPS), stackMaps.toBytes());
        out.section(names.name(HANDLERS), handlers.toBytes());
    }

    private static int writeTable(OffsetTable table, ByteWriter out) {
        if (table.size() == 0) {
            return NONE;
        }
        int start = out.size();
        table.writeTo(out);
        return start;
    }

    private static int writeStackMaps(List<StackMap> maps, ByteWriter out) {
        if (maps.isEmpty()) {
            return NONE;
        }
        int start = out.size();
        out.u32(maps.size());
        int last = 0;
        for (StackMap map : maps) {
            out.s32(map.returnOffset() - last);
            last = map.returnOffset();
            out.u32(map.slots().length);
            for (int slot : map.slots()) {
                out.s32(slot);
            }
        }
        return start;
    }

    private static int writeHandlers(List<Handler> handlers, ByteWriter out) {
        if (handlers.isEmpty()) {
            return NONE;
        }
        int start = out.size();
        out.u32(handlers.size());
        int last = 0;
        for (Handler handler : handlers) {
            out.s32(handler.returnOffset() - last);
            last = handler.returnOffset();
            out.s32(handler.tagIndex());
            out.u32(handler.handlerOffset());
        }
        return start;
    }

    @Override
    public int size() {
        return records.capacity() / RECORD_BYTES;
    }

    @Override
    public FuncKey key(int entry) {
        synchronized (keys) {
            return keys.key(name(entry));
        }
    }

    private long name(int entry) {
        return records.getLong(entry * RECORD_BYTES);
    }

    @Override
    public int offset(int entry) {
        return records.getInt(entry * RECORD_BYTES + 8);
    }

    @Override
    public Artifact.Location location(int entry) {
        int at = entry * RECORD_BYTES;
        return new Artifact.Location(
                records.getInt(at + 8),
                records.getInt(at + 12),
                table(traps, records.getInt(at + 16)),
                table(addressMap, records.getInt(at + 20)),
                readStackMaps(records.getInt(at + 24)),
                readHandlers(records.getInt(at + 28)));
    }

    private OffsetTable table(ElfImage.Section section, int start) {
        return start == NONE
                ? OffsetTable.EMPTY
                : OffsetTable.stored(image.bytes(), section.offsetBytes() + start, section.end());
    }

    private List<StackMap> readStackMaps(int start) {
        if (start == NONE) {
            return List.of();
        }
        ByteReader in = new ByteReader(image.bytes(), stackMaps.offsetBytes() + start, stackMaps.end());
        int count = in.readCount(2);
        List<StackMap> maps = new ArrayList<>(count);
        int returnOffset = 0;
        for (int map = 0; map < count; map++) {
            returnOffset += in.readS32();
            int[] slots = new int[in.readCount(1)];
            for (int slot = 0; slot < slots.length; slot++) {
                slots[slot] = in.readS32();
            }
            maps.add(new StackMap(returnOffset, slots));
        }
        return maps;
    }

    private List<Handler> readHandlers(int start) {
        if (start == NONE) {
            return List.of();
        }
        ByteReader in = new ByteReader(image.bytes(), handlers.offsetBytes() + start, handlers.end());
        int count = in.readCount(3);
        List<Handler> found = new ArrayList<>(count);
        int returnOffset = 0;
        for (int handler = 0; handler < count; handler++) {
            returnOffset += in.readS32();
            int tagIndex = in.readS32();
            found.add(new Handler(returnOffset, tagIndex, in.readU32()));
        }
        return found;
    }

    @Override
    public Artifact.@Nullable Location find(FuncKey key) {
        long name;
        synchronized (keys) {
            name = keys.name(key);
        }
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(name(middle), name);
            if (order == 0) {
                return location(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }
}

package dev.gantry.environ;

import dev.gantry.wasm.module.ModuleDef;
import java.util.ArrayList;
import java.util.List;

/// Where things lie outside of the Java heap, for code that reaches them by address: the one description that compilers
/// and the runtime share. Strategies without machine code keep the same slots in Java objects.
///
/// The context of an instance:
///
/// ```text
///   magic │ store context │ builtins │ type ids │ imported functions, tables, memories, globals, tags
///         │ own tables │ own memories │ own globals │ own tags │ function references of escaping functions
/// ```
///
/// Addresses and sizes take 8 bytes on every target, so that the layout does not depend on it. Elements of tables and
/// references in globals are 32-bit ids, never addresses.
///
/// Offsets and sizes are in bytes, little-endian content. All of them fit in 31 bits, or the module is refused.
///
/// Threading: immutable.
public final class VmOffsets {
    /// First four bytes of an instance's context: `gtin`.
    public static final int INSTANCE_MAGIC = magic("gtin");

    /// First four bytes of a host function's context, so that the two cannot be taken for each other (R88): `gthf`.
    public static final int HOST_FUNC_MAGIC = magic("gthf");

    /// First four bytes of a store's context: `gtst`.
    public static final int STORE_MAGIC = magic("gtst");

    private static final int ADDRESS = 8;

    /// The context of a store.
    public static final class StoreContext {
        /// [#STORE_MAGIC], 4 bytes.
        public static final int MAGIC = 0;

        /// The fuel left, 8 bytes.
        public static final int FUEL = 8;

        /// The deadline in epochs, 8 bytes.
        public static final int EPOCH_DEADLINE = 16;

        /// The address of the engine's epoch.
        public static final int EPOCH_ADDRESS = 24;

        /// The lowest stack pointer that wasm code may have.
        public static final int STACK_LIMIT = 32;

        /// The frame pointer at the last exit to the host.
        public static final int LAST_EXIT_FP = 40;

        /// The return address at the last exit to the host.
        public static final int LAST_EXIT_PC = 48;

        /// The frame pointer at the last entry from the host.
        public static final int LAST_ENTRY_FP = 56;

        /// The address of the array of [FuncRef]s by function id.
        public static final int FUNC_REFS = 64;

        /// The number of function ids, 8 bytes.
        public static final int FUNC_REF_COUNT = 72;

        /// The address of the collected heap, 0 while there is none.
        public static final int GC_HEAP_BASE = 80;

        /// The size of the collected heap, 8 bytes.
        public static final int GC_HEAP_SIZE = 88;

        /// The stack pointer of the host while wasm code runs.
        public static final int HOST_SP = 96;

        /// The stack pointer of wasm code while the host runs.
        public static final int WASM_SP = 104;

        /// The address of the slots of a request, see docs/native.md.
        public static final int REQUEST_SLOTS = 112;

        /// The address that the last fault was about.
        public static final int FAULT_ADDRESS = 120;

        /// The frame pointer with which to go on at [#RESUME_PC].
        public static final int RESUME_FP = 128;

        /// Where to go on, or 0 to go on behind the request.
        public static final int RESUME_PC = 136;

        /// The collector's own words, 4 bytes each, see [dev.gantry.environ.spi.GcHeap#state(int)].
        public static final int GC_STATE = 144;

        /// The address of the table of [CastEntry]s, there once there is a collected heap.
        public static final int GC_CASTS = 160;

        /// The size of the context.
        public static final int SIZE = 176;

        private StoreContext() {}
    }

    /// What casts need to know of a type of objects. The entry of a type is found by the lowest bits of the first word
    /// of its objects' header; it may be that of another type, then the builtin `gc_is_of_type` decides.
    public static final class CastEntry {
        /// The number of entries, a power of two.
        public static final int COUNT = 256;

        /// The first word of the header, 4 bytes; one that belongs to another entry if there is nothing here yet.
        public static final int WORD = 0;

        /// The address of the type's path: the number of its types, then these from the root to the type itself, by
        /// canonical id (R121), 4 bytes each.
        public static final int DISPLAY = 8;

        /// The size.
        public static final int SIZE = 16;

        private CastEntry() {}
    }

    /// The context of a host function (R88).
    public static final class HostFuncContext {
        /// [#HOST_FUNC_MAGIC], 4 bytes.
        public static final int MAGIC = 0;

        /// The function's id in its store, 4 bytes.
        public static final int FUNC_ID = 4;

        /// The address of the store's context, null until the function is in a store (R153).
        public static final int STORE_CONTEXT = 8;

        /// The size of the context.
        public static final int SIZE = 16;

        private HostFuncContext() {}
    }

    /// What calling a function needs.
    public static final class FuncRef {
        /// The address of the entry for wasm callers; null for host functions that no module's trampoline fits yet.
        public static final int WASM_CALL = 0;

        /// The address of the entry for the host, which passes slots (R128); null until the host has called the
        /// function through the store.
        public static final int ARRAY_CALL = 8;

        /// The address of the context that the code expects.
        public static final int CONTEXT = 16;

        /// The canonical type id, 4 bytes.
        public static final int TYPE_ID = 24;

        /// The function's id in its store, 4 bytes.
        public static final int FUNC_ID = 28;

        /// The size.
        public static final int SIZE = 32;

        private FuncRef() {}
    }

    /// A memory.
    public static final class MemoryDefinition {
        /// The address of the first byte.
        public static final int BASE = 0;

        /// The size in bytes, 8 bytes.
        public static final int BYTES = 8;

        /// The size.
        public static final int SIZE = 16;

        private MemoryDefinition() {}
    }

    /// A table of 32-bit references.
    public static final class TableDefinition {
        /// The address of the first element.
        public static final int BASE = 0;

        /// The number of elements, 8 bytes.
        public static final int ELEMENTS = 8;

        /// The size.
        public static final int SIZE = 16;

        private TableDefinition() {}
    }

    /// A global: 16 bytes, so that every type fits and vectors are aligned.
    public static final class GlobalDefinition {
        /// The size.
        public static final int SIZE = 16;

        private GlobalDefinition() {}
    }

    /// A tag.
    public static final class TagDefinition {
        /// The canonical id of the function type, 4 bytes.
        public static final int TYPE_ID = 0;

        /// The tag's number in its store, 4 bytes.
        public static final int TAG_ID = 4;

        /// The size.
        public static final int SIZE = 8;

        private TagDefinition() {}
    }

    /// How many of each there are in a module.
    ///
    /// @param importedFuncs    imported functions
    /// @param importedTables   imported tables
    /// @param importedMemories imported memories
    /// @param importedGlobals  imported globals
    /// @param importedTags     imported tags
    /// @param tables           own tables
    /// @param memories         own memories
    /// @param globals          own globals
    /// @param tags             own tags
    /// @param escapedFuncs     functions that may become references
    public record Counts(
            int importedFuncs,
            int importedTables,
            int importedMemories,
            int importedGlobals,
            int importedTags,
            int tables,
            int memories,
            int globals,
            int tags,
            int escapedFuncs) {}

    /// A field or an array of the context.
    ///
    /// @param name   what it is
    /// @param offset where it begins
    /// @param stride the size of one element
    /// @param count  the number of elements
    public record Region(String name, int offset, int stride, int count) {
        /// The offset behind the last element.
        ///
        /// @return the offset
        public int end() {
            return offset + stride * count;
        }

        int element(int index) {
            if (index < 0 || index >= count) {
                throw new IndexOutOfBoundsException("expected one of " + count + " " + name + ", found " + index);
            }
            return offset + stride * index;
        }
    }

    private final List<Region> regions = new ArrayList<>();
    private final Region magic;
    private final Region storeContext;
    private final Region builtins;
    private final Region typeIds;
    private final Region importedFuncs;
    private final Region importedTables;
    private final Region importedMemories;
    private final Region importedGlobals;
    private final Region importedTags;
    private final Region tables;
    private final Region memories;
    private final Region globals;
    private final Region tags;
    private final Region funcRefs;
    private final int size;
    private long end;

    /// The layout for a module of these counts.
    ///
    /// @param counts the counts
    /// @throws ArithmeticException if the context would be too large
    public VmOffsets(Counts counts) {
        magic = region("magic", 4, 4, 1);
        storeContext = region("store context", ADDRESS, ADDRESS, 1);
        builtins = region("builtins", ADDRESS, ADDRESS, 1);
        typeIds = region("type ids", ADDRESS, ADDRESS, 1);
        importedFuncs = region("imported functions", FuncRef.SIZE, ADDRESS, counts.importedFuncs());
        importedTables = region("imported tables", ADDRESS, ADDRESS, counts.importedTables());
        importedMemories = region("imported memories", ADDRESS, ADDRESS, counts.importedMemories());
        importedGlobals = region("imported globals", ADDRESS, ADDRESS, counts.importedGlobals());
        importedTags = region("imported tags", ADDRESS, ADDRESS, counts.importedTags());
        tables = region("tables", TableDefinition.SIZE, ADDRESS, counts.tables());
        memories = region("memories", MemoryDefinition.SIZE, ADDRESS, counts.memories());
        globals = region("globals", GlobalDefinition.SIZE, GlobalDefinition.SIZE, counts.globals());
        tags = region("tags", TagDefinition.SIZE, ADDRESS, counts.tags());
        funcRefs = region("function references", FuncRef.SIZE, ADDRESS, counts.escapedFuncs());
        size = Math.toIntExact((end + 15) & ~15L);
    }

    /// The layout for a module.
    ///
    /// @param module the module
    /// @return the layout
    public static VmOffsets of(ModuleTranslation module) {
        ModuleDef def = module.def();
        return new VmOffsets(new Counts(
                def.importedFuncs(),
                def.importedTables(),
                def.importedMemories(),
                def.importedGlobals(),
                def.importedTags(),
                def.tables().size(),
                def.memories().size(),
                def.globals().size(),
                def.tags().size(),
                module.escapedFuncs().cardinality()));
    }

    private Region region(String name, int stride, int alignment, int count) {
        long start = (end + alignment - 1) & -alignment;
        end = start + (long) stride * count;
        Region region = new Region(name, Math.toIntExact(start), stride, count);
        int _ = Math.toIntExact(end);
        regions.add(region);
        return region;
    }

    private static int magic(String text) {
        return text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16 | text.charAt(3) << 24;
    }

    /// The size of the context.
    ///
    /// @return a multiple of 16
    public int size() {
        return size;
    }

    /// Everything in the context, in order.
    ///
    /// @return the regions
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    /// Where [#INSTANCE_MAGIC] stands.
    ///
    /// @return the offset of 4 bytes
    public int magic() {
        return magic.offset();
    }

    /// The address of the [StoreContext], null until the instance is in a store (R153).
    ///
    /// @return the offset of an address
    public int storeContext() {
        return storeContext.offset();
    }

    /// The address of the table of builtins, by number.
    ///
    /// @return the offset of an address
    public int builtins() {
        return builtins.offset();
    }

    /// The address of the array of canonical type ids, 4 bytes each.
    ///
    /// @return the offset of an address
    public int typeIds() {
        return typeIds.offset();
    }

    /// An imported function.
    ///
    /// @param index its function index
    /// @return the offset of a [FuncRef]
    public int importedFunc(int index) {
        return importedFuncs.element(index);
    }

    /// An imported table.
    ///
    /// @param index its table index
    /// @return the offset of the address of a [TableDefinition]
    public int importedTable(int index) {
        return importedTables.element(index);
    }

    /// An imported memory.
    ///
    /// @param index its memory index
    /// @return the offset of the address of a [MemoryDefinition]
    public int importedMemory(int index) {
        return importedMemories.element(index);
    }

    /// An imported global.
    ///
    /// @param index its global index
    /// @return the offset of the address of a [GlobalDefinition]
    public int importedGlobal(int index) {
        return importedGlobals.element(index);
    }

    /// An imported tag.
    ///
    /// @param index its tag index
    /// @return the offset of the address of a [TagDefinition]
    public int importedTag(int index) {
        return importedTags.element(index);
    }

    /// A table of the module.
    ///
    /// @param defined its number among the module's own
    /// @return the offset of a [TableDefinition]
    public int table(int defined) {
        return tables.element(defined);
    }

    /// A memory of the module.
    ///
    /// @param defined its number among the module's own
    /// @return the offset of a [MemoryDefinition]
    public int memory(int defined) {
        return memories.element(defined);
    }

    /// A global of the module.
    ///
    /// @param defined its number among the module's own
    /// @return the offset of a [GlobalDefinition]
    public int global(int defined) {
        return globals.element(defined);
    }

    /// A tag of the module.
    ///
    /// @param defined its number among the module's own
    /// @return the offset of a [TagDefinition]
    public int tag(int defined) {
        return tags.element(defined);
    }

    /// A function that may become a reference.
    ///
    /// @param escaped its number among those functions
    /// @return the offset of a [FuncRef]
    public int funcRef(int escaped) {
        return funcRefs.element(escaped);
    }

    /// The layout as a table: offset, size of an element, number, name.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Region region : regions) {
            text.append(String.format(
                    "%8d %4d x %-6d %s%n", region.offset(), region.stride(), region.count(), region.name()));
        }
        return text.append(String.format("%8d", size)).toString();
    }
}

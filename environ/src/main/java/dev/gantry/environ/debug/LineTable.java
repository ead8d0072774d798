package dev.gantry.environ.debug;

import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From instructions to source lines, by the DWARF (versions 2 to 5) in a module's custom sections `.debug_line`,
/// `.debug_line_str`, `.debug_str`, `.debug_info` and `.debug_abbrev`.
///
/// Nothing is read before the first lookup. That one runs all line programs once, to learn which addresses each
/// *sequence* (the rows of one function, as a rule) covers; a lookup then runs again the one sequence it needs. So
/// the table is small, whatever the size of the debug information.
///
/// Damaged information is absent information: no method throws because of it, and the work is linear in the size of
/// the sections.
///
/// Addresses are offsets from the start of the content of the code section, as tools agree on for WebAssembly. Code
/// that the linker dropped has addresses outside that; it is passed over.
///
/// Threading: thread-safe (the index is immutable; threads that come first at once may each make it).
public final class LineTable {
    private final DwarfSections sections;
    private final CodeRange code;
    private volatile @Nullable Index index;

    private LineTable(DwarfSections sections, CodeRange code) {
        this.sections = sections;
        this.code = code;
    }

    /// The table of a module. Costs nothing: reading is left to the first lookup.
    ///
    /// @param module the module
    /// @return its table, which may be empty
    public static LineTable of(ModuleDef module) {
        return new LineTable(DwarfSections.of(module), module.codeSection());
    }

    /// Whether the module has no line table.
    ///
    /// @return true if no lookup will find anything; false if one may
    public boolean isEmpty() {
        return sections.line().size() == 0 || code.size() == 0;
    }

    /// Finds the source of an instruction.
    ///
    /// @param codeOffset where it is, counted from the start of the code section's content
    /// @return its location, if the module tells
    public Optional<Location> lookup(long codeOffset) {
        if (isEmpty() || codeOffset < 0 || codeOffset >= code.size()) {
            return Optional.empty();
        }
        Index known = index;
        if (known == null) {
            known = Index.read(sections, code.size());
            index = known;
        }
        return Optional.ofNullable(known.lookup(codeOffset));
    }

    /// Finds the source of an instruction.
    ///
    /// @param moduleOffset where it is, counted from the start of the binary
    /// @return its location, if the module tells
    public Optional<Location> lookupModuleOffset(long moduleOffset) {
        return lookup(moduleOffset - code.start());
    }

    /// The addresses that a sequence covers, and where its rows come from.
    private record Sequence(long start, long end, LineProgram program, int position) {}

    /// All sequences, by address, and the directories of compilation units.
    private record Index(DwarfSections sections, List<Sequence> sequences, CompilationDirs dirs) {
        static Index read(DwarfSections sections, long codeBytes) {
            List<Sequence> sequences = new ArrayList<>();
            int unit = 0;
            while (unit < sections.line().size()) {
                DwarfCursor in = sections.cursor(sections.line());
                in.seek(unit);
                in.unitFormat();
                if (in.bad()) {
                    break;
                }
                LineProgram program = LineProgram.read(sections, unit);
                if (program != null) {
                    program.run(program.programStart(), new SequenceCollector(program, codeBytes, sequences));
                }
                unit = in.unitEnd();
            }
            sequences.sort(Comparator.comparingLong(Sequence::start));
            return new Index(sections, sequences, CompilationDirs.read(sections));
        }

        @Nullable
        Location lookup(long address) {
            int low = 0;
            int high = sequences.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sequences.get(middle).start() <= address) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            Sequence found = low == 0 ? null : sequences.get(low - 1);
            if (found == null || address >= found.end()) {
                return null;
            }
            RowFinder finder = new RowFinder(address);
            found.program().run(found.position(), finder);
            if (!finder.found) {
                return null;
            }
            String dir = dirs.get(found.program().unit());
            String file = found.program().file(finder.file, dir);
            return file == null ? null : new Location(file, Math.max(finder.line, 0), Math.max(finder.column, 0));
        }
    }

    /// Notes where sequences start and end. Address 0 is the count of functions, never code: old linkers put it
    /// where they dropped a function, new ones an address above all.
    private static final class SequenceCollector implements LineProgram.Rows {
        private final LineProgram program;
        private final long codeBytes;
        private final List<Sequence> sequences;
        private long start = -1;
        private int position;

        SequenceCollector(LineProgram program, long codeBytes, List<Sequence> sequences) {
            this.program = program;
            this.codeBytes = codeBytes;
            this.sequences = sequences;
            this.position = program.programStart();
        }

        @Override
        public boolean row(long address, long file, int line, int column, boolean endSequence, int next) {
            if (start < 0) {
                start = address;
            }
            if (endSequence) {
                if (start > 0 && start < address && address <= codeBytes) {
                    sequences.add(new Sequence(start, address, program, position));
                }
                start = -1;
                position = next;
            }
            return true;
        }
    }

    /// Looks for the last row at or before an address.
    private static final class RowFinder implements LineProgram.Rows {
        private final long wanted;
        private boolean found;
        private long file;
        private int line;
        private int column;

        RowFinder(long wanted) {
            this.wanted = wanted;
        }

        @Override
        public boolean row(long address, long file, int line, int column, boolean endSequence, int next) {
            if (address > wanted || endSequence) {
                return false;
            }
            this.found = true;
            this.file = file;
            this.line = line;
            this.column = column;
            return true;
        }
    }
}

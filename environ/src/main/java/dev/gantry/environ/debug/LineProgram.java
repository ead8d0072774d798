package dev.gantry.environ.debug;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line program: a small byte code that, when run, tells the rows of the table from addresses to lines. Versions 2
/// to 5.
///
/// ```text
/// unit := length version (5: address size, selector size) header length
///         instruction length (4, 5: operations per instruction) is_stmt line base, range opcode base, operand counts
///         directories files program
/// ```
///
/// Running consumes at least a byte for each step, so the work is bounded by the size of the section.
///
/// Threading: immutable.
final class LineProgram {
    private static final int COPY = 1;
    private static final int ADVANCE_PC = 2;
    private static final int ADVANCE_LINE = 3;
    private static final int SET_FILE = 4;
    private static final int SET_COLUMN = 5;
    private static final int NEGATE_STMT = 6;
    private static final int SET_BASIC_BLOCK = 7;
    private static final int CONST_ADD_PC = 8;
    private static final int FIXED_ADVANCE_PC = 9;
    private static final int SET_PROLOGUE_END = 10;
    private static final int SET_EPILOGUE_BEGIN = 11;
    private static final int SET_ISA = 12;
    private static final int END_SEQUENCE = 1;
    private static final int SET_ADDRESS = 2;
    private static final int CONTENT_PATH = 1;
    private static final int CONTENT_DIRECTORY_INDEX = 2;

    private final DwarfSections sections;
    private final int unit;
    private final int unitEnd;
    private final int version;
    private final int offsetBytes;
    private final int programStart;
    private final int minInstructionBytes;
    private final int lineBase;
    private final int lineRange;
    private final int opcodeBase;
    private final int operandCounts;
    private final int tables;

    /// Takes the rows of a program.
    interface Rows {
        /// Called for each row.
        ///
        /// @param address     where it starts to hold
        /// @param file        the number of the file
        /// @param line        the line, or 0
        /// @param column      the column, or 0
        /// @param endSequence true for a row that only ends the one before
        /// @param next        the position of the next instruction
        /// @return whether to go on
        boolean row(long address, long file, int line, int column, boolean endSequence, int next);
    }

    private LineProgram(DwarfSections sections, DwarfCursor in, int unit, int offsetBytes) {
        this.sections = sections;
        this.unit = unit;
        this.unitEnd = in.unitEnd();
        this.offsetBytes = offsetBytes;
        this.version = in.u16();
        if (version >= 5) {
            in.skip(2); // sizes of addresses and of segment selectors
        }
        long headerLength = in.offset(offsetBytes);
        int afterLength = in.position();
        this.minInstructionBytes = in.u8();
        if (version >= 4) {
            in.skip(1); // operations per instruction: 1 for every machine but VLIW ones
        }
        in.skip(1); // whether rows are statements
        this.lineBase = in.s8();
        this.lineRange = in.u8();
        this.opcodeBase = in.u8();
        this.operandCounts = in.position();
        in.skip(Math.max(opcodeBase - 1, 0));
        this.tables = in.position();
        in.seek(afterLength);
        in.skip(headerLength);
        this.programStart = in.position();
    }

    /// Reads the header of a unit.
    ///
    /// @param sections the module's debug information
    /// @param unit     the position of the unit in `.debug_line`
    /// @return the program; null if there is none that we can run. The next unit may still be fine.
    static @Nullable LineProgram read(DwarfSections sections, int unit) {
        DwarfCursor in = sections.cursor(sections.line());
        in.seek(unit);
        int offsetBytes = in.unitFormat();
        if (in.bad()) {
            return null;
        }
        LineProgram program = new LineProgram(sections, in, unit, offsetBytes);
        boolean runs = !in.bad()
                && program.version >= 2
                && program.version <= 5
                && program.lineRange > 0
                && program.opcodeBase > 0
                && program.programStart <= program.unitEnd;
        return runs ? program : null;
    }

    /// The position of the unit in `.debug_line`.
    int unit() {
        return unit;
    }

    /// The position of the first instruction.
    int programStart() {
        return programStart;
    }

    /// Runs the program from the start of a sequence, until `rows` has enough, it ends, or it makes no sense.
    void run(int from, Rows rows) {
        DwarfCursor in = sections.cursor(sections.line());
        in.seek(from);
        long address = 0;
        long file = 1;
        int line = 1;
        int column = 0;
        while (!in.bad() && in.position() < unitEnd) {
            int opcode = in.u8();
            boolean emit = false;
            if (opcode >= opcodeBase) {
                int adjusted = opcode - opcodeBase;
                address += (long) (adjusted / lineRange) * minInstructionBytes;
                line += lineBase + adjusted % lineRange;
                emit = true;
            } else {
                switch (opcode) {
                    case 0 -> {
                        long length = in.uleb();
                        int start = in.position();
                        int extended = length > 0 ? in.u8() : -1;
                        if (extended == SET_ADDRESS) {
                            address = length > 8 ? in.u64() : in.u32();
                        }
                        in.seek(start);
                        in.skip(length);
                        if (extended == END_SEQUENCE && !in.bad()) {
                            if (!rows.row(address, file, line, column, true, in.position())) {
                                return;
                            }
                            address = 0;
                            file = 1;
                            line = 1;
                            column = 0;
                        }
                    }
                    case COPY -> emit = true;
                    case ADVANCE_PC -> address += in.uleb() * minInstructionBytes;
                    case ADVANCE_LINE -> line += (int) in.sleb();
                    case SET_FILE -> file = in.uleb();
                    case SET_COLUMN -> column = (int) in.uleb();
                    case CONST_ADD_PC -> address += (long) ((255 - opcodeBase) / lineRange) * minInstructionBytes;
                    case FIXED_ADVANCE_PC -> address += in.u16();
                    case NEGATE_STMT, SET_BASIC_BLOCK, SET_PROLOGUE_END, SET_EPILOGUE_BEGIN -> {}
                    case SET_ISA -> in.uleb();
                    default -> skipOperands(in, opcode);
                }
            }
            if (emit && !in.bad() && !rows.row(address, file, line, column, false, in.position())) {
                return;
            }
        }
    }

    private void skipOperands(DwarfCursor in, int opcode) {
        DwarfCursor counts = sections.cursor(sections.line());
        counts.seek(operandCounts + opcode - 1);
        for (int operands = counts.u8(); operands > 0; operands--) {
            in.uleb();
        }
    }

    /// The path of a file.
    ///
    /// @param number         the number of the file
    /// @param compilationDir the directory of the compilation unit, if known
    /// @return the path, or null if the header does not tell
    @Nullable
    String file(long number, @Nullable String compilationDir) {
        DwarfCursor in = sections.cursor(sections.line());
        in.seek(tables);
        return version >= 5 ? file5(in, number, compilationDir) : file2(in, number, compilationDir);
    }

    private @Nullable String file2(DwarfCursor in, long number, @Nullable String compilationDir) {
        List<Integer> dirs = new ArrayList<>();
        while (!in.bad() && in.position() < programStart) {
            int at = in.position();
            if (in.u8() == 0) {
                break;
            }
            dirs.add(at);
            in.seek(at);
            in.skipString();
        }
        for (long at = 1; !in.bad() && in.position() < programStart; at++) {
            int start = in.position();
            if (in.u8() == 0) {
                return null;
            }
            in.seek(start);
            if (at < number) {
                in.skipString();
                in.uleb(); // directory
            } else {
                String name = in.string();
                long dir = in.uleb();
                if (name == null || in.bad()) {
                    return null;
                }
                boolean known = dir > 0 && dir <= dirs.size();
                String include = known ? sections.string(sections.line(), dirs.get((int) dir - 1)) : null;
                return join(join(compilationDir, include), name);
            }
            in.uleb(); // time
            in.uleb(); // length
        }
        return null;
    }

    /// In version 5, directories and files have formats of their own and both count from 0; directory 0 is that of the
    /// compilation unit.
    private @Nullable String file5(DwarfCursor in, long number, @Nullable String compilationDir) {
        int dirFormat = in.position();
        skipFormat(in);
        long dirCount = in.uleb();
        int dirs = in.position();
        Entry entry = new Entry();
        for (long at = 0; at < dirCount && !in.bad(); at++) {
            entry.read(in, dirFormat);
        }
        int fileFormat = in.position();
        skipFormat(in);
        long fileCount = in.uleb();
        if (number < 0 || number >= fileCount) {
            return null;
        }
        for (long at = 0; at <= number && !in.bad(); at++) {
            entry.read(in, fileFormat);
        }
        String name = entry.path();
        long dir = entry.directory;
        if (in.bad() || name == null) {
            return null;
        }
        in.seek(dirs);
        String first = null;
        String include = null;
        for (long at = 0; at <= dir && at < dirCount && !in.bad(); at++) {
            entry.read(in, dirFormat);
            first = at == 0 ? entry.path() : first;
            include = at == dir ? entry.path() : null;
        }
        return join(join(join(compilationDir, first), dir == 0 ? null : include), name);
    }

    private static void skipFormat(DwarfCursor in) {
        int count = in.u8();
        for (int at = 0; at < count; at++) {
            in.uleb();
            in.uleb();
        }
        if (count == 0) {
            int position = in.position();
            if (in.uleb() != 0) {
                in.fail(); // entries of no size could be any number
            }
            in.seek(position);
        }
    }

    /// An entry of the tables of version 5; strings are looked up only when asked for.
    private final class Entry {
        private int pathForm;
        private int pathPosition;
        private long directory;

        void read(DwarfCursor in, int format) {
            DwarfCursor forms = sections.cursor(sections.line());
            forms.seek(format);
            int before = in.position();
            pathForm = 0;
            directory = 0;
            for (int count = forms.u8(); count > 0 && !in.bad(); count--) {
                long content = forms.uleb();
                int form = (int) forms.uleb();
                if (content == CONTENT_DIRECTORY_INDEX) {
                    directory = DwarfForms.number(in, form, offsetBytes, 4);
                    continue;
                }
                if (content == CONTENT_PATH) {
                    pathForm = form;
                    pathPosition = in.position();
                }
                DwarfForms.skip(in, form, offsetBytes, 4);
            }
            if (in.position() == before) {
                in.fail(); // entries of no size could be any number
            }
        }

        @Nullable
        String path() {
            DwarfCursor in = sections.cursor(sections.line());
            in.seek(pathPosition);
            return DwarfForms.string(in, sections, pathForm, offsetBytes, 4);
        }
    }

    private static @Nullable String join(@Nullable String dir, @Nullable String path) {
        if (path == null || path.isEmpty()) {
            return dir;
        }
        return dir == null || dir.isEmpty() || isAbsolute(path)
                ? path
                : dir.endsWith("/") ? dir + path : dir + "/" + path;
    }

    /// On any system: `/usr`, `\\host`, `C:\src`, and what compilers put in place of a directory, `scheme://…`.
    private static boolean isAbsolute(String path) {
        return path.startsWith("/")
                || path.startsWith("\\")
                || (path.length() > 2 && path.charAt(1) == ':' && "/\\".indexOf(path.charAt(2)) >= 0)
                || path.contains("://");
    }
}

package dev.gantry.environ.debug;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The directories in which compilation units were compiled, by the offset of their line program. Before DWARF 5, the
/// line program itself does not tell.
///
/// Reads only the first entry of each unit in `.debug_info`, and stops after [#WORK] steps, as broken data can make
/// every unit search a long table of abbreviations. Strings are read when asked for.
///
/// Threading: immutable once read.
final class CompilationDirs {
    private static final int WORK = 4_000_000;
    private static final int AT_STMT_LIST = 0x10;
    private static final int AT_COMP_DIR = 0x1B;
    private static final int UNIT_TYPE = 2;
    private static final int UNIT_SPLIT_TYPE = 6;
    private static final int UNIT_SKELETON = 4;
    private static final int UNIT_SPLIT_COMPILE = 5;

    private final DwarfSections sections;
    private final Map<Long, Value> dirs = new HashMap<>();
    private int work = WORK;

    /// Where a directory is written.
    private record Value(int position, int form, int offsetBytes) {}

    private CompilationDirs(DwarfSections sections) {
        this.sections = sections;
    }

    static CompilationDirs read(DwarfSections sections) {
        CompilationDirs dirs = new CompilationDirs(sections);
        int unit = 0;
        while (unit < sections.info().size() && dirs.work-- > 0) {
            DwarfCursor in = sections.cursor(sections.info());
            in.seek(unit);
            int offsetBytes = in.unitFormat();
            if (in.bad()) {
                break;
            }
            unit = in.unitEnd();
            in.limit(unit);
            dirs.readUnit(in, offsetBytes);
        }
        return dirs;
    }

    /// The directory of the unit with a line program.
    @Nullable
    String get(long lineProgram) {
        Value value = dirs.get(lineProgram);
        if (value == null) {
            return null;
        }
        DwarfCursor in = sections.cursor(sections.info());
        in.seek(value.position());
        return DwarfForms.string(in, sections, value.form(), value.offsetBytes(), 0);
    }

    private void readUnit(DwarfCursor in, int offsetBytes) {
        int version = in.u16();
        int type = version >= 5 ? in.u8() : 0;
        int addressBytes = version >= 5 ? in.u8() : 0;
        long abbrevs = in.offset(offsetBytes);
        if (version < 5) {
            addressBytes = in.u8();
        }
        if (version < 2 || version > 5 || type == UNIT_TYPE || type == UNIT_SPLIT_TYPE) {
            return;
        }
        if (type == UNIT_SKELETON || type == UNIT_SPLIT_COMPILE) {
            in.skip(8);
        }
        DwarfCursor attributes = sections.cursor(sections.abbrev());
        attributes.seek(abbrevs);
        if (findAbbrev(attributes, in.uleb())) {
            readEntry(in, attributes, offsetBytes, addressBytes);
        }
    }

    /// Goes to the attributes of an abbreviation.
    private boolean findAbbrev(DwarfCursor in, long wanted) {
        while (!in.bad() && work > 0) {
            long code = in.uleb();
            if (code == 0) {
                return false;
            }
            in.uleb(); // tag
            in.u8(); // whether it has children
            if (code == wanted) {
                return !in.bad();
            }
            long name;
            do {
                work--;
                name = in.uleb();
                if (in.uleb() == DwarfForms.IMPLICIT_CONST) {
                    in.sleb();
                }
            } while (name != 0 && !in.bad());
        }
        return false;
    }

    private void readEntry(DwarfCursor in, DwarfCursor attributes, int offsetBytes, int addressBytes) {
        long lineProgram = -1;
        Value dir = null;
        while (!in.bad() && !attributes.bad() && work-- > 0) {
            long name = attributes.uleb();
            int form = (int) attributes.uleb();
            if (name == 0) {
                return;
            }
            if (form == DwarfForms.IMPLICIT_CONST) {
                attributes.sleb();
            }
            if (name == AT_COMP_DIR) {
                dir = new Value(in.position(), form, offsetBytes);
            }
            if (name == AT_STMT_LIST) {
                lineProgram = DwarfForms.number(in, form, offsetBytes, addressBytes);
            } else {
                DwarfForms.skip(in, form, offsetBytes, addressBytes);
            }
            if (lineProgram >= 0 && dir != null) {
                dirs.putIfAbsent(lineProgram, dir);
                return;
            }
        }
    }
}

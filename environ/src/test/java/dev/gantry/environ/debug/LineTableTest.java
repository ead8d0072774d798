package dev.gantry.environ.debug;

import static dev.gantry.environ.debug.DwarfModule.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.module.ModuleDef;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Line tables of our own making, in every version and format.
class LineTableTest {
    private static final int CODE_BYTES = 100;
    private static final int FORM_STRING = 0x08;
    private static final int FORM_STRP = 0x0E;
    private static final int FORM_UDATA = 0x0B;
    private static final int FORM_LINE_STRP = 0x1F;

    /// Rows 10..13 a.c:7:3, 14..19 a.c:8:3, 20..29 b.h:0, end; then 40..49 a.c:1.
    private static DwarfModule program(int offsetBytes, int fileA, int fileB) {
        DwarfModule program = bytes();
        setAddress(program, 10, offsetBytes);
        program.u8(4).uleb(fileA); // set_file
        program.u8(3, 6); // advance_line to 7
        program.u8(5, 3); // set_column
        program.u8(1); // copy
        program.u8(13 + 4 * 14 + 6); // special: address + 4, line + 1
        program.u8(2, 6); // advance_pc to 20
        program.u8(4).uleb(fileB);
        program.u8(3, 0x78); // advance_line by -8
        program.u8(5, 0, 6, 7, 10, 11, 12, 9, 1); // column, flags, isa, copy
        program.u8(9, 10, 0); // fixed_advance_pc to 30
        endSequence(program);
        setAddress(program, 40, offsetBytes);
        program.u8(4).uleb(fileA);
        program.u8(0, 2, 0x80, 0); // an extended opcode of a vendor
        program.u8(0, 3, 4, 0x85, 0x01); // set_discriminator
        program.u8(1);
        program.u8(2, 10);
        return endSequence(program);
    }

    private static DwarfModule setAddress(DwarfModule program, long address, int addressBytes) {
        return program.u8(0).uleb(addressBytes + 1L).u8(2).offset(address, addressBytes);
    }

    private static DwarfModule endSequence(DwarfModule program) {
        return program.u8(0, 1, 1);
    }

    private static DwarfModule unit(int version, int offsetBytes, DwarfModule tables, DwarfModule program) {
        DwarfModule header = bytes().u8(1);
        if (version >= 4) {
            header.u8(1);
        }
        header.u8(1, -5, 14, 13).u8(0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1).all(tables);
        DwarfModule unit = bytes().u16(version);
        if (version >= 5) {
            unit.u8(offsetBytes, 0);
        }
        return unit.offset(header.toBytes().length, offsetBytes)
                .all(header)
                .all(program)
                .unit(offsetBytes);
    }

    private static DwarfModule tables2() {
        return bytes().string("include")
                .string("/abs")
                .u8(0)
                .string("a.c")
                .u8(0, 0, 0)
                .string("b.h")
                .u8(1, 0, 0)
                .string("c.h")
                .u8(2, 0, 0)
                .u8(0);
    }

    private static DwarfModule tables5(int offsetBytes) {
        return bytes().u8(1, 1, FORM_LINE_STRP)
                .uleb(2)
                .offset(0, offsetBytes)
                .offset(6, offsetBytes)
                .u8(3, 1, FORM_STRP, 2, FORM_UDATA, 5, 0x1E) // path, directory, MD5
                .uleb(2)
                .offset(0, offsetBytes)
                .u8(0)
                .u64(1)
                .u64(2)
                .offset(4, offsetBytes)
                .u8(1)
                .u64(3)
                .u64(4);
    }

    private static DwarfModule lineStrings() {
        return bytes().string("/home").string("include");
    }

    private static DwarfModule strings() {
        return bytes().string("a.c").string("b.h");
    }

    /// Compilation unit with a producer, its line program and its directory.
    private static DwarfModule info(int version, int offsetBytes, long lineProgram, String dir) {
        DwarfModule unit = bytes().u16(version);
        if (version >= 5) {
            unit.u8(1, 4).offset(0, offsetBytes);
        } else {
            unit.offset(0, offsetBytes).u8(4);
        }
        unit.uleb(2)
                .string("producer")
                .offset(lineProgram, version == 2 ? 4 : offsetBytes)
                .string(dir);
        return unit.unit(offsetBytes);
    }

    private static DwarfModule abbrevs(int offsetBytes) {
        int sectionOffset = offsetBytes == 8 ? 0x07 : 0x06;
        return bytes().uleb(1)
                .u8(0x2E, 0, 0x21, 0x21, 5, 0, 0) // an attribute whose value stands here
                .uleb(2)
                .u8(0x11, 1, 0x25, FORM_STRING, 0x10, sectionOffset, 0x1B, FORM_STRING, 0, 0)
                .u8(0);
    }

    private static void check(LineTable table, long codeOffset, String expected) {
        assertThat(table.lookup(codeOffset).map(Location::toString)).isEqualTo(Optional.of(expected));
    }

    private static void checkRows(LineTable table) {
        assertThat(table.isEmpty()).isFalse();
        assertThat(table.lookup(9)).isEmpty();
        check(table, 10, "/home/a.c:7:3");
        check(table, 13, "/home/a.c:7:3");
        check(table, 14, "/home/a.c:8:3");
        check(table, 19, "/home/a.c:8:3");
        check(table, 20, "/home/include/b.h");
        check(table, 29, "/home/include/b.h");
        assertThat(table.lookup(30)).isEmpty();
        assertThat(table.lookup(39)).isEmpty();
        check(table, 40, "/home/a.c:1");
        check(table, 49, "/home/a.c:1");
        assertThat(table.lookup(50)).isEmpty();
        assertThat(table.lookup(-1)).isEmpty();
        assertThat(table.lookup(Long.MAX_VALUE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2,4", "3,4", "3,8", "4,4", "4,8"})
    void versions2To4TakeTheDirectoryFromTheCompilationUnit(int version, int offsetBytes) {
        DwarfModule other = unit(version, offsetBytes, tables2(), bytes());
        ModuleDef module = DwarfModule.module(
                CODE_BYTES,
                ".debug_line",
                bytes().all(other).all(unit(version, offsetBytes, tables2(), program(offsetBytes, 1, 2))),
                ".debug_info",
                bytes().all(info(version, offsetBytes, 0, "/other"))
                        .all(info(version, offsetBytes, other.toBytes().length, "/home")),
                ".debug_abbrev",
                abbrevs(offsetBytes));
        checkRows(LineTable.of(module));
    }

    @ParameterizedTest
    @CsvSource({"4", "8"})
    void version5HasItsOwnDirectoriesAndStrings(int offsetBytes) {
        ModuleDef module = DwarfModule.module(
                CODE_BYTES,
                ".debug_line_str",
                lineStrings(),
                ".debug_str",
                strings(),
                ".debug_line",
                unit(5, offsetBytes, tables5(offsetBytes), program(offsetBytes, 0, 1)));
        checkRows(LineTable.of(module));
    }

    @Test
    void absolutePathsStayAsTheyAre() {
        ModuleDef module = DwarfModule.module(
                CODE_BYTES, ".debug_line", unit(4, 4, tables2(), program(4, 3, 1)), ".debug_abbrev", abbrevs(4));
        check(LineTable.of(module), 10, "/abs/c.h:7:3");
        check(LineTable.of(module), 20, "a.c");
    }

    @Test
    void offsetsCountFromTheContentOfTheCodeSection() {
        ModuleDef module = DwarfModule.module(CODE_BYTES, ".debug_line", unit(4, 4, tables2(), program(4, 3, 1)));
        int content = module.funcs().getFirst().body().start() - 2; // the count of bodies, the size of the first
        LineTable table = LineTable.of(module);
        assertThat(table.lookupModuleOffset(content + 10))
                .isEqualTo(table.lookup(10))
                .isPresent();
        assertThat(table.lookupModuleOffset(content + 9)).isEmpty();
        assertThat(table.lookupModuleOffset(0)).isEmpty();
    }

    @Test
    void sequencesOfDroppedFunctionsArePassedOver() {
        DwarfModule program = bytes();
        for (long address : new long[] {0, 0xFFFF_FFFFL, 0xFFFF_FFFEL, 0}) {
            setAddress(program, address, 4).u8(1).u8(2, 60);
            endSequence(program);
        }
        program.all(program(4, 1, 2));
        LineTable table = LineTable.of(DwarfModule.module(CODE_BYTES, ".debug_line", unit(4, 4, tables2(), program)));
        check(table, 10, "a.c:7:3");
        assertThat(table.lookup(5)).isEmpty();
        assertThat(table.lookup(55)).isEmpty();
    }

    @Test
    void aUnitThatMakesNoSenseDoesNotHideTheNext() {
        DwarfModule unknown = bytes().u16(9).u32(0).unit(4);
        DwarfModule withoutRange = bytes().u16(4).u32(6).u8(1, 1, 1, 0, 0, 1).unit(4);
        DwarfModule empty = bytes().unit(4);
        LineTable table = LineTable.of(DwarfModule.module(
                CODE_BYTES,
                ".debug_line",
                bytes().all(unknown)
                        .all(withoutRange)
                        .all(empty)
                        .all(unit(3, 4, tables2(), program(4, 1, 2)))
                        .u8(1, 2, 3)));
        check(table, 10, "a.c:7:3");
    }

    @Test
    void modulesWithoutDebugInformationHaveAnEmptyTable() {
        LineTable table = LineTable.of(DwarfModule.module(CODE_BYTES));
        assertThat(table.isEmpty()).isTrue();
        assertThat(table.lookup(10)).isEmpty();
        assertThat(table.lookupModuleOffset(40)).isEmpty();
    }

    @Test
    void filesThatTheHeaderDoesNotNameAreUnknown() {
        LineTable table = LineTable.of(
                DwarfModule.module(CODE_BYTES, ".debug_line", unit(4, 4, tables2(), program(4, 4, 0x7FFF_FFFF))));
        assertThat(table.lookup(10)).isEmpty();
        LineTable five =
                LineTable.of(DwarfModule.module(CODE_BYTES, ".debug_line", unit(5, 4, tables5(4), program(4, 0, 2))));
        assertThat(five.lookup(10)).as("no string sections").isEmpty();
        assertThat(five.lookup(20)).isEmpty();
    }
}

package dev.gantry.environ.debug;

import org.jspecify.annotations.Nullable;

/// How values of attributes are written: the forms of DWARF 2 to 5.
///
/// Threading: no state.
final class DwarfForms {
    private static final int ADDR = 0x01;
    private static final int BLOCK2 = 0x03;
    private static final int BLOCK4 = 0x04;
    private static final int DATA2 = 0x05;
    private static final int DATA4 = 0x06;
    private static final int DATA8 = 0x07;
    private static final int STRING = 0x08;
    private static final int BLOCK = 0x09;
    private static final int BLOCK1 = 0x0A;
    private static final int DATA1 = 0x0B;
    private static final int FLAG = 0x0C;
    private static final int SDATA = 0x0D;
    private static final int STRP = 0x0E;
    private static final int UDATA = 0x0F;
    private static final int REF_ADDR = 0x10;
    private static final int REF1 = 0x11;
    private static final int REF2 = 0x12;
    private static final int REF4 = 0x13;
    private static final int REF8 = 0x14;
    private static final int REF_UDATA = 0x15;
    private static final int INDIRECT = 0x16;
    private static final int SEC_OFFSET = 0x17;
    private static final int EXPRLOC = 0x18;
    private static final int FLAG_PRESENT = 0x19;
    private static final int STRX = 0x1A;
    private static final int ADDRX = 0x1B;
    private static final int REF_SUP4 = 0x1C;
    private static final int STRP_SUP = 0x1D;
    private static final int DATA16 = 0x1E;
    private static final int LINE_STRP = 0x1F;
    private static final int REF_SIG8 = 0x20;
    /// The value stands in the abbreviation.
    static final int IMPLICIT_CONST = 0x21;
    private static final int LOCLISTX = 0x22;
    private static final int RNGLISTX = 0x23;
    private static final int REF_SUP8 = 0x24;
    private static final int STRX1 = 0x25;
    private static final int STRX2 = 0x26;
    private static final int STRX3 = 0x27;
    private static final int STRX4 = 0x28;
    private static final int ADDRX1 = 0x29;
    private static final int ADDRX2 = 0x2A;
    private static final int ADDRX3 = 0x2B;
    private static final int ADDRX4 = 0x2C;

    private DwarfForms() {}

    /// Skips a value. An unknown form makes the cursor bad.
    static void skip(DwarfCursor in, int form, int offsetBytes, int addressBytes) {
        switch (form) {
            case FLAG_PRESENT, IMPLICIT_CONST -> {}
            case DATA1, FLAG, REF1, STRX1, ADDRX1 -> in.skip(1);
            case DATA2, REF2, STRX2, ADDRX2 -> in.skip(2);
            case STRX3, ADDRX3 -> in.skip(3);
            case DATA4, REF4, REF_SUP4, STRX4, ADDRX4 -> in.skip(4);
            case DATA8, REF8, REF_SIG8, REF_SUP8 -> in.skip(8);
            case DATA16 -> in.skip(16);
            case ADDR -> in.skip(addressBytes);
            case STRP, LINE_STRP, STRP_SUP, SEC_OFFSET, REF_ADDR -> in.skip(offsetBytes);
            case SDATA, UDATA, REF_UDATA, STRX, ADDRX, LOCLISTX, RNGLISTX -> in.uleb();
            case BLOCK1 -> in.skip(in.u8());
            case BLOCK2 -> in.skip(in.u16());
            case BLOCK4 -> in.skip(in.u32());
            case BLOCK, EXPRLOC -> in.skip(in.uleb());
            case STRING -> in.skipString();
            case INDIRECT -> skipIndirect(in, offsetBytes, addressBytes);
            default -> in.fail();
        }
    }

    private static void skipIndirect(DwarfCursor in, int offsetBytes, int addressBytes) {
        long form = in.uleb();
        if (form == INDIRECT || form != (int) form) {
            in.fail();
        } else {
            skip(in, (int) form, offsetBytes, addressBytes);
        }
    }

    /// Reads a string, or skips a value that is none of the kinds of string we follow.
    ///
    /// @return the string, or null
    static @Nullable String string(
            DwarfCursor in, DwarfSections sections, int form, int offsetBytes, int addressBytes) {
        return switch (form) {
            case STRING -> in.string();
            case STRP -> sections.string(sections.str(), in.offset(offsetBytes));
            case LINE_STRP -> sections.string(sections.lineStr(), in.offset(offsetBytes));
            default -> {
                skip(in, form, offsetBytes, addressBytes);
                yield null;
            }
        };
    }

    /// Reads a number, or skips a value that is none.
    ///
    /// @return the number, or -1
    static long number(DwarfCursor in, int form, int offsetBytes, int addressBytes) {
        return switch (form) {
            case DATA1 -> in.u8();
            case DATA2 -> in.u16();
            case DATA4 -> in.u32();
            case DATA8 -> in.u64();
            case UDATA -> in.uleb();
            case SEC_OFFSET -> in.offset(offsetBytes);
            default -> {
                skip(in, form, offsetBytes, addressBytes);
                yield -1;
            }
        };
    }
}

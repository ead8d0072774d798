package dev.gantry.environ.debug;

import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.ModuleDef;
import org.jspecify.annotations.Nullable;

/// Where a module keeps its debug information. An absent section is an empty range.
///
/// @param bytes   the module
/// @param line    `.debug_line`
/// @param lineStr `.debug_line_str`
/// @param str     `.debug_str`
/// @param info    `.debug_info`
/// @param abbrev  `.debug_abbrev`
@SuppressWarnings("ArrayRecordComponent") // the module's bytes, which are not copied; nobody compares
record DwarfSections(byte[] bytes, CodeRange line, CodeRange lineStr, CodeRange str, CodeRange info, CodeRange abbrev) {
    private static final CodeRange EMPTY = new CodeRange(0, 0);

    static DwarfSections of(ModuleDef module) {
        return new DwarfSections(
                module.bytes(),
                find(module, ".debug_line"),
                find(module, ".debug_line_str"),
                find(module, ".debug_str"),
                find(module, ".debug_info"),
                find(module, ".debug_abbrev"));
    }

    private static CodeRange find(ModuleDef module, String name) {
        for (CustomSection section : module.customs()) {
            if (section.name().equals(name)) {
                return section.payload();
            }
        }
        return EMPTY;
    }

    DwarfCursor cursor(CodeRange section) {
        return new DwarfCursor(bytes, section);
    }

    /// A string of a string section.
    @Nullable
    String string(CodeRange section, long offset) {
        DwarfCursor in = cursor(section);
        in.seek(offset);
        return in.string();
    }
}

/// Debug information that modules carry: which source line an instruction comes from.
///
/// [dev.gantry.environ.debug.LineTable] answers that from the DWARF line programs in custom sections. Behind it,
/// `LineProgram` runs one program, `CompilationDirs` finds the directories of compilation units, `DwarfForms` knows the
/// sizes of attribute values, and `DwarfCursor` reads bytes without ever failing loudly.
package dev.gantry.environ.debug;

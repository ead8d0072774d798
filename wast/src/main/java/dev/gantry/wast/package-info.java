/// WebAssembly test scripts (`.wast`): [Script] parses them, [WastRunner] runs them and counts.
///
/// ```
///   files ─▶ ScriptSettings (features by path and header) ─▶ Script
///         ─▶ ScriptRunner (a store each) ─▶ Tally ─▶ WastReport
/// ```
package dev.gantry.wast;

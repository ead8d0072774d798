package dev.gantry.environ.debug;

/// A place in a source file.
///
/// @param file   the path, as the producer wrote it; relative to nothing if the producer named no directory
/// @param line   the line from 1, or 0 for code that belongs to no line
/// @param column the column from 1, or 0 if unknown
public record Location(String file, int line, int column) {
    /// The form `file:line:column`, without the parts that are unknown.
    @Override
    public String toString() {
        return line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }
}

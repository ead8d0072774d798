package dev.gantry.environ.spi;

/// What a strategy offers a [GcCompiler]: a small language of loads, stores, adds, compares, branches and out-of-line
/// calls. Values and labels are handles, numbers of the implementer's choice.
///
/// Threading: confined to the compilation of one function.
public interface GcEmitter {
    /// A constant.
    ///
    /// @param value the value
    /// @return its handle
    int constant(long value);

    /// Adds, with 64 bits.
    ///
    /// @param left  a value
    /// @param right a value
    /// @return the sum
    int add(int left, int right);

    /// Takes the bitwise and.
    ///
    /// @param left  a value
    /// @param right a value
    /// @return the result
    int and(int left, int right);

    /// Reads one of the collector's own words, see [GcHeap#state(int)].
    ///
    /// @param word its number
    /// @return its value, zero-extended
    int state(int word);

    /// Writes one of the collector's own words.
    ///
    /// @param word  its number
    /// @param value its value
    void state(int word, int value);

    /// Loads from the heap; traps outside of it.
    ///
    /// @param at          an offset in the heap, a value
    /// @param offsetBytes added to it
    /// @param widthBytes  1, 2, 4 or 8
    /// @return the zero-extended bits
    int load(int at, int offsetBytes, int widthBytes);

    /// Stores to the heap; traps outside of it.
    ///
    /// @param at          an offset in the heap, a value
    /// @param offsetBytes added to it
    /// @param widthBytes  1, 2, 4 or 8
    /// @param value       what to store
    void store(int at, int offsetBytes, int widthBytes, int value);

    /// Makes a variable: a value that can be set on several paths.
    ///
    /// @param value its first value
    /// @return its handle, a value
    int variable(int value);

    /// Sets a variable.
    ///
    /// @param variable what [#variable] gave
    /// @param value    its new value
    void set(int variable, int value);

    /// Makes a label.
    ///
    /// @return a label without a place
    int label();

    /// Gives a label its place: here.
    ///
    /// @param label a label
    void place(int label);

    /// Branches if one unsigned value is below another.
    ///
    /// @param left  a value
    /// @param right a value
    /// @param label where to go
    void branchIfBelow(int left, int right, int label);

    /// Branches if two values are equal.
    ///
    /// @param left  a value
    /// @param right a value
    /// @param label where to go
    void branchIfEqual(int left, int right, int label);

    /// Branches always.
    ///
    /// @param label where to go
    void branch(int label);

    /// Calls a builtin out of line.
    ///
    /// @param builtin which one
    /// @param args    its arguments
    /// @return its result, or -1 if it has none
    int call(Builtin builtin, int... args);
}

package dev.gantry.environ.spi;

/// The bytes of one heap: a contiguous region that begins at offset 0 and grows at its end. Offsets are unsigned. Bytes
/// that were never written are zero. A strategy decides where they are: in a Java array, or off-heap where machine code
/// reaches them.
///
/// Nothing in it is trusted (R114): every access is checked against the size, and one that is out of bounds throws
/// [IndexOutOfBoundsException], which ends the guest's call as a trap. Offset 0 is never an object.
///
/// Threading: confined to its store.
public interface GcHeap {
    /// The present size.
    ///
    /// @return bytes, a multiple of 8
    long sizeBytes();

    /// The size that it never exceeds.
    ///
    /// @return bytes, a multiple of 8, at most 2³²
    long maxBytes();

    /// Grows the region, unless the store's limits or the machine refuse.
    ///
    /// @param sizeBytes the new size, at most [#maxBytes]
    /// @return whether it has grown
    boolean grow(long sizeBytes);

    /// Reads a byte.
    ///
    /// @param at where
    /// @return the bits
    byte load8(int at);

    /// Reads 2 bytes.
    ///
    /// @param at where
    /// @return the bits
    short load16(int at);

    /// Reads 4 bytes.
    ///
    /// @param at where
    /// @return the bits
    int load32(int at);

    /// Reads 8 bytes.
    ///
    /// @param at where
    /// @return the bits
    long load64(int at);

    /// Writes a byte.
    ///
    /// @param at   where
    /// @param bits what
    void store8(int at, byte bits);

    /// Writes 2 bytes.
    ///
    /// @param at   where
    /// @param bits what
    void store16(int at, short bits);

    /// Writes 4 bytes.
    ///
    /// @param at   where
    /// @param bits what
    void store32(int at, int bits);

    /// Writes 8 bytes.
    ///
    /// @param at   where
    /// @param bits what
    void store64(int at, long bits);

    /// Copies bytes into the heap.
    ///
    /// @param to    where to
    /// @param from  the bytes
    /// @param start the first of them
    /// @param bytes how many
    void copyIn(int to, byte[] from, int start, int bytes);

    /// Copies bytes within the heap, as if through a buffer.
    ///
    /// @param to    where to
    /// @param from  where from
    /// @param bytes how many, unsigned
    void copy(int to, int from, int bytes);

    /// Fills a range.
    ///
    /// @param at    where it starts
    /// @param bytes how many, unsigned
    /// @param value the value of each byte
    void fill(int at, int bytes, byte value);

    /// Reads one of the collector's own words, which code of the strategy can read and write too, see
    /// [GcEmitter#state].
    ///
    /// @param word its number, below [#STATE_WORDS]
    /// @return its value, 0 at first
    int state(int word);

    /// Writes one of the collector's own words.
    ///
    /// @param word  its number, below [#STATE_WORDS]
    /// @param value its value
    void state(int word, int value);

    /// Gives the bytes back: nobody uses the heap any more.
    void close();

    /// How many words a collector has for itself outside the heap.
    int STATE_WORDS = 4;
}

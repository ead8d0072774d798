package dev.gantry.winch;

import java.util.BitSet;

/// The numbers of the functions of a module that may become references, by which their references stand in contexts.
///
/// Threading: immutable, on the condition that nobody writes to the set.
final class EscapedFuncs {
    private final BitSet funcs;

    /// How many there are before each word of the set.
    private final int[] before;

    EscapedFuncs(BitSet funcs) {
        this.funcs = funcs;
        long[] words = funcs.toLongArray();
        this.before = new int[words.length];
        int count = 0;
        for (int word = 0; word < words.length; word++) {
            before[word] = count;
            count += Long.bitCount(words[word]);
        }
    }

    /// The number of a function among them.
    int numberOf(int func) {
        int word = func / Long.SIZE;
        int first = word * Long.SIZE;
        int number = before[word];
        for (int other = funcs.nextSetBit(first); other >= 0 && other < func; other = funcs.nextSetBit(other + 1)) {
            number++;
        }
        return number;
    }
}

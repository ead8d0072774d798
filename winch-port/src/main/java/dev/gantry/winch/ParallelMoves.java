package dev.gantry.winch;

/// Moves from register to register that happen all at once.
///
/// Threading: confined to one compilation.
final class ParallelMoves {
    private final Moves moves;
    /// Of each register, which one is to be moved to it.
    private final int[] from = new int[Registers.COUNT];

    private final byte[] kinds = new byte[Registers.COUNT];
    private int waiting;

    ParallelMoves(Moves moves) {
        this.moves = moves;
    }

    /// Adds a move.
    void add(byte kind, int to, int source) {
        if (to != source) {
            from[to] = source;
            kinds[to] = kind;
            waiting |= 1 << to;
        }
    }

    /// Emits the moves, of which there are none afterwards.
    void emit() {
        while (waiting != 0) {
            int ready = waiting & ~sources();
            if (ready == 0) {
                breakCycle(Integer.numberOfTrailingZeros(waiting));
            } else {
                int to = Integer.numberOfTrailingZeros(ready);
                moves.copy(kinds[to], to, from[to]);
                waiting &= ~(1 << to);
            }
        }
    }

    /// The registers that moves read.
    private int sources() {
        int sources = 0;
        for (int rest = waiting; rest != 0; rest &= rest - 1) {
            sources |= 1 << from[Integer.numberOfTrailingZeros(rest)];
        }
        return sources;
    }

    /// Emits a copy of what a move of a cycle reads to the scratch register, from which it then reads.
    private void breakCycle(int to) {
        int scratch = to < Registers.XMM0 ? Registers.R11 : Registers.XMM15;
        moves.copy(kinds[to], scratch, from[to]);
        from[to] = scratch;
    }
}

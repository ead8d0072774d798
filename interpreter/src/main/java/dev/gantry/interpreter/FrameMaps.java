package dev.gantry.interpreter;

import dev.gantry.wasm.Bug;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Which slots of a function's frames hold references, for every place where a collection can happen: calls,
/// allocations, loop heads, and what else may run code of the host. The maps are precise.
///
/// Locals are references or not for the whole function, and null at first. Of the operands, those count that are
/// at home; others are constants or stand in a local. The arguments of a call are left out: they are the locals of
/// the callee.
///
/// As numbers: how many places there are; start, end and list of each, by ascending start; the lists: a count and
/// so many slots, that of the locals first. A list is named by the index of its count. Only modules that can hold
/// references to objects have maps; no numbers mean no references.
///
/// Threading: no state.
final class FrameMaps {
    private static final int PLACE_INTS = 3;

    private FrameMaps() {}

    /// Puts maps together.
    ///
    /// @param locals the slots of locals that are references
    /// @param starts where the code of each place starts, ascending
    /// @param ends   where it ends
    /// @param slots  the slots of operands that are references, for each place
    static int[] of(IntVec locals, IntVec starts, IntVec ends, List<int[]> slots) {
        int places = starts.size();
        int lists = 1 + PLACE_INTS * places;
        IntVec maps = new IntVec();
        IntVec tail = new IntVec();
        List<int[]> known = new ArrayList<>();
        IntVec knownAt = new IntVec();
        maps.add(places);
        append(tail, locals.toArray());
        for (int place = 0; place < places; place++) {
            int[] list = slots.get(place);
            int last = known.size() - 1;
            if (last < 0 || !Arrays.equals(known.get(last), list)) {
                known.add(list);
                knownAt.add(lists + tail.size());
                append(tail, list);
                last++;
            }
            maps.add(starts.get(place));
            maps.add(ends.get(place));
            maps.add(knownAt.get(last));
        }
        for (int item : tail.toArray()) {
            maps.add(item);
        }
        return maps.toArray();
    }

    private static void append(IntVec to, int[] list) {
        to.add(list.length);
        for (int slot : list) {
            to.add(slot);
        }
    }

    /// Visits the references of a frame.
    ///
    /// @param maps    the function's maps
    /// @param pc      where the frame is in its code
    /// @param s       the slots
    /// @param fp      its frame pointer
    /// @param visitor gets each reference that is not null, and gives the one to keep
    static void visit(int[] maps, int pc, long[] s, int fp, IntUnaryOperator visitor) {
        if (maps.length == 0) {
            return;
        }
        int low = 0;
        int high = maps[0] - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (maps[1 + PLACE_INTS * middle] <= pc) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        int place = 1 + PLACE_INTS * low;
        if (high < 0 || pc < maps[place] || pc >= maps[place + 1]) {
            throw Bug.unreachable("a collection at " + pc + ", where there is no map");
        }
        visitList(maps, 1 + PLACE_INTS * maps[0], s, fp, visitor);
        visitList(maps, maps[place + 2], s, fp, visitor);
    }

    private static void visitList(int[] maps, int list, long[] s, int fp, IntUnaryOperator visitor) {
        for (int at = list + 1; at <= list + maps[list]; at++) {
            int slot = fp + maps[at];
            int ref = (int) s[slot];
            if (ref != 0) {
                s[slot] = Integer.toUnsignedLong(visitor.applyAsInt(ref));
            }
        }
    }
}

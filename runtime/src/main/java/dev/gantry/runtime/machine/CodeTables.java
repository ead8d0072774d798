package dev.gantry.runtime.machine;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.spi.CompiledFunction.Handler;
import dev.gantry.environ.spi.CompiledFunction.StackMap;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmTag;
import java.util.Arrays;
import java.util.Comparator;

/// What is known at each pc of one function.
///
/// Threading: immutable, on the condition that nobody writes to the arrays.
final class CodeTables {
    private static final int[] NO_SLOTS = {};
    private static final int CATCHES_ALL = -1;

    /// The function's index in its module.
    final int funcIndex;

    private final Artifact.Location location;
    private final long start;

    /// Stack maps by return offset, ascending.
    private final int[] returns;

    private final int[][] slots;

    private CodeTables(int funcIndex, Artifact.Location location, long start) {
        this.funcIndex = funcIndex;
        this.location = location;
        this.start = start;
        StackMap[] maps = location.stackMaps().toArray(StackMap[]::new);
        Arrays.sort(maps, Comparator.comparingInt(StackMap::returnOffset));
        this.returns = new int[maps.length];
        this.slots = new int[maps.length][];
        for (int map = 0; map < maps.length; map++) {
            returns[map] = maps[map].returnOffset();
            slots[map] = maps[map].slots();
        }
    }

    /// The tables of a function.
    ///
    /// @param key      what it is
    /// @param location its tables
    /// @param start    its address
    /// @param module   its module
    static CodeTables of(FuncKey key, Artifact.Location location, long start, ModuleTranslation module) {
        int index = key instanceof FuncKey.WasmFunction(int definedIndex)
                ? module.def().importedFuncs() + definedIndex
                : -1;
        return new CodeTables(index, location, start);
    }

    private int offset(long pc) {
        return (int) (pc - start);
    }

    /// The offset of an instruction in the module's binary, or -1.
    ///
    /// @param returnPc where a call returns to
    int wasmOffset(long returnPc) {
        return location.addressMap().floor(offset(returnPc) - 1, -1);
    }

    /// As above, of an instruction that faults.
    int wasmOffsetOfFault(long pc) {
        return location.addressMap().floor(offset(pc), -1);
    }

    /// What a fault means: the ordinal of a [dev.gantry.wasm.Failure], or -1 if no instruction there may fault.
    int trap(long pc) {
        return location.traps().at(offset(pc), -1);
    }

    /// The slots of a frame that hold references, from its frame pointer.
    int[] references(long returnPc) {
        int map = Arrays.binarySearch(returns, offset(returnPc));
        return map >= 0 ? slots[map] : NO_SLOTS;
    }

    /// Where the innermost handler of a call is that takes a tag, or 0.
    long handler(long returnPc, VmInstance instance, VmTag tag) {
        int offset = offset(returnPc);
        for (Handler handler : location.handlers()) {
            if (handler.returnOffset() == offset && takes(handler, instance, tag)) {
                return start + handler.handlerOffset();
            }
        }
        return 0;
    }

    @SuppressWarnings("ReferenceEquality") // tags are the same if they are the same object
    private static boolean takes(Handler handler, VmInstance instance, VmTag tag) {
        return handler.tagIndex() == CATCHES_ALL || instance.tags[handler.tagIndex()] == tag;
    }
}

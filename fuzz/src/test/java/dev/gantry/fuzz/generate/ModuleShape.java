package dev.gantry.fuzz.generate;

import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import java.util.ArrayList;
import java.util.List;

/// Everything of a module but its function bodies. In each index space the imports come first.
///
/// Threading: confined to one thread.
public final class ModuleShape {
    static final int NONE = -1;

    /// What a function may use up in one call, in loops and calls; see [#fuelGlobal].
    public static final int FUEL = 200;

    /// Where a segment goes.
    enum Mode {
        ACTIVE,
        PASSIVE,
        DECLARATIVE
    }

    /// A table and the function in all its elements.
    ///
    /// @param init the function, or [#NONE] for null
    record Table(TableType type, int init) {}

    /// A global and its initial value, a constant expression.
    record Global(GlobalType type, byte[] init) {}

    /// A segment of elements: of functions or null, or of constant expressions.
    ///
    /// @param table  the table of an active one
    /// @param offset where in the table
    /// @param funcs  the functions, [#NONE] for null
    /// @param exprs  the expressions, each with its end, if there are no functions
    record Elem(Mode mode, RefType type, int table, long offset, List<Integer> funcs, List<byte[]> exprs) {
        Elem(Mode mode, RefType type, int table, long offset, List<Integer> funcs) {
            this(mode, type, table, offset, funcs, List.of());
        }

        int size() {
            return funcs.size() + exprs.size();
        }
    }

    /// A segment of bytes.
    record Data(Mode mode, int memory, long offset, byte[] bytes) {}

    final TypeSpace types;
    /// Types of the functions.
    final List<Integer> funcs = new ArrayList<>();
    final List<Table> tables = new ArrayList<>();
    final List<MemoryType> memories = new ArrayList<>();
    final List<Global> globals = new ArrayList<>();
    /// Types of the tags.
    final List<Integer> tags = new ArrayList<>();
    final List<Elem> elems = new ArrayList<>();
    final List<Data> datas = new ArrayList<>();
    int importedFuncs;
    int importedTables;
    int importedMemories;
    int importedGlobals;
    int importedTags;
    int start = NONE;
    /// The `i32` that each call and each turn of a loop makes smaller; at zero there is a trap.
    int fuelGlobal;

    ModuleShape(TypeSpace types) {
        this.types = types;
    }

    /// The type of a function.
    public FuncType funcType(int func) {
        return types.func(funcs.get(func));
    }
}

package dev.gantry.fuzz.run;

import dev.gantry.fuzz.generate.Choice;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// What to do with a generated module in any engine: what its imports are, which functions to call with what, and
/// what to look at.
///
/// Threading: immutable.
///
/// @param module   the binary
/// @param fuel     the exported global that is set to [ModuleShape#FUEL] before each call
/// @param imports  the imports in order
/// @param calls    the calls in order
/// @param globals  exported globals of number types
/// @param memories exported memories
/// @param tables   exported tables
public record Plan(
        byte[] module,
        String fuel,
        List<Item> imports,
        List<Call> calls,
        List<Observed> globals,
        List<String> memories,
        List<String> tables) {
    private static final int MAX_CALLS = 8;
    private static final Set<WasmFeature> FEATURES = EnumSet.allOf(WasmFeature.class);

    /// An import.
    ///
    /// @param name  its second name
    /// @param type  its type, by index in the module
    /// @param func  the type of a function or tag
    /// @param value the value of a global
    public record Item(String name, ExternType type, FuncType func, Value value) {}

    /// A call.
    ///
    /// @param name    the export
    /// @param args    the arguments
    /// @param results the types of the results
    public record Call(String name, List<Value> args, List<ValType> results) {}

    /// An exported global.
    public record Observed(String name, NumType type) {}

    /// A number by its bits, or null where there is no type.
    ///
    /// @param type the type, `i32` for null
    /// @param bits the bits, sign-extended; 0 for null
    public record Value(NumType type, boolean isNull, long bits) {
        static final Value NULL = new Value(NumType.I32, true, 0);

        /// For example `i32:5` or `null`; floats by their bits.
        @Override
        public String toString() {
            return isNull ? "null" : type + ":" + bits;
        }
    }

    /// A plan for a module.
    ///
    /// @param areForScripts only what JavaScript can do
    public static Plan of(byte[] module, RandomGenerator random, boolean areForScripts) {
        Choice choice = new Choice(random);
        ModuleDef def = ModuleReader.read(module, FEATURES);
        List<Item> imports = new ArrayList<>();
        FuncType none = FuncType.of(List.of(), List.of());
        for (Import entry : def.imports()) {
            imports.add(
                    switch (entry.type()) {
                        case ExternType.Func func ->
                            new Item(entry.name(), func, funcType(def, func.type()), Value.NULL);
                        case TagType tag -> new Item(entry.name(), tag, funcType(def, tag.type()), Value.NULL);
                        case GlobalType global ->
                            new Item(entry.name(), global, none, value((NumType) global.type(), choice));
                        case TableType table -> new Item(entry.name(), table, none, Value.NULL);
                        case MemoryType memory -> new Item(entry.name(), memory, none, Value.NULL);
                    });
        }
        String fuel = "g" + (def.globalSpace().size() - def.globals().size());
        List<Call> calls = new ArrayList<>();
        List<Observed> globals = new ArrayList<>();
        List<String> memories = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        for (Export export : def.exports()) {
            switch (export.kind()) {
                case FUNC -> {
                    FuncType type = funcType(def, new HeapType.Index(def.funcSpace()[export.index()]));
                    if (calls.size() < MAX_CALLS
                            && export.index() >= def.importedFuncs()
                            && isCallable(type, areForScripts)) {
                        calls.add(call(export.name(), type, choice));
                    }
                }
                case GLOBAL -> {
                    if (def.globalSpace().get(export.index()).type() instanceof NumType type) {
                        globals.add(new Observed(export.name(), type));
                    }
                }
                case MEMORY -> memories.add(export.name());
                case TABLE -> tables.add(export.name());
                case TAG -> {}
            }
        }
        return new Plan(module, fuel, imports, calls, globals, memories, tables);
    }

    private static FuncType funcType(ModuleDef def, HeapType type) {
        int index = ((HeapType.Index) type).typeIndex();
        return (FuncType) def.types().get(index).composite();
    }

    private static boolean isCallable(FuncType type, boolean areForScripts) {
        for (ValType param : type.params()) {
            boolean canBeMade = param instanceof NumType || (param instanceof RefType ref && ref.nullable());
            if (!canBeMade || (areForScripts && isHidden(param))) {
                return false;
            }
        }
        return !areForScripts || type.results().stream().noneMatch(Plan::isHidden);
    }

    /// Whether JavaScript cannot see values of a type.
    private static boolean isHidden(ValType type) {
        return type instanceof VecType || (type instanceof RefType ref && isExn(ref));
    }

    private static boolean isExn(RefType ref) {
        return ref.heap() == AbsHeapType.EXN || ref.heap() == AbsHeapType.NOEXN;
    }

    private static Call call(String name, FuncType type, Choice choice) {
        List<Value> args = new ArrayList<>();
        for (ValType param : type.params()) {
            args.add(param instanceof NumType number ? value(number, choice) : Value.NULL);
        }
        return new Call(name, args, type.results());
    }

    private static Value value(NumType type, Choice choice) {
        return switch (type) {
            case I32 -> new Value(type, false, (int) choice.integer());
            case I64 -> new Value(type, false, choice.integer());
            case F32 -> new Value(type, false, choice.float32());
            case F64 -> new Value(type, false, choice.float64());
        };
    }
}

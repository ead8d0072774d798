package dev.gantry.tests.programs;

import dev.gantry.ArrayRef;
import dev.gantry.Extern;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.HostFuncDynamic;
import dev.gantry.ImportType;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Tag;
import dev.gantry.Val;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// As much of a JavaScript host as programs of the manifest need: strings are Java's.
final class JsHost {
    private JsHost() {}

    /// What such a host gives a module: one for each import, since several have the same name and different types.
    /// Functions that are not known do nothing.
    static <T> List<Extern> imports(Store<T> store, Module module) {
        Map<String, HostFuncDynamic<T>> functions = Map.of(
                "fromCharCodeArray", (_, args) -> one(fromCharCodes(args)),
                "concat", (_, args) -> one(string(args[0]) + string(args[1])),
                "equals", (_, args) -> one(string(args[0]).equals(string(args[1])) ? 1 : 0),
                "compare", (_, args) -> one(Integer.signum(string(args[0]).compareTo(string(args[1])))),
                "length", (_, args) -> one(string(args[0]).length()),
                "charCodeAt", (_, args) -> one(string(args[0]).charAt(args[1].asI32())),
                "substring", (_, args) -> one(string(args[0]).substring(args[1].asI32(), args[2].asI32())),
                "performance.now", (_, _) -> new Val[] {Val.f64(System.nanoTime() / 1e6)},
                "Math.sin", (_, args) -> new Val[] {Val.f64(Math.sin(args[0].asF64()))});
        List<Extern> imports = new ArrayList<>();
        for (ImportType entry : module.imports()) {
            imports.add(
                    switch (entry.type()) {
                        case ExternType.Func(HeapType.Id id) -> {
                            FuncType type = store.engine().funcType(id);
                            yield Func.ofDynamic(
                                    store, type, functions.getOrDefault(entry.name(), (_, _) -> defaults(type)));
                        }
                        case GlobalType type -> Global.of(store, type, Val.externref(entry.name()));
                        case TagType(HeapType.Id id) ->
                            Tag.of(store, store.engine().funcType(id));
                        default -> throw new AssertionError("an import of type " + entry.type());
                    });
        }
        return imports;
    }

    private static Val[] defaults(FuncType type) {
        return type.results().stream()
                .map(result -> result == ValType.I32 ? Val.i32(0) : Val.externref(null))
                .toArray(Val[]::new);
    }

    private static Val[] one(int value) {
        return new Val[] {Val.i32(value)};
    }

    private static Val[] one(String value) {
        return new Val[] {Val.externref(value)};
    }

    private static String string(Val value) {
        return String.valueOf(value.asExtern());
    }

    private static String fromCharCodes(Val[] args) {
        StringBuilder text = new StringBuilder();
        if (args[0] instanceof Val.AnyRefVal(ArrayRef codes)) {
            for (int index = args[1].asI32(); index < args[2].asI32(); index++) {
                text.append((char) codes.get(index).asI32());
            }
        }
        return text.toString();
    }
}

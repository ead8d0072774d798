package dev.gantry.tests.component;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.ImportItem;
import dev.gantry.environ.component.Inliner;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.CanonOption;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.CoreInstanceDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.Export;
import dev.gantry.wasm.component.ExternDesc;
import dev.gantry.wasm.component.ExternName;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.PrimType;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.StringEncoding;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.ValueType;
import dev.gantry.wasm.component.ValueTypeDef;
import dev.gantry.wasm.component.binary.ComponentWriter;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Makes components of random types: a function `call` that does nothing but call the imported function
/// `echo` with what it was given.
final class EchoComponent {
    static final Set<WasmFeature> FEATURES = features();
    private static final String LIBC = """
            (module
              (memory (export "m") 1)
              (global $next (mut i32) (i32.const 1024))
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
                (local.set $at (i32.and
                  (i32.add (global.get $next) (i32.sub (local.get 2) (i32.const 1)))
                  (i32.sub (i32.const 0) (local.get 2))))
                (global.set $next (i32.add (local.get $at) (local.get 3)))
                (block $done
                  (loop $grow
                    (br_if $done (i32.le_u (global.get $next) (i32.mul (memory.size) (i32.const 65536))))
                    (drop (memory.grow (i32.const 1)))
                    (br $grow)))
                (local.get $at))
              (func (export "reset") (global.set $next (i32.const 1024))))
            """;

    private static final int MAX_DEPTH = 4;
    private static final List<PrimType> PRIMITIVES = Arrays.stream(PrimType.values())
            .filter(type -> type != PrimType.ERROR_CONTEXT)
            .toList();

    private final RandomGenerator random;
    private final List<Definition> types = new ArrayList<>();
    private int typeCount;
    private int names;

    private EchoComponent(RandomGenerator random) {
        this.random = random;
    }

    private static Set<WasmFeature> features() {
        Set<WasmFeature> features = WasmFeature.defaults();
        features.add(WasmFeature.COMPONENT_MODEL_MAP);
        features.add(WasmFeature.COMPONENT_MODEL_FIXED_LENGTH_LISTS);
        return features;
    }

    /// The binary of a component with random types.
    static byte[] make(RandomGenerator random) {
        EchoComponent maker = new EchoComponent(random);
        List<TypeDef.Labelled> params = new ArrayList<>();
        int count = random.nextInt(6);
        for (int at = 0; at < count; at++) {
            params.add(new TypeDef.Labelled("p" + at, maker.type(0)));
        }
        ValueType result = random.nextInt(8) == 0 ? null : maker.type(0);
        return maker.component(new TypeDef.Func(false, params, result));
    }

    // types

    private ValueType type(int depth) {
        int kinds = depth >= MAX_DEPTH ? 2 : 16;
        return switch (random.nextInt(kinds)) {
            case 2 -> add(new ValueTypeDef.ListOf(type(depth + 1)));
            case 3 -> add(new ValueTypeDef.Option(type(depth + 1)));
            case 4 -> add(new ValueTypeDef.Tuple(types(depth, 1 + random.nextInt(5))));
            case 5 -> add(new ValueTypeDef.Result(optional(depth), optional(depth)));
            case 6 -> named(new ValueTypeDef.RecordOf(fields(depth)));
            case 7, 8 -> named(variant(depth));
            case 9 -> named(new ValueTypeDef.Flags(labels(1 + random.nextInt(32))));
            case 10 ->
                named(new ValueTypeDef.Enumeration(labels(1 + random.nextInt(random.nextInt(4) == 0 ? 400 : 8))));
            case 11 -> add(new ValueTypeDef.MapOf(key(), type(depth + 1)));
            case 12 -> add(new ValueTypeDef.FixedList(type(depth + 1), 1 + random.nextInt(5)));
            default -> primitive();
        };
    }

    private ValueType primitive() {
        return PRIMITIVES.get(random.nextInt(PRIMITIVES.size()));
    }

    private ValueType key() {
        ValueType type = primitive();
        return type == PrimType.F32 || type == PrimType.F64 ? PrimType.STRING : type;
    }

    private ValueType optional(int depth) {
        return random.nextBoolean() ? type(depth + 1) : null;
    }

    private List<ValueType> types(int depth, int count) {
        List<ValueType> made = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            made.add(type(depth + 1));
        }
        return made;
    }

    private List<TypeDef.Labelled> fields(int depth) {
        List<TypeDef.Labelled> fields = new ArrayList<>();
        for (String label : labels(1 + random.nextInt(6))) {
            fields.add(new TypeDef.Labelled(label, type(depth + 1)));
        }
        return fields;
    }

    private ValueTypeDef variant(int depth) {
        List<ValueTypeDef.Case> cases = new ArrayList<>();
        for (String label : labels(1 + random.nextInt(random.nextInt(8) == 0 ? 300 : 6))) {
            boolean isEmpty = cases.size() > 6 || random.nextInt(3) == 0;
            cases.add(new ValueTypeDef.Case(label, isEmpty ? null : type(depth + 1)));
        }
        return new ValueTypeDef.Variant(cases);
    }

    private static List<String> labels(int count) {
        List<String> labels = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            labels.add("l" + at);
        }
        return labels;
    }

    private ValueType add(TypeDef.DefinedType type) {
        types.add(new TypeDef(type, 0));
        return new ValueType.Index(typeCount++);
    }

    /// A type that may be used by imports and exports because it is imported by name.
    private ValueType named(ValueTypeDef type) {
        var _ = add(type);
        types.add(new Import(ExternName.of("t" + names++), new ExternDesc.TypeEq(typeCount - 1), 0));
        return new ValueType.Index(typeCount++);
    }

    // the component

    private byte[] component(TypeDef.Func func) {
        var _ = add(func);
        types.add(new Import(ExternName.of("echo"), new ExternDesc.Func(typeCount - 1), 0));
        ComponentFuncType type = flat();
        byte[] libc = TextParser.parseModule(LIBC);
        byte[] main = TextParser.parseModule(main(type.lifted(false), type.lowered(false)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(libc);
        bytes.writeBytes(main);
        List<Definition> all = new ArrayList<>(types);
        all.add(module(libc, 0));
        all.add(module(main, libc.length));
        all.add(new CoreInstanceDef.Instantiate(0, List.of(), 0));
        all.add(new Alias.OfCoreExport(Sort.CORE_MEMORY, 0, "m", 0));
        all.add(new Alias.OfCoreExport(Sort.CORE_FUNC, 0, "realloc", 0));
        all.add(new Alias.OfCoreExport(Sort.CORE_FUNC, 0, "reset", 0));
        StringEncoding encoding = List.of(StringEncoding.values()).get(random.nextInt(3));
        List<CanonOption> options =
                List.of(new CanonOption.Memory(0), new CanonOption.Realloc(0), new CanonOption.Encoding(encoding));
        all.add(new Canon.Lower(0, options, 0));
        all.add(new CoreInstanceDef.Exports(
                List.of(
                        new CoreInstanceDef.Item("f", Sort.CORE_FUNC, 2),
                        new CoreInstanceDef.Item("realloc", Sort.CORE_FUNC, 0)),
                0));
        all.add(new CoreInstanceDef.Instantiate(1, List.of(new CoreInstanceDef.Arg("", 1)), 0));
        all.add(new Alias.OfCoreExport(Sort.CORE_FUNC, 2, "call", 0));
        all.add(new Canon.Lift(3, options, typeCount - 1, 0));
        all.add(new Export(ExternName.of("call"), Sort.FUNC, 1, null, 0));
        all.add(new TypeDef(new TypeDef.Func(false, List.of(), null), 0));
        all.add(new Canon.Lift(1, List.of(), typeCount, 0));
        all.add(new Export(ExternName.of("reset"), Sort.FUNC, 3, null, 0));
        return ComponentWriter.write(
                new ComponentDef(bytes.toByteArray(), new CodeRange(0, bytes.size()), all, List.of()));
    }

    /// The function's type, with its core types.
    private ComponentFuncType flat() {
        ComponentDef only = new ComponentDef(new byte[0], new CodeRange(0, 0), types, List.of());
        ImportItem echo = Inliner.inline(only, new TypeRegistry()).imports().get("echo");
        return ((ImportItem.OfFunc) echo).type();
    }

    private static Definition module(byte[] bytes, int start) {
        ModuleDef def = ModuleReader.read(bytes, WasmFeature.defaults());
        return new Definition.CoreModule(new CodeRange(start, start + bytes.length), def, 0);
    }

    /// Passes parameters on. If the result goes through memory, the caller gets a pointer and the callee is
    /// given one.
    private static String main(FuncType lifted, FuncType lowered) {
        String params = text("param", lifted.params());
        boolean isIndirect = lowered.params().size() > lifted.params().size();
        StringBuilder body = new StringBuilder();
        if (isIndirect) {
            body.append("(local $out i32) (local.set $out (call $realloc (i32.const 0) (i32.const 0) (i32.const 8)")
                    .append(" (i32.const 60000)))");
        }
        for (int at = 0; at < lifted.params().size(); at++) {
            body.append(" local.get ").append(at);
        }
        body.append(isIndirect ? " local.get $out call $f local.get $out" : " call $f");
        return "(module (import \"\" \"f\" (func $f " + text("param", lowered.params())
                + text("result", lowered.results())
                + "))\n (import \"\" \"realloc\" (func $realloc (param i32 i32 i32 i32) (result i32)))\n"
                + " (func (export \"call\") " + params + text("result", lifted.results()) + " " + body + "))";
    }

    private static String text(String word, List<ValType> types) {
        return types.stream().map(type -> "(" + word + " " + type + ")").collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return Arrays.toString(types.toArray());
    }
}

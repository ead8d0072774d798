package dev.gantry.fuzz.component;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.ImportItem;
import dev.gantry.environ.component.Inliner;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.CanonOp;
import dev.gantry.wasm.component.CanonOption;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.CoreInstanceDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.Export;
import dev.gantry.wasm.component.ExternDesc;
import dev.gantry.wasm.component.ExternName;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.StringEncoding;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.binary.ComponentWriter;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.TextParser;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Makes components with a function `call` that calls the imported function `echo` of the same type with what it was
/// given, and gives back what that gives; `reset` empties the memory.
public final class EchoComponent {
    /// What the components need besides the defaults.
    public static final Set<WasmFeature> FEATURES = Set.of(
            WasmFeature.COMPONENT_MODEL_MAP,
            WasmFeature.COMPONENT_MODEL_FIXED_LENGTH_LISTS,
            WasmFeature.COMPONENT_MODEL_MEMORY64);

    private final EchoTypes types;
    private final StringEncoding encoding;
    private final boolean is64;
    private final Malice malice;

    private EchoComponent(EchoTypes types, StringEncoding encoding, boolean is64, Malice malice) {
        this.types = types;
        this.encoding = encoding;
        this.is64 = is64;
        this.malice = malice;
    }

    /// A component that does what it should, with one of the string encodings, and a memory of 32 or 64 bits.
    ///
    /// @return the binary
    public static byte[] make(EchoTypes types, RandomGenerator random) {
        return new EchoComponent(types, encoding(random), random.nextInt(3) == 0, Malice.NONE).write();
    }

    /// A component that breaks the canonical ABI.
    ///
    /// @return the binary
    public static byte[] makeHostile(EchoTypes types, RandomGenerator random) {
        return new EchoComponent(types, encoding(random), random.nextInt(3) == 0, Malice.of(random)).write();
    }

    private static StringEncoding encoding(RandomGenerator random) {
        return List.of(StringEncoding.values()).get(random.nextInt(3));
    }

    private byte[] write() {
        List<Definition> all = new ArrayList<>(types.definitions());
        int func = types.count() - 1;
        all.add(new Import(ExternName.of("echo"), new ExternDesc.Func(func), 0));
        EchoGuest guest = new EchoGuest(flat(all), is64, malice);
        byte[] libc = TextParser.parseModule(guest.libc());
        byte[] main = TextParser.parseModule(guest.main());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(libc);
        bytes.writeBytes(main);
        all.add(module(libc, 0));
        all.add(module(main, libc.length));
        all.add(new CoreInstanceDef.Instantiate(0, List.of(), 0));
        all.add(new Alias.OfCoreExport(Sort.CORE_MEMORY, 0, "m", 0));
        all.add(new Alias.OfCoreExport(Sort.CORE_FUNC, 0, "realloc", 0));
        all.add(new Alias.OfCoreExport(Sort.CORE_FUNC, 0, "reset", 0));
        List<CanonOption> options =
                List.of(new CanonOption.Memory(0), new CanonOption.Realloc(0), new CanonOption.Encoding(encoding));
        all.add(new Canon.Lower(0, options, 0));
        all.add(new Canon.OfType(CanonOp.RESOURCE_DROP, 0, List.of(), false, 0));
        all.add(new CoreInstanceDef.Exports(
                List.of(
                        new CoreInstanceDef.Item("m", Sort.CORE_MEMORY, 0),
                        new CoreInstanceDef.Item("realloc", Sort.CORE_FUNC, 0),
                        new CoreInstanceDef.Item("f", Sort.CORE_FUNC, 2),
                        new CoreInstanceDef.Item("drop", Sort.CORE_FUNC, 3)),
                0));
        all.add(new CoreInstanceDef.Instantiate(1, List.of(new CoreInstanceDef.Arg("", 1)), 0));
        all.add(new Alias.OfCoreExport(Sort.CORE_FUNC, 2, "call", 0));
        all.add(new Canon.Lift(4, options, func, 0));
        all.add(new Export(ExternName.of("call"), Sort.FUNC, 1, null, 0));
        all.add(new TypeDef(new TypeDef.Func(false, List.of(), null), 0));
        all.add(new Canon.Lift(1, List.of(), types.count(), 0));
        all.add(new Export(ExternName.of("reset"), Sort.FUNC, 3, null, 0));
        return ComponentWriter.write(
                new ComponentDef(bytes.toByteArray(), new CodeRange(0, bytes.size()), all, List.of()));
    }

    /// The type of the imported function, with its core types.
    private static ComponentFuncType flat(List<Definition> definitions) {
        ComponentDef only = new ComponentDef(new byte[0], new CodeRange(0, 0), definitions, List.of());
        ImportItem echo = Inliner.inline(only, new TypeRegistry()).imports().get("echo");
        return ((ImportItem.OfFunc) echo).type();
    }

    private static Definition module(byte[] bytes, int start) {
        ModuleDef def = ModuleReader.read(bytes, WasmFeature.defaults());
        return new Definition.CoreModule(new CodeRange(start, start + bytes.length), def, 0);
    }
}

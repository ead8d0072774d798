package dev.gantry.wasm.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.DataSegment;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.FuncDef;
import dev.gantry.wasm.module.GlobalDef;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.module.MemoryDef;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.ModuleDefBuilder;
import dev.gantry.wasm.module.SegmentMode;
import dev.gantry.wasm.module.TableDef;
import dev.gantry.wasm.module.TagDef;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.ExternKind;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.types.ValType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts modules together for tests, with code in the language of [TestCode].
final class TestModule {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Consumer<ModuleDefBuilder>> parts = new ArrayList<>();
    private Set<WasmFeature> features = EnumSet.allOf(WasmFeature.class);

    static RefType ref(int typeIndex) {
        return new RefType(false, new HeapType.Index(typeIndex));
    }

    static RefType refNull(int typeIndex) {
        return new RefType(true, new HeapType.Index(typeIndex));
    }

    private CodeRange code(String text) {
        int start = bytes.size();
        bytes.writeBytes(TestCode.assemble(text));
        return new CodeRange(start, bytes.size());
    }

    private TestModule add(Consumer<ModuleDefBuilder> part) {
        parts.add(part);
        return this;
    }

    TestModule without(WasmFeature feature) {
        features = EnumSet.copyOf(features);
        features.remove(feature);
        return this;
    }

    TestModule type(CompositeType type) {
        return rec(SubType.of(type));
    }

    TestModule rec(SubType... types) {
        return add(module -> module.recGroups.add(new RecGroup(List.of(types))));
    }

    TestModule imports(ExternType type) {
        return add(module -> module.imports.add(new Import("m", "n", type, 0)));
    }

    TestModule importFunc(int typeIndex) {
        return imports(new ExternType.Func(new HeapType.Index(typeIndex)));
    }

    /// A function with a body that begins with its local declarations.
    TestModule func(int typeIndex, String locals, String instrs) {
        CodeRange body = code(locals + " " + instrs + " end");
        return add(module -> module.funcs.add(new FuncDef(typeIndex, body, body.start())));
    }

    TestModule func(int typeIndex, String instrs) {
        return func(typeIndex, "0", instrs);
    }

    TestModule table(RefType type) {
        return table(new TableType(false, Limits.atLeast(1), type), null);
    }

    TestModule table(TableType type, @Nullable String init) {
        CodeRange range = init == null ? null : code(init + " end");
        return add(module -> module.tables.add(new TableDef(type, range, 0)));
    }

    TestModule memory(MemoryType type) {
        return add(module -> module.memories.add(new MemoryDef(type, 0)));
    }

    TestModule memory() {
        return memory(MemoryType.of(Limits.atLeast(1)));
    }

    TestModule memory64() {
        return memory(new MemoryType(true, false, Limits.atLeast(1), MemoryType.DEFAULT_PAGE_SIZE_LOG2));
    }

    TestModule global(ValType type, boolean isMutable, String init) {
        CodeRange range = code(init + " end");
        return add(module -> module.globals.add(new GlobalDef(new GlobalType(type, isMutable), range, 0)));
    }

    TestModule tag(int typeIndex) {
        return add(module -> module.tags.add(new TagDef(new TagType(new HeapType.Index(typeIndex)), 0)));
    }

    TestModule export(String name, ExternKind kind, int index) {
        return add(module -> module.exports.add(new Export(name, kind, index, 0)));
    }

    TestModule start(int func) {
        return add(module -> module.start = func);
    }

    TestModule passiveElem(RefType type, String... exprs) {
        List<CodeRange> ranges = new ArrayList<>();
        for (String expr : exprs) {
            ranges.add(code(expr + " end"));
        }
        return add(module ->
                module.elems.add(new ElemSegment(new SegmentMode.Passive(), type, new int[0], ranges, true, 0)));
    }

    TestModule activeElem(int table, String offset, int... funcs) {
        CodeRange range = code(offset + " end");
        return add(module -> module.elems.add(
                new ElemSegment(new SegmentMode.Active(table, range), RefType.FUNCREF, funcs, List.of(), false, 0)));
    }

    TestModule data(int memory, String offset) {
        CodeRange range = code(offset + " end");
        return add(module ->
                module.datas.add(new DataSegment(new SegmentMode.Active(memory, range), new CodeRange(0, 0), 0)));
    }

    TestModule dataCount(int count) {
        return add(module -> module.dataCount = count);
    }

    TestModule custom(String name, String payload) {
        CodeRange range = code(payload);
        return add(module -> module.customs.add(new CustomSection(name, range, 0, 0)));
    }

    ModuleDef build() {
        ModuleDefBuilder builder = new ModuleDefBuilder(bytes.toByteArray());
        parts.forEach(part -> part.accept(builder));
        return builder.build();
    }

    Set<WasmFeature> features() {
        return features;
    }

    void assertValid() {
        TypeInterner interner = new TypeInterner();
        Validator.validate(build(), features, interner).close();
        assertThat(interner.groupCount()).isZero();
    }

    @SuppressWarnings("CanIgnoreReturnValue") // most tests ask for no more
    ValidationException assertInvalid(Failure failure) {
        TypeInterner interner = new TypeInterner();
        Throwable thrown = catchThrowable(() -> Validator.validate(build(), features, interner));
        assertThat(thrown).isInstanceOf(ValidationException.class);
        ValidationException error = (ValidationException) thrown;
        assertThat(error.failure()).as(error.getMessage()).isEqualTo(failure);
        assertThat(interner.groupCount())
                .as("types of an invalid module are released")
                .isZero();
        return error;
    }

    void assertMalformed(Failure failure) {
        Throwable thrown = catchThrowable(() -> Validator.validate(build(), features, new TypeInterner()));
        assertThat(thrown).isInstanceOf(MalformedException.class);
        assertThat(((MalformedException) thrown).failure()).isEqualTo(failure);
    }
}

package dev.gantry.winch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.asm.x64.Disassembler;
import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.CompiledFunction.Handler;
import dev.gantry.environ.spi.CompiledFunction.StackMap;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.environ.spi.Relocation;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.text.TextParser;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the compiler makes of small functions.
class WinchCompilerTest {
    private static final Tunables PLAIN = tunables(false, false, Tunables.NO_COLLECTOR);
    private static final Tunables WITH_SIGNALS = tunables(false, true, Tunables.NO_COLLECTOR);

    private static Tunables tunables(boolean consumeFuel, boolean signals, String collector) {
        return new Tunables(consumeFuel, consumeFuel, signals, true, false, true, true, 0, collector);
    }

    private static ModuleTranslation translate(String module, Tunables tunables) {
        return ModuleTranslation.translate(
                TextParser.parseModule(module), EnumSet.allOf(WasmFeature.class), new TypeRegistry(), tunables, false);
    }

    private static CompiledFunction compile(String module, Tunables tunables) {
        ModuleTranslation translation = translate(module, tunables);
        Compiler compiler = new WinchProvider().compiler(tunables);
        return compiler.compile(translation, compiler.keys(translation).getLast());
    }

    private static List<String> listing(CompiledFunction function) {
        return Disassembler.disassemble(function.code()).stream()
                .map(line -> line.text().strip())
                .toList();
    }

    /// The builtins that are called through the table.
    private static List<Builtin> requests(CompiledFunction function) {
        List<String> listing = listing(function);
        return Stream.of(Builtin.values())
                .filter(builtin -> listing.contains(
                        builtin.number() == 0
                                ? "call qword ptr [rax]"
                                : "call qword ptr [rax+0x%x]".formatted(Long.BYTES * builtin.number())))
                .toList();
    }

    @Test
    void aSumIsComputedInARegister() {
        CompiledFunction function =
                compile("(module (func (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))", PLAIN);
        assertThat(listing(function))
                .containsSequence(
                        "mov qword ptr [rbp-0x10], rsi",
                        "mov qword ptr [rbp-0x18], rdx",
                        "lea eax, [rsi+rdx*1]",
                        "leave",
                        "ret");
        assertThat(requests(function)).containsExactly(Builtin.TRAP);
        assertThat(function.relocations()).isEmpty();
    }

    @Test
    void aComparisonAndABranchShareTheFlags() {
        assertThat(listing(compile(
                        "(module (func (param i32) (loop (br_if 0 (i32.lt_u (local.get 0) (i32.const 7))))))", PLAIN)))
                .containsSequence("mov qword ptr [rbp-0x10], rsi", "cmp esi, 0x7")
                .noneMatch(line -> line.startsWith("set"));
    }

    /// The counter stays in the register that it has where the loop starts; its place in memory is only written.
    @Test
    void aLoopKeepsItsLocalsInRegisters() {
        List<String> listing = listing(compile("""
                (module (memory 1) (func (param i32) (local i32)
                  (loop
                    (i32.store (local.get 0) (local.get 1))
                    (local.set 1 (i32.add (local.get 1) (i32.const 3)))
                    (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 4)))))))
                """, WITH_SIGNALS));
        int store = listing.indexOf("mov dword ptr [r12+rsi*1], r13d");
        assertThat(store).isPositive();
        assertThat(listing.subList(store, store + 5))
                .containsExactly(
                        "mov dword ptr [r12+rsi*1], r13d",
                        "add r13d, 0x3",
                        "mov qword ptr [rbp-0x18], r13",
                        "sub esi, 0x4",
                        "mov qword ptr [rbp-0x10], rsi");
        assertThat(listing.get(store + 5)).startsWith("jne ");
    }

    @Test
    void signedDivisionByAPowerIsAShiftThatRoundsTowardsZero() {
        assertThat(listing(compile(
                        "(module (func (param i32) (result i32) (i32.div_s (local.get 0) (i32.const 8))))", PLAIN)))
                .containsSequence("mov eax, esi", "sar eax, 0x1f", "shr eax, 0x1d", "add eax, esi", "sar eax, 0x3");
    }

    @Test
    void nothingIsInARegisterBehindACall() {
        assertThat(listing(compile(
                        "(module (func (import \"\" \"\")) (func (param i64) (result i64)"
                                + " (drop (i64.add (local.get 0) (i64.const 1))) (call 0) (local.get 0)))",
                        PLAIN)))
                .containsSequence("mov r14, qword ptr [rbp-0x8]", "mov rax, qword ptr [rbp-0x10]");
    }

    /// An exception lands in front of a loop's start, where what the loop expects in registers is loaded.
    @Test
    void anExceptionThatRestartsALoopLoadsItsLocals() {
        CompiledFunction function = compile("""
                (module (func (import "" "")) (func (param i64)
                  (loop
                    (local.set 0 (i64.sub (local.get 0) (i64.const 1)))
                    (try_table (catch_all 0) (call 0)))))
                """, PLAIN);
        int handler = function.handlers().getFirst().handlerOffset();
        assertThat(Disassembler.disassemble(function.code()))
                .filteredOn(line -> line.offset() > handler)
                .extracting(line -> line.text().strip())
                .contains("mov rsi, qword ptr [rbp-0x10]");
    }

    @Test
    void aCallOfTheModuleIsRelocated() {
        CompiledFunction function = compile("(module (func) (func (call 0)))", PLAIN);
        assertThat(function.relocations()).singleElement().satisfies(relocation -> {
            assertThat(relocation.target()).isEqualTo(new FuncKey.WasmFunction(0));
            assertThat(function.code()[relocation.offsetBytes() - 1]).isEqualTo((byte) 0xE8);
            assertThat(relocation.addend()).isEqualTo(-4);
        });
    }

    /// An access that may fault says so; one that is checked needs no entry.
    @Test
    void onlyGuardedAccessesAreInTheTrapTable() {
        String module = "(module (memory 1) (func (param i32) (result i32) (i32.load offset=8 (local.get 0))))";
        OffsetTable traps = compile(module, WITH_SIGNALS).traps();
        assertThat(traps.size()).isOne();
        assertThat(traps.value(0)).isEqualTo(Records.failure(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS));
        CompiledFunction checked = compile(module, PLAIN);
        assertThat(checked.traps().size()).isZero();
        assertThat(listing(checked)).anyMatch(line -> line.startsWith("ja "));
    }

    @Test
    void theFaultingInstructionIsTheAccess() {
        CompiledFunction function = compile(
                "(module (memory 1) (func (param i32) (result i32) (i32.load offset=8 (local.get 0))))", WITH_SIGNALS);
        int offset = function.traps().offset(0);
        assertThat(Disassembler.disassemble(function.code()))
                .filteredOn(line -> line.offset() == offset)
                .singleElement()
                .satisfies(line -> assertThat(line.text()).contains("[rbx+rsi*1+0x8]"));
    }

    @Test
    void theAddressMapHasReturnAddresses() {
        String module = "(module (import \"\" \"\" (func)) (func (call 0) (call 0)))";
        CompiledFunction function = compile(module, PLAIN);
        int start = translate(module, PLAIN).def().funcs().getFirst().body().start() + 1;
        List<Integer> returns = Disassembler.disassemble(function.code()).stream()
                .filter(line -> line.text().startsWith("call") && line.text().contains("r14"))
                .map(line -> line.offset() + line.length())
                .toList();
        assertThat(returns).hasSize(2);
        assertThat(function.addressMap().at(returns.get(0), -1)).isEqualTo(start);
        assertThat(function.addressMap().at(returns.get(1), -1)).isEqualTo(start + 2);
    }

    @Test
    void stackMapsNameLocalsAndOperandsThatAreReferencesToObjects() {
        CompiledFunction function = compile("""
                (module (import "" "" (func)) (func (param i32 externref funcref) (result externref)
                  (local.get 1) (drop (table.size 0)) (local.get 1) (block (call 0)) (drop)) (table 1 externref))
                """, tunables(false, false, "null"));
        StackMap map = function.stackMaps().getFirst();
        assertThat(map.slots()).containsExactly(-24, -40, -48);
    }

    @Test
    void handlersAreListedInnermostFirst() {
        CompiledFunction function = compile("""
                (module (import "" "" (func)) (tag (param i32)) (func (result i32)
                  (block $all (result i32)
                    (block $any
                      (try_table (catch_all $any)
                        (try_table (catch 0 $all) (call 0))))
                    (i32.const 0))))
                """, PLAIN);
        assertThat(function.handlers()).extracting(Handler::tagIndex).containsExactly(0, -1);
        assertThat(function.handlers())
                .extracting(Handler::returnOffset)
                .containsOnly(function.handlers().getFirst().returnOffset());
        assertThat(function.handlers()).allMatch(handler -> handler.handlerOffset() > handler.returnOffset());
    }

    @Test
    void instructionsWithoutCodeAreRequests() {
        CompiledFunction function = compile("(module (memory 1) (func (drop (memory.grow (i32.const 1)))))", PLAIN);
        assertThat(requests(function)).contains(Builtin.INSTRUCTION);
    }

    /// R107.
    @Test
    void theSameFunctionGivesTheSameCode() {
        String module = """
                (module (memory 1) (func (param i32 f64) (result f64)
                  (loop (br_if 0 (i32.eqz (i32.load (local.get 0))))) (f64.min (local.get 1) (f64.const 3))))
                """;
        assertThat(compile(module, WITH_SIGNALS).code())
                .isEqualTo(compile(module, WITH_SIGNALS).code());
    }

    /// R135: trampolines and the table of builtins are the runtime's; a function says itself whom it calls, and where.
    @Test
    void functionsAreAllThatIsCompiledAndCarryTheirRelocations() {
        ModuleTranslation module = translate("""
                (module
                  (import "" "" (func $host (param i32) (result i32)))
                  (memory (export "m") 1)
                  (func $grow (export "grow") (param i32) (result i32) (memory.grow (call $host (local.get 0))))
                  (func (export "run") (result i32) (call $grow (call $grow (i32.const 1)))))
                """, PLAIN);
        Compiler compiler = new WinchProvider().compiler(PLAIN);
        assertThat(compiler.keys(module)).containsExactly(new FuncKey.WasmFunction(0), new FuncKey.WasmFunction(1));
        CompiledFunction grow = compiler.compile(module, new FuncKey.WasmFunction(0));
        assertThat(grow.builtins()).isEmpty();
        assertThat(grow.relocations()).isEmpty();
        assertThat(requests(grow)).contains(Builtin.TRAP);
        assertThat(compiler.compile(module, new FuncKey.WasmFunction(1)).relocations())
                .extracting(Relocation::target)
                .containsExactly(new FuncKey.WasmFunction(0), new FuncKey.WasmFunction(0));
    }

    @Test
    void fuelOfABlockIsTakenWhereItStarts() {
        CompiledFunction function = compile(
                "(module (func (param i32) (nop) (drop (i32.add (local.get 0) (i32.const 1)))))",
                tunables(true, false, Tunables.NO_COLLECTOR));
        // one for entering, three for the instructions that are not free
        assertThat(listing(function)).contains("sub qword ptr [r11+0x8], 0x4");
        assertThat(requests(function)).contains(Builtin.OUT_OF_FUEL, Builtin.NEW_EPOCH);
    }

    @Test
    void objectsNeedACollector() {
        ModuleTranslation module = translate(
                "(module (type (struct)) (func (result (ref 0)) (struct.new 0)))", tunables(false, false, "null"));
        assertThatThrownBy(() -> new WinchProvider().compiler(PLAIN).check(module))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("gc allocation");
    }

    /// Types of a module leave no trace in functions that do not use them (R137).
    @Test
    void signaturesThatAreNotUsedCostNothing() {
        String leaf = "(func (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))";
        String caller = "(func (param i32) (result i32) (call 0 (local.get 0)))";
        String others = "(type (func (param f32 f64) (result v128)))".repeat(50) + "(type (struct (field i64)))";
        for (String functions : List.of(leaf, leaf + caller)) {
            byte[] alone = compile("(module " + functions + ")", PLAIN).code();
            assertThat(compile("(module " + others + functions + ")", PLAIN).code())
                    .isEqualTo(alone);
        }
    }
}

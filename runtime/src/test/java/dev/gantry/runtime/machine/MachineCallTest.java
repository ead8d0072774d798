package dev.gantry.runtime.machine;

import static dev.gantry.asm.x64.Gpr.R14;
import static dev.gantry.asm.x64.Gpr.RAX;
import static dev.gantry.asm.x64.Gpr.RBP;
import static dev.gantry.asm.x64.Gpr.RCX;
import static dev.gantry.asm.x64.Gpr.RDX;
import static dev.gantry.asm.x64.Gpr.RSI;
import static dev.gantry.asm.x64.Gpr.RSP;
import static dev.gantry.runtime.machine.MachineModules.call;
import static dev.gantry.runtime.machine.MachineModules.export;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.Xmm;
import dev.gantry.environ.VmOffsets.FuncRef;
import dev.gantry.environ.VmOffsets.HostFuncContext;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.runtime.vm.AsyncCall;
import dev.gantry.runtime.vm.Backtraces;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.HostFunc;
import dev.gantry.runtime.vm.VmException;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmGlobal;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmModule;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.runtime.vm.VmTable;
import dev.gantry.runtime.vm.VmTag;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MachineCallTest {
    private static final String CALLS_HOST = """
            (module
              (import "" "f" (func $f (param i32) (result i32)))
              (func (export "run") (param i32) (result i32) (call $f (local.get 0))))""";

    @BeforeEach
    void needsThePlatform() {
        assumeTrue(Platform.isAvailable());
    }

    /// `run` calls the imported function with its parameter, and gives its result.
    private static void callsImport(Handmade.Code code) {
        code.prologue(16);
        code.checkStack(10);
        code.asm.emit(Inst.MOV_R32_RM32, RSI, RSI);
        code.callImport(0, 11);
        code.epilogue();
    }

    /// R128, R87: the host passes slots, whatever the signature; no compiler has made the way in.
    @Test
    void parametersAndResultsPassThroughSlots() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(
                    store,
                    modules.module(
                            "(module (func (export \"sub\") (param i64 i64) (result i64) unreachable))", code -> {
                                code.prologue(0);
                                code.asm.emit(Inst.MOV_R64_RM64, RAX, RSI);
                                code.asm.emit(Inst.SUB_R64_RM64, RAX, RDX);
                                code.epilogue();
                            }));
            assertThat(call(instance, "sub", 5, 7)).isEqualTo(-2);
        }
    }

    /// R102, R135: the runtime emits the entry of a signature once, whatever compiler, module and store use it.
    @Test
    void functionsOfOneSignatureHaveOneEntry() {
        MachineModules modules = new MachineModules();
        MachineModules others = new MachineModules(false);
        String text = "(module (func (export \"f\") (param i64 f32) (result i64) unreachable))";
        try (VmStore store = modules.store();
                VmStore other = others.store()) {
            List<VmInstance> instances = List.of(
                    modules.instance(store, modules.module(text, code -> returns(code, 1))),
                    modules.instance(store, modules.module(text, code -> returns(code, 2))),
                    others.instance(other, others.module(text, code -> returns(code, 3))));
            List<Long> entries = new ArrayList<>();
            for (VmInstance instance : instances) {
                assertThat(call(instance, "f", 0, 0)).isEqualTo(entries.size() + 1);
                MachineFunc func = (MachineFunc) export(instance, "f", VmFunc.class);
                entries.add(MachineStore.of(instance.store).arrayCall(func));
            }
            assertThat(entries).doesNotContain(0L).containsOnly(entries.getFirst());
        }
    }

    private static void returns(Handmade.Code code, int number) {
        code.prologue(0);
        code.asm.emit(Inst.MOV_R32_IMM32, RAX, number);
        code.epilogue();
    }

    /// R88: a host function has a context of its own kind, with its id.
    @Test
    void hostFunctionsAreRequested() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance[] callers = new VmInstance[1];
            HostFunc host = modules.host(store, List.of(ValType.I32), List.of(ValType.I32), (caller, slots, base) -> {
                callers[0] = Objects.requireNonNull(caller.instance());
                slots[base] = 2 * slots[base];
            });
            VmInstance instance =
                    modules.instance(store, modules.module(CALLS_HOST, MachineCallTest::callsImport), host);
            assertThat((int) call(instance, "run", -21)).isEqualTo(-42);
            assertThat(callers[0]).isSameAs(instance);
            long ref = MachineStore.of(store).funcRef(host.id);
            long context = NativeAccess.getLong(ref + FuncRef.CONTEXT);
            assertThat(NativeAccess.getInt(context + HostFuncContext.FUNC_ID)).isEqualTo(host.id);
        }
    }

    @Test
    void exceptionsOfTheHostLeaveAsTheSameObject() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            for (Throwable thrown : List.of(
                    new IllegalStateException("host"), new StackOverflowError("host"), new OutOfMemoryError("host"))) {
                HostFunc host = modules.host(store, List.of(ValType.I32), List.of(ValType.I32), (_, _, _) -> {
                    throw thrown;
                });
                VmInstance instance =
                        modules.instance(store, modules.module(CALLS_HOST, MachineCallTest::callsImport), host);
                assertThatThrownBy(() -> call(instance, "run", 1)).isSameAs(thrown);
            }
        }
    }

    /// R86: frames of all activations, host frames between them left out; the pairs of exit and entry are a chain.
    @Test
    void framesAreWalkedAcrossTheHost() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmModule module = modules.module(CALLS_HOST, MachineCallTest::callsImport);
            VmInstance[] instances = new VmInstance[1];
            WasmBacktrace[] seen = new WasmBacktrace[1];
            HostFunc host = modules.host(store, List.of(ValType.I32), List.of(ValType.I32), (_, slots, base) -> {
                int depth = (int) slots[base];
                if (depth > 0) {
                    slots[base] = 1 + call(Objects.requireNonNull(instances[0]), "run", depth - 1);
                } else {
                    seen[0] = Backtraces.capture(store);
                }
            });
            instances[0] = modules.instance(store, module, host);
            assertThat(call(instances[0], "run", 3)).isEqualTo(3);
            assertThat(seen[0].frames())
                    .hasSize(4)
                    .allSatisfy(frame -> assertThat(frame.funcIndex()).isEqualTo(1))
                    .allSatisfy(frame -> assertThat(frame.moduleOffset()).isEqualTo(11));
            CompletableFuture<Long> deep = new CompletableFuture<>();
            Thread thread = new Thread(null, () -> deep.complete(call(instances[0], "run", 1000)), "deep", 64 << 20);
            thread.start();
            assertThat(deep.join()).isEqualTo(1000); // Java's stack is the only limit
        }
    }

    /// R95: the trap code is that of the request.
    @Test
    void explicitTrapsKnowTheirPlace() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(
                    store,
                    modules.module(
                            "(module (func (export \"outer\")) (func))",
                            code -> {
                                code.prologue(16);
                                code.call(1, 20);
                                code.epilogue();
                            },
                            code -> {
                                code.prologue(16);
                                code.trap(Failure.INTEGER_OVERFLOW, 30);
                            }));
            assertThatThrownBy(() -> call(instance, "outer")).isInstanceOfSatisfying(Trap.class, trap -> {
                assertThat(trap.failure()).isEqualTo(Failure.INTEGER_OVERFLOW);
                assertThat(trap.backtrace().frames())
                        .extracting(WasmBacktrace.Frame::moduleOffset)
                        .containsExactly(30L, 20L);
            });
        }
    }

    @Test
    void faultsAreTraps() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmModule module = modules.module(
                    "(module (memory (export \"m\") 1 2) (func (export \"load\") (param i32) (result i32) unreachable))",
                    code -> {
                        code.prologue(0);
                        code.asm.emit(Inst.MOV_R32_RM32, RSI, RSI);
                        code.asm.emit(Inst.MOV_R64_RM64, RCX, Mem.at(R14, code.offsets.memory(0)));
                        code.mayFault(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, 40);
                        code.asm.emit(Inst.MOV_R32_RM32, RAX, Mem.at(RCX, RSI, 1, 0));
                        code.epilogue();
                    });
            VmInstance instance = modules.instance(store, module);
            VmMemory memory = export(instance, "m", VmMemory.class);
            memory.store32(65532, 77);
            assertThat(call(instance, "load", 65532)).isEqualTo(77);
            for (long address : new long[] {65536, 0xFFFF_FFFCL}) {
                assertThatThrownBy(() -> call(instance, "load", address)).isInstanceOfSatisfying(Trap.class, trap -> {
                    assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
                    assertThat(trap.backtrace().frames().getFirst().moduleOffset())
                            .isEqualTo(40);
                });
            }
            assertThat(memory.grow(1)).isEqualTo(1);
            assertThat(call(instance, "load", 65536)).isZero();
        }
    }

    /// R96: many modules share the code region; a fault is told by the module and the function it is in.
    @Test
    void faultsAreToldApartByTheirCode() {
        MachineModules modules = new MachineModules();
        List<Failure> failures =
                List.of(Failure.INTEGER_DIVIDE_BY_ZERO, Failure.INTEGER_OVERFLOW, Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
        try (VmStore store = modules.store()) {
            List<VmInstance> instances = new ArrayList<>();
            for (int number = 0; number < 30; number++) {
                int last = number;
                instances.add(modules.instance(
                        store,
                        modules.module(
                                "(module (func) (func (export \"fault\")))",
                                code -> faults(code, Failure.UNREACHABLE, 1000),
                                code -> faults(code, failures.get(last % failures.size()), last))));
            }
            for (int number = instances.size() - 1; number >= 0; number--) {
                VmInstance instance = instances.get(number);
                Failure expected = failures.get(number % failures.size());
                long place = number;
                assertThatThrownBy(() -> call(instance, "fault")).isInstanceOfSatisfying(Trap.class, trap -> {
                    assertThat(trap.failure()).isEqualTo(expected);
                    assertThat(trap.backtrace().frames().getFirst().moduleOffset())
                            .isEqualTo(place);
                });
            }
        }
    }

    private static void faults(Handmade.Code code, Failure failure, int place) {
        code.prologue(0);
        code.mayFault(failure, place);
        code.asm.emit(Inst.UD2);
    }

    @Test
    void aFaultWhereNoneIsExpectedIsABug() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(store, modules.module("(module (func (export \"bad\")))", code -> {
                code.prologue(0);
                code.asm.emit(Inst.UD2);
            }));
            assertThatThrownBy(() -> call(instance, "bad"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("signal 4 in machine code");
        }
    }

    /// The store is found without the frame: an error of a compiler is reported, and the store goes on.
    @Test
    void aFaultWithoutAFrameIsABug() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(
                    store,
                    modules.module(
                            "(module (func (export \"early\")) (func (export \"lost\")) (func (export \"good\") (result i32) (i32.const 0)))",
                            code -> code.asm.emit(Inst.UD2),
                            code -> {
                                code.prologue(0);
                                code.asm.emit(Inst.XOR_R32_RM32, RBP, RBP);
                                code.asm.emit(Inst.UD2);
                            },
                            code -> {
                                code.prologue(0);
                                code.asm.emit(Inst.MOV_R32_IMM32, RAX, 7);
                                code.epilogue();
                            }));
            for (String name : List.of("early", "lost")) {
                assertThatThrownBy(() -> call(instance, name))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("signal 4 in machine code");
                assertThat(call(instance, "good")).isEqualTo(7);
            }
        }
    }

    @Test
    void endlessRecursionTraps() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(store, modules.module("(module (func (export \"deep\")))", code -> {
                code.prologue(64);
                code.checkStack(50);
                code.call(0, 51);
                code.epilogue();
            }));
            for (int round = 0; round < 3; round++) {
                assertThatThrownBy(() -> call(instance, "deep"))
                        .isInstanceOfSatisfying(
                                Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED));
            }
        }
    }

    /// R89: the limit is set once, and is the same number whatever the nesting, also behind a trap.
    @Test
    void recursionThroughTheHostTraps() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance[] instances = new VmInstance[1];
            Set<Long> limits = new HashSet<>();
            long limit = MachineStore.of(store).context + StoreContext.STACK_LIMIT;
            HostFunc host = modules.host(store, List.of(ValType.I32), List.of(ValType.I32), (_, slots, base) -> {
                limits.add(NativeAccess.getLong(limit));
                try {
                    slots[base] = call(Objects.requireNonNull(instances[0]), "run", 0);
                } finally {
                    limits.add(NativeAccess.getLong(limit));
                }
            });
            instances[0] = modules.instance(store, modules.module(CALLS_HOST, MachineCallTest::callsImport), host);
            assertThatThrownBy(() -> call(instances[0], "run", 0))
                    .isInstanceOfSatisfying(
                            Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.CALL_STACK_EXHAUSTED));
            assertThat(store.depth).isZero();
            assertThat(limits).containsExactly(MachineStore.of(store).stack().limit());
        }
    }

    /// Throws with payload 7 from one function, in another one below it; the handler adds 1.
    @Test
    void exceptionsGoOnAtHandlers() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(
                    store,
                    modules.module(
                            """
                            (module (tag (param i32)) (tag (export "t") (param i32))
                              (func (export "catch") (result i32) unreachable) (func (export "throw")))""",
                            code -> {
                                code.prologue(32);
                                int returned = code.call(1, 60);
                                code.epilogue();
                                code.handler(0, returned, 0); // another tag
                                code.handler(1, returned, code.buffer.position());
                                code.asm.emit(Inst.LEA_R64_M, RSP, Mem.at(RBP, -40));
                                code.asm.emit(Inst.MOV_R32_RM32, RAX, Mem.at(RDX, 0));
                                code.asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RAX, 1));
                                code.epilogue();
                            },
                            code -> {
                                code.prologue(16);
                                code.slot(0, 1);
                                code.slot(1, 7);
                                code.request(Builtin.THROW, 61);
                            }));
            assertThat(call(instance, "catch")).isEqualTo(8);
            VmTag tag = export(instance, "t", VmTag.class);
            assertThatThrownBy(() -> call(instance, "throw")).isInstanceOfSatisfying(GuestThrow.class, thrown -> {
                assertThat(thrown.exn.tag).isSameAs(tag);
                assertThat(thrown.exn.payload).containsExactly(7);
            });
        }
    }

    @Test
    void exceptionsOfHostFunctionsAreCaughtBelowThem() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmTag tag = store.createTag(modules.types.register(FuncType.of(List.of(ValType.I64), List.of())));
            HostFunc host = modules.host(store, List.of(ValType.I32), List.of(ValType.I32), (_, _, _) -> {
                throw new GuestThrow(new VmException(tag, new long[] {1L << 40}, Backtraces.capture(store)));
            });
            VmInstance instance = modules.instance(
                    store,
                    modules.module("""
                            (module (import "" "f" (func (param i32) (result i32))) (import "" "t" (tag (param i64)))
                              (func (export "catch") (result i64) unreachable))""", code -> {
                        code.prologue(16);
                        int returned = code.callImport(0, 62);
                        code.epilogue();
                        code.handler(-1, returned, code.buffer.position());
                        code.asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RDX, 0));
                        code.epilogue();
                    }),
                    host,
                    tag);
            assertThat(call(instance, "catch")).isEqualTo(1L << 40);
        }
    }

    /// R90: a collection in a host function finds the references of the frames below it, and may move them.
    @Test
    void referencesInFramesAreRoots() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            HostFunc host = modules.host(store, List.of(ValType.I32), List.of(ValType.I32), (_, slots, base) -> {
                store.reclaimRefs(slots, base, base);
                Objects.requireNonNull(store.activation).visitRefs(ref -> ref + 8);
            });
            VmInstance instance = modules.instance(
                    store,
                    modules.module("""
                            (module (import "" "f" (func (param i32) (result i32)))
                              (func (export "run") (param externref) (result externref) (local.get 0)))""", code -> {
                        code.prologue(16);
                        code.asm.emit(Inst.MOV_RM64_R64, Mem.at(RBP, -16), RSI);
                        code.references(code.callImport(0, 70), -16);
                        code.asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RBP, -16));
                        code.epilogue();
                    }),
                    host);
            Object object = new Object();
            int ref = GcRefs.host(store.hostRefs.intern(object));
            assertThat((int) call(instance, "run", ref)).isEqualTo(ref + 8);
            assertThat(store.hostRefs.get(GcRefs.hostId(ref))).isSameAs(object);
        }
    }

    /// R136: builtins by number; what has none is a bug.
    @Test
    void builtinsAreNumbered() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(
                    store,
                    modules.module("(module (memory 1 3) (func (export \"grow\") (result i64) unreachable))", code -> {
                        code.prologue(16);
                        code.slot(0, 0);
                        code.slot(1, 2);
                        code.request(Builtin.MEMORY_GROW, 80);
                        code.loadSlot(RAX, 0);
                        code.epilogue();
                    }));
            assertThat(call(instance, "grow")).isEqualTo(1);
            assertThat(call(instance, "grow")).isEqualTo(-1);
            assertThatThrownBy(() -> Builtins.serve(1000, MachineInstance.of(instance), 0))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void instructionsAreExecutedOnRequest() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(
                    store,
                    modules.module(
                            """
                            (module (memory 1) (func (export "nearest") (param f64) (result i64) unreachable)
                              (func (export "add") (result i64) unreachable) (func (export "load") (result i64) unreachable))""",
                            code -> {
                                code.prologue(40);
                                code.slot(0, Ops.F64_NEAREST);
                                code.asm.emit(Inst.MOVSD_M64_X, Mem.at(RSP, 32), Xmm.XMM0);
                                code.request(Builtin.INSTRUCTION, 90);
                                code.loadSlot(RAX, 0);
                                code.epilogue();
                            },
                            code -> {
                                code.prologue(64);
                                code.slot(0, Ops.I32X4_ADD);
                                code.slot(4, 0x1_0000_0002L);
                                code.slot(5, 3);
                                code.slot(6, 0x1_0000_0002L);
                                code.slot(7, 4);
                                code.request(Builtin.INSTRUCTION, 91);
                                code.loadSlot(RAX, 0);
                                code.epilogue();
                            },
                            code -> {
                                code.prologue(40);
                                code.slot(0, Ops.I64_LOAD);
                                code.slot(1, 0);
                                code.slot(2, 65529);
                                code.slot(4, 0);
                                code.request(Builtin.INSTRUCTION, 92);
                                code.epilogue();
                            }));
            assertThat(call(instance, "nearest", Double.doubleToLongBits(2.5))).isEqualTo(Double.doubleToLongBits(2));
            assertThat(call(instance, "add")).isEqualTo(0x2_0000_0004L);
            assertThatThrownBy(() -> call(instance, "load")).isInstanceOfSatisfying(Trap.class, trap -> {
                assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
                assertThat(trap.backtrace().frames().getFirst().moduleOffset()).isEqualTo(92);
            });
        }
    }

    @Test
    void globalsAreSeenFromBothSides() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(store, modules.module("""
                            (module (global (export "g") (mut i64) (i64.const 5))
                              (func (export "inc") (result i64) unreachable))""", code -> {
                code.prologue(0);
                code.asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(R14, code.offsets.global(0)));
                code.asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RAX, 1));
                code.asm.emit(Inst.MOV_RM64_R64, Mem.at(R14, code.offsets.global(0)), RAX);
                code.epilogue();
            }));
            VmGlobal global = export(instance, "g", VmGlobal.class);
            assertThat(call(instance, "inc")).isEqualTo(6);
            assertThat(global.low()).isEqualTo(6);
            global.set(10, 0);
            assertThat(call(instance, "inc")).isEqualTo(11);
        }
    }

    /// R133: elements become references when they are first read.
    @Test
    void lazyElementsAreResolvedOnRequest() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(
                    store,
                    modules.module(
                            """
                            (module (table (export "t") 2 funcref) (elem (i32.const 0) 0)
                              (func (export "raw") (result i32) unreachable) (func (export "get") (result i32) unreachable))""",
                            code -> {
                                code.prologue(0);
                                code.asm.emit(Inst.MOV_R64_RM64, RCX, Mem.at(R14, code.offsets.table(0)));
                                code.asm.emit(Inst.MOV_R32_RM32, RAX, Mem.at(RCX, 0));
                                code.epilogue();
                            },
                            code -> {
                                code.prologue(16);
                                code.slot(0, 0);
                                code.slot(1, 0);
                                code.request(Builtin.TABLE_GET_LAZY_FUNC, 93);
                                code.loadSlot(RAX, 0);
                                code.epilogue();
                            }));
            assertThat((int) call(instance, "raw")).isNegative();
            long ref = call(instance, "get");
            assertThat(ref).isPositive();
            assertThat(call(instance, "raw")).isEqualTo(ref);
            VmTable table = export(instance, "t", VmTable.class);
            assertThat(table.get(0)).isEqualTo((int) ref);
            assertThat(table.grow(1000, (int) ref)).isEqualTo(2);
            assertThat(call(instance, "raw")).isEqualTo(ref);
            assertThat(table.get(1001)).isEqualTo((int) ref);
        }
    }

    /// Counts fuel down, 10 a round, for ever.
    @Test
    void fuelRunsOut() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(
                    store, modules.module("(module (func (export \"loop\")))", MachineCallTest::burnsFuel));
            store.setFuel(1005);
            assertThatThrownBy(() -> call(instance, "loop"))
                    .isInstanceOfSatisfying(
                            Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.OUT_OF_FUEL));
            assertThat(store.fuelLeft()).isZero();
        }
    }

    private static void burnsFuel(Handmade.Code code) {
        Label again = code.buffer.label();
        Label rich = code.buffer.label();
        code.prologue(16);
        code.buffer.bind(again);
        code.asm.emit(Inst.MOV_R64_RM64, RCX, Mem.at(R14, code.offsets.storeContext()));
        code.asm.emit(Inst.SUB_RM64_IMM8, Mem.at(RCX, StoreContext.FUEL), 10);
        code.asm.jcc(Cond.NS, rich);
        code.request(Builtin.OUT_OF_FUEL, 94);
        code.buffer.bind(rich);
        code.asm.jmp(again);
    }

    @Test
    void epochsInterrupt() {
        MachineModules modules = new MachineModules();
        try (VmStore store = modules.store()) {
            VmInstance instance = modules.instance(
                    store, modules.module("(module (func (export \"loop\")))", MachineCallTest::watchesEpoch));
            store.setEpochDeadline(2);
            int[] rounds = {0};
            store.epochCallback = () -> {
                if (++rounds[0] == 3) {
                    throw new IllegalStateException("enough");
                }
                modules.epoch.increment();
                return 0;
            };
            modules.epoch.increment();
            modules.epoch.increment();
            assertThatThrownBy(() -> call(instance, "loop")).hasMessage("enough");
            store.epochCallback = null;
            store.setEpochDeadline(Long.MAX_VALUE);
            CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS).execute(store::interrupt);
            assertThatThrownBy(() -> call(instance, "loop"))
                    .isInstanceOfSatisfying(
                            Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT));
        }
    }

    private static void watchesEpoch(Handmade.Code code) {
        Label again = code.buffer.label();
        code.prologue(16);
        code.buffer.bind(again);
        code.asm.emit(Inst.MOV_R64_RM64, RCX, Mem.at(R14, code.offsets.storeContext()));
        code.asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RCX, StoreContext.EPOCH_ADDRESS));
        code.asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RAX, 0));
        code.asm.emit(Inst.CMP_R64_RM64, RAX, Mem.at(RCX, StoreContext.EPOCH_DEADLINE));
        code.asm.jcc(Cond.B, again);
        code.request(Builtin.NEW_EPOCH, 95);
        code.asm.jmp(again);
    }

    /// A call that waits in a host function holds no carrier: with one carrier, many such calls wait at once.
    @Test
    void asynchronousCallsWaitWithoutCarriers() throws Exception {
        MachineModules modules = new MachineModules();
        int calls = 200;
        CompletableFuture<Void> gate = new CompletableFuture<>();
        List<VmStore> stores = new ArrayList<>();
        List<CompletableFuture<Long>> results = new ArrayList<>();
        CountDownLatch waiting = new CountDownLatch(calls);
        for (int number = 0; number < calls; number++) {
            VmStore store = modules.store();
            stores.add(store);
            HostFunc host = modules.host(store, List.of(ValType.I32), List.of(ValType.I32), (_, slots, base) -> {
                waiting.countDown();
                var _ = gate.get();
                slots[base] = slots[base] + 1;
            });
            VmInstance instance =
                    modules.instance(store, modules.module(CALLS_HOST, MachineCallTest::callsImport), host);
            long param = number;
            results.add(AsyncCall.start(store, Thread.ofVirtual().factory(), () -> call(instance, "run", param)));
        }
        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
        boolean _ = gate.complete(null);
        for (int number = 0; number < calls; number++) {
            assertThat(results.get(number).get(30, TimeUnit.SECONDS)).isEqualTo(number + 1);
        }
        stores.forEach(VmStore::close);
    }

    @Test
    void aClosedStoreRefusesCalls() {
        MachineModules modules = new MachineModules();
        VmStore store = modules.store();
        VmInstance instance = modules.instance(
                store,
                modules.module("(module (global (export \"g\") i32 (i32.const 1)) (func (export \"f\")))", code -> {
                    code.prologue(0);
                    code.epilogue();
                }));
        VmFunc func = export(instance, "f", VmFunc.class);
        VmGlobal global = export(instance, "g", VmGlobal.class);
        func.call(new long[0], 0);
        store.close();
        assertThatThrownBy(() -> func.call(new long[0], 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(global::low).isInstanceOf(IllegalStateException.class);
        store.interrupt(); // does nothing, and touches nothing that was freed
    }
}

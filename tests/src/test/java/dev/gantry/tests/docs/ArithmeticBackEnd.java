package dev.gantry.tests.docs;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.CompilerProvider;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.runtime.spi.Executor;
import dev.gantry.runtime.spi.ExecutorProvider;
import dev.gantry.runtime.vm.Activation;
import dev.gantry.runtime.vm.FrameSink;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.WasmFunc;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A complete strategy for functions that add, subtract and multiply 64-bit integers.
///
/// Its code is a list of 16 bytes for each instruction: the number of the instruction and its operand.
///
/// Threading: thread-safe, no state.
// @start region=provider
public final class ArithmeticBackEnd implements CompilerProvider, ExecutorProvider {
    @Override
    public String name() {
        return "arithmetic";
    }

    @Override
    public Compiler compiler(Tunables tunables) {
        return new ArithmeticCompiler();
    }

    @Override
    public Executor executor(Tunables tunables) {
        return artifact -> (instance, definedIndex) -> new ArithmeticFunc(instance, artifact, definedIndex);
    }
    // @end

    // @start region=compiler
    private static final class ArithmeticCompiler implements Compiler {
        @Override
        public void check(ModuleTranslation module) {
            Tunables tunables = module.tunables();
            if (tunables.consumeFuel() || tunables.epochInterruption()) {
                throw new UnsupportedException("interruption");
            }
            for (int index = 0; index < module.def().funcs().size(); index++) {
                FuncType type = module.funcType(module.def().importedFuncs() + index);
                FuncBody body = FuncBody.read(module.def(), index);
                if (body.locals() != 0
                        || type.results().size() != 1
                        || !type.results().stream().allMatch(NumType.I64::equals)
                        || !type.params().stream().allMatch(NumType.I64::equals)) {
                    throw new UnsupportedException("locals, or types other than i64");
                }
                InstrReader in = body.reader(module.def());
                while (in.next()) {
                    switch (in.op()) {
                        case Ops.LOCAL_GET, Ops.I64_CONST, Ops.I64_ADD, Ops.I64_SUB, Ops.I64_MUL, Ops.END -> {}
                        default -> throw new UnsupportedException(in.opcode().text());
                    }
                }
            }
        }

        @Override
        public List<FuncKey> keys(ModuleTranslation module) {
            return IntStream.range(0, module.def().funcs().size())
                    .<FuncKey>mapToObj(FuncKey.WasmFunction::new)
                    .toList();
        }

        @Override
        public CompiledFunction compile(ModuleTranslation module, FuncKey key) {
            if (!(key instanceof FuncKey.WasmFunction(int definedIndex))) {
                throw Bug.unreachable("a request for " + key.symbol());
            }
            FuncBody body = FuncBody.read(module.def(), definedIndex);
            int bytes = body.instrs().end() - body.instrs().start();
            ByteBuffer code = ByteBuffer.allocate(16 * bytes).order(ByteOrder.LITTLE_ENDIAN);
            InstrReader in = body.reader(module.def());
            while (in.next()) {
                code.putLong(in.op()).putLong(in.op() == Ops.LOCAL_GET ? in.index() : in.i64());
            }
            byte[] used = new byte[code.position()];
            code.get(0, used);
            return new CompiledFunction(
                    key,
                    used,
                    Long.BYTES, // alignment
                    List.of(), // relocations: nothing names other functions
                    OffsetTable.EMPTY, // traps: nothing traps
                    OffsetTable.EMPTY, // addresses: frames are described without places
                    List.of(), // stack maps: there are no references
                    List.of(), // handlers
                    Set.of()); // builtins
        }
    }
    // @end

    // @start region=func
    private static final class ArithmeticFunc extends WasmFunc {
        private final ByteBuffer code;

        ArithmeticFunc(VmInstance instance, Artifact artifact, int definedIndex) {
            super(instance, artifact.module().def().importedFuncs() + definedIndex);
            this.code = artifact.code(
                    Objects.requireNonNull(artifact.functions().find(new FuncKey.WasmFunction(definedIndex))));
        }

        @Override
        protected Activation activate(@Nullable Activation outer) {
            return new Frame(this, outer);
        }

        @Override
        protected void run(Activation activation, long[] slots, int base) {
            long[] stack = new long[code.limit() / 16];
            int top = 0;
            for (int at = 0; at < code.limit(); at += 16) {
                long operand = code.getLong(at + 8);
                switch ((int) code.getLong(at)) {
                    case Ops.LOCAL_GET -> stack[top++] = slots[base + (int) operand];
                    case Ops.I64_CONST -> stack[top++] = operand;
                    case Ops.I64_ADD -> stack[--top - 1] += stack[top];
                    case Ops.I64_SUB -> stack[--top - 1] -= stack[top];
                    case Ops.I64_MUL -> stack[--top - 1] *= stack[top];
                    default -> slots[base] = stack[0]; // the final `end`
                }
            }
        }
    }
    // @end

    // @start region=frame
    private static final class Frame extends Activation {
        private final WasmFunc func;

        Frame(WasmFunc func, @Nullable Activation outer) {
            super(outer);
            this.func = func;
        }

        @Override
        public VmInstance instance() {
            return func.instance;
        }

        @Override
        public boolean walk(FrameSink sink) {
            return sink.frame(func.instance, func.index, -1);
        }

        @Override
        public void visitRefs(IntUnaryOperator visitor) {
            // there are no references
        }
    }
    // @end
}

package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FuncType;
import org.jspecify.annotations.Nullable;

/// The state of the compilation of one function, and what the emitters of all families use.
///
/// Threading: confined to one compilation.
final class Emission {
    /// How many references all stack maps of a function may hold together: a hostile one has calls by the million, each
    /// below a tall stack.
    private static final long MAX_REFERENCES = 1L << 24;

    /// How many operands may be looked at for stack maps, for the same reason.
    private static final long MAX_OPERANDS = 1L << 27;

    /// The largest code of a function: moves of a thousand operands take two bytes of wasm.
    private static final int MAX_CODE_BYTES = 1 << 26;

    private static final int[] NO_SLOTS = {};

    final ModuleTranslation module;
    final ModuleDef def;
    final VmOffsets offsets;
    final Tunables tunables;
    final InstrReader in;
    final Frame frame;
    final Signature signature;
    final CodeBuffer code = new CodeBuffer();
    final X64Assembler asm = new X64Assembler(code);
    final Moves moves = new Moves(asm);
    final Operands operands;
    final Joins joins;
    final LoopScan loopScan;
    final Blocks blocks = new Blocks(code);
    final Records records = new Records();
    final Stubs stubs = new Stubs(this);
    final Requests requests = new Requests(this);
    final HeapAccess heap = new HeapAccess(this);

    final EscapedFuncs escaped;

    /// What is known of the module's objects, or null if there is no collector.
    final @Nullable GcModel gc;

    /// Whether the current instruction cannot be reached.
    boolean isDead;

    /// Where the current instruction, or that of the current stub, is in the binary.
    int wasmOffset;

    private final @Nullable Signature[] signatures;
    private final int[] objectLocals;
    private final IntVec fuelPatches = new IntVec();
    private int fuelField = -1;
    private int fuel;
    private long references;
    private long lookedAt;
    private long handlers;

    Emission(
            ModuleTranslation module,
            VmOffsets offsets,
            Tunables tunables,
            int typeIndex,
            byte[] locals,
            FuncBody body,
            EscapedFuncs escaped,
            @Nullable GcModel gc) {
        this.escaped = escaped;
        this.gc = gc;
        this.module = module;
        this.def = module.def();
        this.offsets = offsets;
        this.tunables = tunables;
        this.in = body.reader(def);
        this.signatures = new Signature[def.types().size()];
        this.signature = signature(typeIndex);
        this.frame = new Frame(locals, signature);
        Caches caches = new Caches(locals.length + 1);
        this.operands = new Operands(asm, moves, frame, caches, new MemoryBase(asm, def, offsets));
        this.joins = new Joins(this, caches);
        this.loopScan = new LoopScan(def.bytes(), body.instrs(), locals.length);
        IntVec objects = new IntVec();
        for (int local = 0; local < locals.length; local++) {
            if (locals[local] == Kind.OBJECT) {
                objects.add(frame.localOffsets[local]);
            }
        }
        this.objectLocals = objects.toArray();
    }

    /// The signature of a function type of the module.
    Signature signature(int typeIndex) {
        Signature known = signatures[typeIndex];
        if (known == null) {
            CompositeType type = def.types().get(typeIndex).composite();
            if (!(type instanceof FuncType func)) {
                throw new IllegalArgumentException("type " + typeIndex + " is no function type");
            }
            known = Signature.of(func, def);
            signatures[typeIndex] = known;
        }
        return known;
    }

    /// The code from here on belongs to the current instruction.
    void mark() {
        records.mark(code.position(), wasmOffset);
    }

    // contexts

    /// A place in the function's own context.
    static Mem context(int offset) {
        return Mem.at(Gpr.R14, offset);
    }

    /// Loads the address of the store's context into the scratch register.
    ///
    /// @return the scratch register
    Gpr loadStore() {
        asm.emit(MOV_R64_RM64, Registers.SCRATCH, context(offsets.storeContext()));
        return Registers.SCRATCH;
    }

    /// Loads the canonical id of a type of the module.
    void loadTypeId(Gpr to, int type) {
        asm.emit(MOV_R64_RM64, to, context(offsets.typeIds()));
        asm.emit(MOV_R32_RM32, to, Mem.at(to, Integer.BYTES * type));
    }

    // fuel and epochs

    /// Starts a basic block: where fuel is counted, what the block costs is taken here.
    void startBasicBlock() {
        operands.forgetFlags();
        if (!tunables.consumeFuel()) {
            return;
        }
        finishBasicBlock();
        mark();
        asm.emit(SUB_RM64_IMM32, Mem.at(loadStore(), StoreContext.FUEL), Frame.UNKNOWN);
        fuelField = code.position() - Integer.BYTES;
        fuel = 0;
        int[] objects = objects(operands.size());
        Survivors survivors = operands.survivors();
        Label back = code.label();
        asm.jcc(Cond.S, stubs.add(() -> {
            survivors.save();
            requests.call(Builtin.OUT_OF_FUEL, 0, objects);
            survivors.restore();
            asm.jmp(back);
        }));
        code.bind(back);
    }

    /// Adds to the cost of the current basic block.
    void charge(int units) {
        fuel += units;
    }

    private void finishBasicBlock() {
        if (fuelField >= 0) {
            fuelPatches.add(fuelField);
            fuelPatches.add(fuel);
        }
    }

    /// Emits the check for interruption.
    void checkEpoch() {
        if (!tunables.epochInterruption()) {
            return;
        }
        mark();
        Gpr store = loadStore();
        Gpr epoch = Registers.SCRATCH2;
        asm.emit(MOV_R64_RM64, epoch, Mem.at(store, StoreContext.EPOCH_ADDRESS));
        asm.emit(MOV_R64_RM64, epoch, Mem.at(epoch, 0));
        asm.emit(CMP_R64_RM64, epoch, Mem.at(store, StoreContext.EPOCH_DEADLINE));
        int[] objects = objects(operands.size());
        Survivors survivors = operands.survivors();
        Label back = code.label();
        asm.jcc(Cond.AE, stubs.add(() -> {
            survivors.save();
            requests.call(Builtin.NEW_EPOCH, 0, objects);
            survivors.restore();
            asm.jmp(back);
        }));
        code.bind(back);
    }

    // calls

    /// Where references to objects are, of locals and of the lowest operands, if a call is made now.
    int[] objects(int liveOperands) {
        if (objectLocals.length == 0 && !operands.hasObjects()) {
            return NO_SLOTS;
        }
        lookedAt += objectLocals.length + (operands.hasObjects() ? liveOperands : 0);
        if (lookedAt > MAX_OPERANDS) {
            throw tooManyReferences();
        }
        IntVec offsets = new IntVec();
        for (int offset : objectLocals) {
            offsets.add(offset);
        }
        operands.addObjects(liveOperands, offsets);
        return offsets.size() == 0 ? NO_SLOTS : offsets.toArray();
    }

    /// Records what holds at the return address of a call: here.
    ///
    /// @param objects where references to objects are
    void recordReturn(int[] objects) {
        mark();
        if (objects.length > 0) {
            references += objects.length;
            if (references > MAX_REFERENCES) {
                throw tooManyReferences();
            }
            records.stackMap(code.position(), objects);
        }
    }

    private static UnsupportedException tooManyReferences() {
        return new UnsupportedException("so many references on the stack at so many calls of one function");
    }

    /// Refuses functions whose code is too large. Called after each instruction, and where one makes much code.
    ///
    /// @throws UnsupportedException if it is
    void checkCodeSize() {
        if (code.position() > MAX_CODE_BYTES) {
            throw new UnsupportedException("functions of more than " + MAX_CODE_BYTES + " bytes of machine code");
        }
    }

    /// Records the handlers that cover a call that returns here.
    void recordHandlers() {
        for (int number = blocks.tries() - 1; number >= 0; number--) {
            int block = blocks.tryBlock(number);
            int[] clauses = blocks.clauses(block);
            handlers += clauses.length + 1;
            Records.checkHandlers(handlers);
            if (blocks.kind(block) == Blocks.TRY) {
                records.handler(code.position(), Records.LEGACY, blocks.tryNumber(block), block);
                continue;
            }
            for (int at = 0; at < clauses.length; at += Blocks.CLAUSE_INTS) {
                records.handler(code.position(), clauses[at], clauses[at + 1], block);
            }
        }
    }

    /// Writes what was not known when its place was emitted.
    void patch(byte[] bytes) {
        finishBasicBlock();
        frame.patch(bytes);
        for (int at = 0; at < fuelPatches.size(); at += 2) {
            Bytes.putInt(bytes, fuelPatches.get(at), fuelPatches.get(at + 1));
        }
    }
}

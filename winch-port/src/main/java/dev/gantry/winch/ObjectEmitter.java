package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;

/// Emits what makes, reads and writes structs and arrays, with the collector's code in it.
///
/// Threading: confined to one compilation.
final class ObjectEmitter {
    private static final int TAG = GcRefs.ALIGNMENT - 1;

    /// From how many elements on an array is made by a request: each of them is an operand with code of its own.
    private static final int MOST_ELEMENTS = 32;

    /// The largest array whose size need not be looked at before it is computed.
    private static final int SHIFT_16 = 4;

    private final Emission state;
    private final Operands operands;
    private final X64Assembler asm;
    private final GcModel model;

    ObjectEmitter(Emission state, GcModel model) {
        this.state = state;
        this.operands = state.operands;
        this.asm = state.asm;
        this.model = model;
    }

    // structs

    /// Emits `struct.get`, signed or not.
    void structGet(int type, int field, boolean isSigned) {
        int object = operands.popRead();
        Gpr at = Registers.gpr(object);
        checkNull(at, Failure.NULL_STRUCTURE_REFERENCE);
        StorageType storage = model.struct(type).fields().get(field).storage();
        int offset = model.offsets(type)[field];
        int to = operands.allocate(kind(storage));
        load(to, state.heap.at(at, offset, GcLayouts.sizeBytes(storage)), storage, isSigned);
        operands.release(object);
        pushLoaded(to, storage);
    }

    /// Emits `struct.set`.
    void structSet(int type, int field) {
        StorageType storage = model.struct(type).fields().get(field).storage();
        int offset = model.offsets(type)[field];
        int value = operands.popRead();
        int object = operands.popRead();
        Gpr at = Registers.gpr(object);
        checkNull(at, Failure.NULL_STRUCTURE_REFERENCE);
        if (kind(storage) == Kind.OBJECT) {
            writeBarrier(object, offset, value);
        }
        store(value, state.heap.at(at, offset, GcLayouts.sizeBytes(storage)), storage);
        operands.release(object);
        operands.release(value);
    }

    /// Emits `struct.new`: the fields stay operands, where a collector finds them, until there is an object.
    void structNew(int type) {
        StructType struct = model.struct(type);
        int[] offsets = model.offsets(type);
        int count = struct.fields().size();
        int object = allocate(type, offsets[count]);
        int base = operands.general();
        state.heap.loadBase(Registers.gpr(base));
        for (int field = count - 1; field >= 0; field--) {
            initialize(base, object, offsets[field], struct.fields().get(field).storage());
            state.checkCodeSize();
        }
        operands.release(base);
        operands.pushRegister(Kind.OBJECT, object);
    }

    /// Emits `struct.new_default`.
    void structNewDefault(int type) {
        int[] offsets = model.offsets(type);
        operands.pushRegister(Kind.OBJECT, allocate(type, offsets[offsets.length - 1]));
    }

    // arrays

    /// Emits `array.len`.
    void arrayLen() {
        int object = operands.popRead();
        Gpr at = Registers.gpr(object);
        checkNull(at, Failure.NULL_ARRAY_REFERENCE);
        int to = operands.general();
        asm.emit(MOV_R32_RM32, Registers.gpr(to), state.heap.at(at, model.length(), Integer.BYTES));
        operands.release(object);
        operands.pushRegister(Kind.I32, to);
    }

    /// Emits `array.get`, signed or not.
    void arrayGet(int type, boolean isSigned) {
        StorageType storage = model.array(type).element().storage();
        int index = operands.popRead();
        int object = operands.popRead();
        int at = element(object, index, storage);
        operands.release(object);
        operands.release(index);
        int to = operands.allocate(kind(storage));
        Mem from = state.heap.at(Registers.gpr(at), model.elements(type), GcLayouts.sizeBytes(storage));
        load(to, from, storage, isSigned);
        operands.release(at);
        pushLoaded(to, storage);
    }

    /// Emits `array.set`.
    void arraySet(int type) {
        StorageType storage = model.array(type).element().storage();
        int value = operands.popRead();
        int index = operands.popRead();
        int object = operands.popRead();
        int at = element(object, index, storage);
        operands.release(object);
        operands.release(index);
        int elements = model.elements(type);
        if (kind(storage) == Kind.OBJECT) {
            writeBarrier(at, elements, value);
        }
        store(value, state.heap.at(Registers.gpr(at), elements, GcLayouts.sizeBytes(storage)), storage);
        operands.release(at);
        operands.release(value);
    }

    /// Emits the check of an index.
    ///
    /// @return a register, held, with where the element would be if the elements began with the object
    private int element(int object, int index, StorageType storage) {
        Gpr base = Registers.gpr(object);
        Gpr number = Registers.gpr(index);
        checkNull(base, Failure.NULL_ARRAY_REFERENCE);
        int at = operands.general();
        asm.emit(CMP_R32_RM32, number, state.heap.at(base, model.length(), Integer.BYTES));
        asm.jcc(Cond.AE, state.stubs.trap(Failure.OUT_OF_BOUNDS_ARRAY_ACCESS));
        int size = GcLayouts.sizeBytes(storage);
        // Of 32 bits: whatever the length was, this is an offset.
        if (size > Long.BYTES) {
            asm.emit(MOV_R32_RM32, Registers.gpr(at), number);
            asm.emit(SHL_RM32_IMM8, Registers.gpr(at), SHIFT_16);
            asm.emit(ADD_R32_RM32, Registers.gpr(at), base);
        } else {
            asm.emit(LEA_R32_M, Registers.gpr(at), Mem.at(base, number, size, 0));
        }
        return at;
    }

    /// Emits `array.new_fixed`.
    ///
    /// @return false if there are too many elements
    boolean arrayNewFixed(int type, int count) {
        if (count > MOST_ELEMENTS) {
            return false;
        }
        StorageType storage = model.array(type).element().storage();
        int size = GcLayouts.sizeBytes(storage);
        int elements = model.elements(type);
        int object = allocate(type, elements + count * size);
        int base = operands.general();
        state.heap.loadBase(Registers.gpr(base));
        asm.emit(MOV_RM32_IMM32, Mem.at(Registers.gpr(base), Registers.gpr(object), 1, model.length()), count);
        for (int element = count - 1; element >= 0; element--) {
            initialize(base, object, elements + element * size, storage);
        }
        operands.release(base);
        operands.pushRegister(Kind.OBJECT, object);
        return true;
    }

    /// Emits `array.new_default`: the length stays an operand until there is an array.
    void arrayNewDefault(int type) {
        int object = allocateArray(type);
        operands.drop(1); // the length has been written
        operands.pushRegister(Kind.OBJECT, object);
    }

    /// Emits `array.new`.
    ///
    /// @return false if the elements are references that a barrier has to count
    boolean arrayNew(int type) {
        StorageType storage = model.array(type).element().storage();
        boolean isZero = operands.isConst(operands.size() - 2) && operands.constant(operands.size() - 2) == 0;
        if (!isZero && isCounted(type)) {
            return false;
        }
        int object = allocateArray(type);
        int length = operands.popRegister();
        if (isZero) {
            operands.drop(1);
        } else {
            int value = operands.popRead();
            int cursor = operands.general();
            Gpr at = Registers.gpr(cursor);
            state.heap.loadBase(at);
            asm.emit(LEA_R64_M, at, Mem.at(at, Registers.gpr(object), 1, model.elements(type)));
            new ArrayRanges(state, model, this).fill(storage, at, Registers.gpr(length), value);
            operands.release(cursor);
            operands.release(value);
        }
        operands.release(length);
        operands.pushRegister(Kind.OBJECT, object);
        return true;
    }

    /// Emits `array.fill`.
    ///
    /// @return false if the elements are references that a barrier has to count
    boolean arrayFill(int type) {
        if (isCounted(type)) {
            return false;
        }
        new ArrayRanges(state, model, this).fill(type);
        return true;
    }

    /// Emits `array.copy`.
    ///
    /// @return false if the elements are references that a barrier has to count
    boolean arrayCopy(int type) {
        if (isCounted(type)) {
            return false;
        }
        new ArrayRanges(state, model, this).copy(type);
        return true;
    }

    private boolean isCounted(int type) {
        return kind(model.array(type).element().storage()) == Kind.OBJECT && hasWriteBarrier();
    }

    // allocation

    /// Emits the allocation of an object of fixed size.
    ///
    /// @return its register, held
    private int allocate(int type, int sizeBytes) {
        GcCode code = new GcCode(state);
        int word = word(type);
        int size = code.constant((sizeBytes + TAG) & ~TAG);
        int object = code.emit(model.compiler.emitAllocate(code, code.given(word), size));
        operands.release(word);
        return object;
    }

    /// Emits the allocation of an array of as many elements as the topmost operand says, which stays, and writes the
    /// length.
    private int allocateArray(int type) {
        int size = operands.general();
        Gpr bytes = Registers.gpr(size);
        operands.load(operands.size() - 1, size);
        int shift = Integer.numberOfTrailingZeros(
                GcLayouts.sizeBytes(model.array(type).element().storage()));
        if (shift > 0) {
            asm.emit(SHL_RM64_IMM8, bytes, shift);
        }
        asm.emit(ADD_RM64_IMM32, bytes, model.elements(type) + TAG);
        asm.emit(AND_RM64_IMM32, bytes, ~TAG);
        GcCode code = new GcCode(state);
        int word = word(type);
        int object = code.emit(model.compiler.emitAllocate(code, code.given(word), code.given(size)));
        operands.release(word);
        operands.release(size);
        int length = operands.general();
        operands.load(operands.size() - 1, length);
        state.heap.loadBase(Registers.SCRATCH);
        Mem at = Mem.at(Registers.SCRATCH, Registers.gpr(object), 1, model.length());
        asm.emit(MOV_RM32_R32, at, Registers.gpr(length));
        operands.release(length);
        return object;
    }

    /// Emits the first word of the header.
    ///
    /// @return its register, held
    private int word(int type) {
        int register = operands.general();
        state.loadTypeId(Registers.gpr(register), type);
        asm.emit(OR_RM32_IMM32, Registers.gpr(register), model.kindWord(type));
        return register;
    }

    /// Takes the topmost operand off the stack and writes it to a field of a new object, which is zero.
    private void initialize(int base, int object, int offset, StorageType storage) {
        if (operands.isTopConst() && operands.constant(operands.size() - 1) == 0) {
            operands.drop(1);
            return;
        }
        int value = operands.popRead();
        if (kind(storage) == Kind.OBJECT) {
            GcCode code = new GcCode(state);
            code.keep(base);
            code.keep(object);
            model.compiler.emitWriteBarrier(code, code.constant(0), code.given(value));
            code.emit();
        }
        store(value, Mem.at(Registers.gpr(base), Registers.gpr(object), 1, offset), storage);
        operands.release(value);
    }

    // fields

    void checkNull(Gpr object, Failure failure) {
        asm.emit(TEST_RM32_R32, object, object);
        asm.jcc(Cond.E, state.stubs.trap(failure));
    }

    byte kind(StorageType storage) {
        return Kind.of(storage.unpacked(), state.def);
    }

    private void load(int to, Mem from, StorageType storage, boolean isSigned) {
        switch (kind(storage)) {
            case Kind.F32 -> asm.emit(MOVSS_X_M32, Registers.xmm(to), from);
            case Kind.F64 -> asm.emit(MOVSD_X_M64, Registers.xmm(to), from);
            case Kind.V128 -> asm.emit(MOVUPS_X_M128, Registers.xmm(to), from);
            case Kind.I64 -> asm.emit(MOV_R64_RM64, Registers.gpr(to), from);
            default -> {
                Inst inst = storage == PackedType.I8
                        ? isSigned ? MOVSX_R32_RM8 : MOVZX_R32_RM8
                        : storage == PackedType.I16 ? isSigned ? MOVSX_R32_RM16 : MOVZX_R32_RM16 : MOV_R32_RM32;
                asm.emit(inst, Registers.gpr(to), from);
            }
        }
    }

    void store(int value, Mem to, StorageType storage) {
        switch (kind(storage)) {
            case Kind.F32 -> asm.emit(MOVSS_M32_X, to, Registers.xmm(value));
            case Kind.F64 -> asm.emit(MOVSD_M64_X, to, Registers.xmm(value));
            case Kind.V128 -> asm.emit(MOVUPS_M128_X, to, Registers.xmm(value));
            case Kind.I64 -> asm.emit(MOV_RM64_R64, to, Registers.gpr(value));
            default -> {
                Inst inst =
                        storage == PackedType.I8 ? MOV_RM8_R8 : storage == PackedType.I16 ? MOV_RM16_R16 : MOV_RM32_R32;
                asm.emit(inst, to, Registers.gpr(value));
            }
        }
    }

    /// Pushes what was loaded from an object: references are not trusted, and pass the collector's barrier.
    private void pushLoaded(int register, StorageType storage) {
        byte kind = kind(storage);
        Gpr gpr = Registers.gpr(Kind.isFloat(kind) ? 0 : register);
        if (kind == Kind.FUNC && storage instanceof RefType ref) {
            new CastEmitter(state, model).checkFunc(register, ref.heap());
        } else if (kind == Kind.OBJECT) {
            checkForeign(gpr);
            GcCode code = new GcCode(state);
            model.compiler.emitReadBarrier(code, code.given(register));
            code.emit();
        }
        operands.pushRegister(kind, register);
    }

    /// Host objects and exceptions are looked up by what the reference says, so there must be one.
    private void checkForeign(Gpr ref) {
        Survivors survivors = operands.survivors();
        int[] objects = state.objects(operands.size());
        int home = operands.endSlot();
        state.frame.needHomes(home + 1);
        Mem kept = Mem.at(Gpr.RBP, Frame.home(Kind.I64, home));
        Label known = state.code.label();
        asm.emit(TEST_RM32_IMM32, ref, TAG);
        asm.jcc(Cond.NE, state.stubs.add(() -> {
            asm.emit(TEST_RM32_IMM32, ref, 1);
            asm.jcc(Cond.NE, known);
            survivors.save();
            asm.emit(MOV_RM64_R64, kept, ref);
            state.requests.argument(0, ref);
            state.requests.call(Builtin.GC_CHECK_FOREIGN, 1, objects);
            survivors.restore();
            asm.emit(MOV_R64_RM64, ref, kept);
            asm.jmp(known);
        }));
        state.code.bind(known);
    }

    /// Emits what comes before a reference is written over another.
    private void writeBarrier(int object, int offset, int value) {
        if (!hasWriteBarrier()) {
            return;
        }
        int old = operands.general();
        asm.emit(MOV_R32_RM32, Registers.gpr(old), state.heap.at(Registers.gpr(object), offset, Integer.BYTES));
        GcCode code = new GcCode(state);
        code.keep(object);
        model.compiler.emitWriteBarrier(code, code.given(old), code.given(value));
        code.emit();
        operands.release(old);
    }

    private boolean hasWriteBarrier() {
        GcCode code = new GcCode(state);
        model.compiler.emitWriteBarrier(code, code.constant(1), code.given(0));
        return !code.isEmpty();
    }
}

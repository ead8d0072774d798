package dev.gantry.interpreter;

import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.vm.FieldKind;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;

/// Translates what makes, reads and writes structs and arrays. Offsets and sizes are those of the collector's layouts;
/// a field's [FieldKind] says how to move it, and whether the collector wants to know.
///
/// Threading: confined to one translation.
final class GcTranslator {
    private final Translation state;
    private final ModuleDef def;
    private final GcLayouts layouts;
    private final boolean hasBarriers;

    private GcTranslator(Translation state) {
        this.state = state;
        this.def = state.def;
        this.layouts = state.gc.layouts();
        this.hasBarriers = state.gc.hasBarriers();
    }

    /// Translates an instruction on structs or arrays.
    ///
    /// @param op a constant of [Ops]
    static void translate(Translation state, int op) {
        new GcTranslator(state).translate(op);
    }

    private void translate(int op) {
        InstrReader in = state.in;
        int number = Code.WASM + op;
        switch (op) {
            case Ops.STRUCT_NEW -> newStruct(number);
            case Ops.STRUCT_NEW_DEFAULT -> state.emitShaped(number, 0, Widths.ONE, in.index(), sizeBytes(struct()));
            case Ops.STRUCT_GET, Ops.STRUCT_GET_S, Ops.STRUCT_GET_U ->
                state.emitShaped(number, 1, width(field()), layouts.fieldOffsets(struct())[in.index2()], kind(field()));
            case Ops.STRUCT_SET ->
                state.emitShaped(number, 2, Widths.NONE, layouts.fieldOffsets(struct())[in.index2()], kind(field()));
            case Ops.ARRAY_NEW -> state.emitShaped(number, 2, Widths.ONE, in.index(), elements(), kind(element()));
            case Ops.ARRAY_NEW_DEFAULT -> state.emitShaped(number, 1, Widths.ONE, in.index());
            case Ops.ARRAY_NEW_FIXED -> newFixedArray(number);
            case Ops.ARRAY_NEW_DATA, Ops.ARRAY_NEW_ELEM ->
                state.emitShaped(number, 2, Widths.ONE, in.index(), in.index2(), elements(), kind(element()));
            case Ops.ARRAY_GET, Ops.ARRAY_GET_S, Ops.ARRAY_GET_U ->
                state.emitShaped(number, 2, width(element()), elements(), kind(element()));
            case Ops.ARRAY_SET -> state.emitShaped(number, 3, Widths.NONE, elements(), kind(element()));
            case Ops.ARRAY_LEN -> state.emitShaped(number, 1, Widths.ONE, layouts.lengthOffset());
            case Ops.ARRAY_FILL -> state.emitShaped(number, 4, Widths.NONE, elements(), kind(element()));
            case Ops.ARRAY_COPY -> state.emitShaped(number, 5, Widths.NONE, elements(), kind(element()));
            case Ops.ARRAY_INIT_DATA, Ops.ARRAY_INIT_ELEM ->
                state.emitShaped(number, 4, Widths.NONE, in.index2(), elements(), kind(element()));
            default -> throw Bug.unreachable("gc instruction " + in.opcode());
        }
    }

    /// The fields are read where they are, at home or in locals: each has its slot in the code.
    private void newStruct(int number) {
        StructType type = struct();
        int[] offsets = layouts.fieldOffsets(type);
        int fields = type.fields().size();
        int[] immediates = new int[4 + 3 * fields];
        int first = state.operands.size() - fields;
        int at = 1;
        immediates[at++] = state.in.index();
        immediates[at++] = sizeBytes(type);
        immediates[at++] = fields;
        for (int field = 0; field < fields; field++) {
            immediates[at++] = state.operands.use(first + field);
            immediates[at++] = offsets[field];
            immediates[at++] = kind(type.fields().get(field).storage());
        }
        state.operands.drop(fields);
        immediates[0] = state.operands.pushHome(1);
        state.asm.emitResult(number, immediates);
    }

    private void newFixedArray(int number) {
        int count = state.in.index2();
        state.operands.moveTopHome(count);
        state.operands.drop(count);
        int home = state.operands.pushHome(1);
        state.asm.emitResult(number, home, home, state.in.index(), count, elements(), kind(element()));
    }

    private int sizeBytes(StructType type) {
        int end = layouts.fieldOffsets(type)[type.fields().size()];
        return end + (GcRefs.ALIGNMENT - 1) & -GcRefs.ALIGNMENT;
    }

    private CompositeType composite() {
        return def.types().get(state.in.index()).composite();
    }

    private StructType struct() {
        return (StructType) composite();
    }

    private StorageType field() {
        return struct().fields().get(state.in.index2()).storage();
    }

    private StorageType element() {
        return ((ArrayType) composite()).element().storage();
    }

    private int elements() {
        return layouts.elementsOffset((ArrayType) composite());
    }

    private static byte[] width(StorageType type) {
        return type.unpacked().slots() == 2 ? Widths.TWO : Widths.ONE;
    }

    private int kind(StorageType type) {
        return FieldKind.of(type, hasBarriers, this::top);
    }

    private AbsHeapType top(HeapType heap) {
        return switch (heap) {
            case AbsHeapType type ->
                switch (type) {
                    case FUNC, NOFUNC -> AbsHeapType.FUNC;
                    case EXTERN, NOEXTERN, EXN, NOEXN, ANY, EQ, I31, STRUCT, ARRAY, NONE -> AbsHeapType.ANY;
                };
            case HeapType.Index(int typeIndex) ->
                def.types().get(typeIndex).composite() instanceof FuncType ? AbsHeapType.FUNC : AbsHeapType.ANY;
            case HeapType.Rec _, HeapType.Id _ -> throw Bug.unreachable("heap type " + heap + " in a body");
        };
    }
}

package dev.gantry.wasm;

/// What stands behind an opcode in the binary, and where [dev.gantry.wasm.binary.InstrReader] leaves it.
///
/// Alignment suffixes (`MEMARG_4`) give the width of the access in bytes, which is also the largest alignment allowed.
///
/// @wasm binary-instr
public enum Immediates {
    /// Nothing.
    NONE,
    /// A block type.
    BLOCK_TYPE,
    /// A block type and a list of catch clauses.
    BLOCK_CATCHES,
    /// A label: relative depth.
    LABEL,
    /// A list of labels and a default label.
    LABELS,
    /// A function index.
    FUNC,
    /// A type index.
    TYPE,
    /// A type index, then a table index.
    TYPE_TABLE,
    /// A type index, then a field index.
    TYPE_FIELD,
    /// A type index, then a number of elements.
    TYPE_COUNT,
    /// A type index, then a data segment index.
    TYPE_DATA,
    /// A type index, then an element segment index.
    TYPE_ELEM,
    /// Two type indices: destination, source.
    TYPE_TYPE,
    /// A tag index.
    TAG,
    /// A local index.
    LOCAL,
    /// A global index.
    GLOBAL,
    /// A table index.
    TABLE,
    /// Two table indices: destination, source.
    TABLE_TABLE,
    /// An element segment index, then a table index.
    ELEM_TABLE,
    /// An element segment index.
    ELEM,
    /// A memory index.
    MEMORY,
    /// Two memory indices: destination, source.
    MEMORY_MEMORY,
    /// A data segment index, then a memory index.
    DATA_MEMORY,
    /// A data segment index.
    DATA,
    /// A memory argument of a 1-byte access.
    MEMARG_1,
    /// A memory argument of a 2-byte access.
    MEMARG_2,
    /// A memory argument of a 4-byte access.
    MEMARG_4,
    /// A memory argument of an 8-byte access.
    MEMARG_8,
    /// A memory argument of a 16-byte access.
    MEMARG_16,
    /// A memory argument of a 1-byte access, then a lane.
    MEMARG_LANE_1,
    /// A memory argument of a 2-byte access, then a lane.
    MEMARG_LANE_2,
    /// A memory argument of a 4-byte access, then a lane.
    MEMARG_LANE_4,
    /// A memory argument of an 8-byte access, then a lane.
    MEMARG_LANE_8,
    /// A lane below 16.
    LANE_16,
    /// A lane below 8.
    LANE_8,
    /// A lane below 4.
    LANE_4,
    /// A lane below 2.
    LANE_2,
    /// Sixteen lanes below 32.
    LANES_16,
    /// A 32-bit constant.
    I32,
    /// A 64-bit constant.
    I64,
    /// The bits of a 32-bit float.
    F32,
    /// The bits of a 64-bit float.
    F64,
    /// Sixteen bytes.
    V128,
    /// A heap type.
    HEAP_TYPE,
    /// A list of value types.
    VAL_TYPES,
    /// Two nullability bits, a label, two heap types: source, target.
    CAST_LABEL,
    /// One zero byte.
    FENCE;

    /// The width of the memory access in bytes.
    ///
    /// @return 1, 2, 4, 8 or 16; 0 if there is no memory argument
    public int accessBytes() {
        return switch (this) {
            case MEMARG_1, MEMARG_LANE_1 -> 1;
            case MEMARG_2, MEMARG_LANE_2 -> 2;
            case MEMARG_4, MEMARG_LANE_4 -> 4;
            case MEMARG_8, MEMARG_LANE_8 -> 8;
            case MEMARG_16 -> 16;
            default -> 0;
        };
    }

    /// The number of lanes to choose from.
    ///
    /// @return 2, 4, 8, 16 or 32; 0 if there is no lane
    public int laneCount() {
        return switch (this) {
            case LANE_2, MEMARG_LANE_8 -> 2;
            case LANE_4, MEMARG_LANE_4 -> 4;
            case LANE_8, MEMARG_LANE_2 -> 8;
            case LANE_16, MEMARG_LANE_1 -> 16;
            case LANES_16 -> 32;
            default -> 0;
        };
    }
}

package dev.gantry.runtime.numeric;

import static dev.gantry.runtime.numeric.Swar.put;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;

/// The lane part of vector loads and stores: what is made of the bytes that were read, and which bytes are written. The
/// access itself, with its checks, is the memory's.
///
/// Threading: no state.
///
/// @wasm exec-vload-val
public final class VectorAccess {
    private VectorAccess() {}

    /// How many bytes a vector load or store accesses.
    ///
    /// @param op the instruction, a constant of [Ops]
    /// @return 1, 2, 4, 8 or 16
    public static int bytes(int op) {
        return switch (op) {
            case Ops.V128_LOAD8_SPLAT, Ops.V128_LOAD8_LANE, Ops.V128_STORE8_LANE -> 1;
            case Ops.V128_LOAD16_SPLAT, Ops.V128_LOAD16_LANE, Ops.V128_STORE16_LANE -> 2;
            case Ops.V128_LOAD32_SPLAT, Ops.V128_LOAD32_LANE, Ops.V128_STORE32_LANE, Ops.V128_LOAD32_ZERO -> 4;
            case Ops.V128_LOAD64_SPLAT,
                    Ops.V128_LOAD64_LANE,
                    Ops.V128_STORE64_LANE,
                    Ops.V128_LOAD64_ZERO,
                    Ops.V128_LOAD8X8_S,
                    Ops.V128_LOAD8X8_U,
                    Ops.V128_LOAD16X4_S,
                    Ops.V128_LOAD16X4_U,
                    Ops.V128_LOAD32X2_S,
                    Ops.V128_LOAD32X2_U -> 8;
            case Ops.V128_LOAD, Ops.V128_STORE -> 16;
            default -> throw Bug.unreachable("not a vector access: " + op);
        };
    }

    /// Finishes a load of up to eight bytes: any vector load but `v128.load`.
    ///
    /// @param op     the instruction, a constant of [Ops]
    /// @param frame  the slots
    /// @param dst    where the vector goes
    /// @param a      the vector whose lane is replaced, for the `…_lane` loads
    /// @param lane   the lane, for those
    /// @param loaded the bytes read, little-endian; bits above them do not count
    public static void load(int op, long[] frame, int dst, int a, int lane, long loaded) {
        int low = (int) loaded, high = (int) (loaded >>> 32);
        switch (op) {
            case Ops.V128_LOAD8X8_S -> put(frame, dst, I16x8.extendS(low), I16x8.extendS(high));
            case Ops.V128_LOAD8X8_U -> put(frame, dst, I16x8.extendU(low), I16x8.extendU(high));
            case Ops.V128_LOAD16X4_S -> put(frame, dst, I32x4.extendS(low), I32x4.extendS(high));
            case Ops.V128_LOAD16X4_U -> put(frame, dst, I32x4.extendU(low), I32x4.extendU(high));
            case Ops.V128_LOAD32X2_S -> put(frame, dst, low, high);
            case Ops.V128_LOAD32X2_U -> put(frame, dst, low & 0xFFFF_FFFFL, high & 0xFFFF_FFFFL);
            case Ops.V128_LOAD8_SPLAT -> splat(frame, dst, (loaded & 0xFF) * 0x0101_0101_0101_0101L);
            case Ops.V128_LOAD16_SPLAT -> splat(frame, dst, (loaded & 0xFFFF) * 0x0001_0001_0001_0001L);
            case Ops.V128_LOAD32_SPLAT -> splat(frame, dst, (loaded & 0xFFFF_FFFFL) * 0x0000_0001_0000_0001L);
            case Ops.V128_LOAD64_SPLAT -> splat(frame, dst, loaded);
            case Ops.V128_LOAD32_ZERO -> put(frame, dst, loaded & 0xFFFF_FFFFL, 0);
            case Ops.V128_LOAD64_ZERO -> put(frame, dst, loaded, 0);
            case Ops.V128_LOAD8_LANE -> VectorLanes.replace(frame, dst, a, lane >> 3, lane << 3, 0xFF, loaded);
            case Ops.V128_LOAD16_LANE -> VectorLanes.replace(frame, dst, a, lane >> 2, lane << 4, 0xFFFF, loaded);
            case Ops.V128_LOAD32_LANE -> VectorLanes.replace(frame, dst, a, lane >> 1, lane << 5, 0xFFFF_FFFFL, loaded);
            case Ops.V128_LOAD64_LANE -> VectorLanes.replace(frame, dst, a, lane, 0, -1, loaded);
            default -> throw Bug.unreachable("not a vector load: " + op);
        }
    }

    private static void splat(long[] frame, int dst, long half) {
        put(frame, dst, half, half);
    }

    /// What a store of one lane writes.
    ///
    /// @param op    the instruction, a constant of [Ops]
    /// @param frame the slots
    /// @param a     the vector
    /// @param lane  the lane
    /// @return the bytes, little-endian, in the low bits; other lanes may stand above them
    public static long storedLane(int op, long[] frame, int a, int lane) {
        return switch (op) {
            case Ops.V128_STORE8_LANE -> VectorLanes.lane8(frame, a, lane);
            case Ops.V128_STORE16_LANE -> VectorLanes.lane16(frame, a, lane);
            case Ops.V128_STORE32_LANE -> VectorLanes.lane32(frame, a, lane);
            case Ops.V128_STORE64_LANE -> frame[a + lane];
            default -> throw Bug.unreachable("not a store of a lane: " + op);
        };
    }
}

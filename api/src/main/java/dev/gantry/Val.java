package dev.gantry;

import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import org.jspecify.annotations.Nullable;

/// A WebAssembly value. Floats hold bit patterns, so that the payload of a NaN survives.
///
/// Threading: immutable; references belong to their store.
///
/// @wasm syntax-val
public sealed interface Val {
    /// A 32-bit integer.
    ///
    /// @param value the value
    record I32(int value) implements Val {}

    /// A 64-bit integer.
    ///
    /// @param value the value
    record I64(long value) implements Val {}

    /// A 32-bit float.
    ///
    /// @param bits its bits
    record F32(int bits) implements Val {
        /// The value as a Java float.
        ///
        /// @return the value
        public float value() {
            return Float.intBitsToFloat(bits);
        }
    }

    /// A 64-bit float.
    ///
    /// @param bits its bits
    record F64(long bits) implements Val {
        /// The value as a Java double.
        ///
        /// @return the value
        public double value() {
            return Double.longBitsToDouble(bits);
        }
    }

    /// A vector.
    ///
    /// @param value the value
    record Vec(V128 value) implements Val {}

    /// A function reference.
    ///
    /// @param func the function, or null
    record FuncRef(@Nullable Func func) implements Val {}

    /// A reference to a Java object that only the host can look into.
    ///
    /// @param object the object, or null
    record ExternRef(@Nullable Object object) implements Val {}

    /// A reference of the `any` hierarchy.
    ///
    /// @param ref the reference, or null
    record AnyRefVal(@Nullable AnyRef ref) implements Val {}

    /// A reference to an exception.
    ///
    /// @param exn the exception, or null
    record ExnRefVal(@Nullable ExnRef exn) implements Val {}

    /// An `i32`.
    ///
    /// @param value the value
    /// @return the value
    static Val i32(int value) {
        return new I32(value);
    }

    /// An `i64`.
    ///
    /// @param value the value
    /// @return the value
    static Val i64(long value) {
        return new I64(value);
    }

    /// An `f32`.
    ///
    /// @param value the value
    /// @return the value
    static Val f32(float value) {
        return new F32(Float.floatToRawIntBits(value));
    }

    /// An `f64`.
    ///
    /// @param value the value
    /// @return the value
    static Val f64(double value) {
        return new F64(Double.doubleToRawLongBits(value));
    }

    /// A `v128`.
    ///
    /// @param low  bits 0 to 63
    /// @param high bits 64 to 127
    /// @return the value
    static Val v128(long low, long high) {
        return new Vec(new V128(low, high));
    }

    /// A `funcref`.
    ///
    /// @param func the function, or null
    /// @return the value
    static Val funcref(@Nullable Func func) {
        return new FuncRef(func);
    }

    /// An `externref`.
    ///
    /// @param object any Java object, or null
    /// @return the value
    static Val externref(@Nullable Object object) {
        return new ExternRef(object);
    }

    /// An `anyref`.
    ///
    /// @param ref the reference, or null
    /// @return the value
    static Val anyref(@Nullable AnyRef ref) {
        return new AnyRefVal(ref);
    }

    /// An `exnref`.
    ///
    /// @param exn the exception, or null
    /// @return the value
    static Val exnref(@Nullable ExnRef exn) {
        return new ExnRefVal(exn);
    }

    /// The null reference of a type's hierarchy.
    ///
    /// @param type a reference type with an abstract heap type
    /// @return the value
    static Val nullOf(RefType type) {
        if (!(type.heap() instanceof AbsHeapType heap)) {
            return new FuncRef(null);
        }
        return switch (heap) {
            case FUNC, NOFUNC -> new FuncRef(null);
            case EXTERN, NOEXTERN -> new ExternRef(null);
            case EXN, NOEXN -> new ExnRefVal(null);
            case ANY, EQ, I31, STRUCT, ARRAY, NONE -> new AnyRefVal(null);
        };
    }

    /// The most general type of this value: number and vector types as they are, references as the nullable top of
    /// their hierarchy.
    ///
    /// @return the type
    default ValType type() {
        return switch (this) {
            case I32 _ -> NumType.I32;
            case I64 _ -> NumType.I64;
            case F32 _ -> NumType.F32;
            case F64 _ -> NumType.F64;
            case Vec _ -> VecType.V128;
            case FuncRef _ -> RefType.FUNCREF;
            case ExternRef _ -> RefType.EXTERNREF;
            case AnyRefVal _ -> RefType.ANYREF;
            case ExnRefVal _ -> RefType.EXNREF;
        };
    }

    /// The value as an `int`.
    ///
    /// @return the value of an `i32`
    /// @throws ClassCastException if it is none
    default int asI32() {
        if (this instanceof I32 val) {
            return val.value();
        }
        throw Vals.wrong(this, "i32");
    }

    /// The value as a `long`.
    ///
    /// @return the value of an `i64`
    /// @throws ClassCastException if it is none
    default long asI64() {
        if (this instanceof I64 val) {
            return val.value();
        }
        throw Vals.wrong(this, "i64");
    }

    /// The value as a `float`.
    ///
    /// @return the value of an `f32`
    /// @throws ClassCastException if it is none
    default float asF32() {
        if (this instanceof F32 val) {
            return val.value();
        }
        throw Vals.wrong(this, "f32");
    }

    /// The value as a `double`.
    ///
    /// @return the value of an `f64`
    /// @throws ClassCastException if it is none
    default double asF64() {
        if (this instanceof F64 val) {
            return val.value();
        }
        throw Vals.wrong(this, "f64");
    }

    /// The value as a vector.
    ///
    /// @return the value of a `v128`
    /// @throws ClassCastException if it is none
    default V128 asV128() {
        if (this instanceof Vec val) {
            return val.value();
        }
        throw Vals.wrong(this, "v128");
    }

    /// The value as a function.
    ///
    /// @return the function, or null
    /// @throws ClassCastException if it is no function reference
    default @Nullable Func asFunc() {
        if (this instanceof FuncRef val) {
            return val.func();
        }
        throw Vals.wrong(this, "funcref");
    }

    /// The value as the Java object that an `externref` holds.
    ///
    /// @return the object, or null
    /// @throws ClassCastException if it is no external reference
    default @Nullable Object asExtern() {
        if (this instanceof ExternRef val) {
            return val.object();
        }
        throw Vals.wrong(this, "externref");
    }
}

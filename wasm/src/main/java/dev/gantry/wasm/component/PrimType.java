package dev.gantry.wasm.component;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The primitive value types.
///
/// Threading: immutable.
public enum PrimType implements ValueType, ValueTypeDef {
    /// `bool`.
    BOOL(0x7F),
    /// `s8`.
    S8(0x7E),
    /// `u8`.
    U8(0x7D),
    /// `s16`.
    S16(0x7C),
    /// `u16`.
    U16(0x7B),
    /// `s32`.
    S32(0x7A),
    /// `u32`.
    U32(0x79),
    /// `s64`.
    S64(0x78),
    /// `u64`.
    U64(0x77),
    /// `f32`.
    F32(0x76),
    /// `f64`.
    F64(0x75),
    /// `char`: a Unicode scalar value.
    CHAR(0x74),
    /// `string`.
    STRING(0x73),
    /// `error-context`.
    ERROR_CONTEXT(0x64);

    private final int code;

    PrimType(int code) {
        this.code = code;
    }

    /// The byte of the binary format.
    ///
    /// @return the byte
    public int code() {
        return code;
    }

    /// Finds a type.
    ///
    /// @param code the byte
    /// @return the type, or null if there is none
    public static @Nullable PrimType of(int code) {
        for (PrimType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    /// The text form, for example `error-context`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

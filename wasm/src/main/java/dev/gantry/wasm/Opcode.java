package dev.gantry.wasm;

import static dev.gantry.wasm.Immediates.*;
import static dev.gantry.wasm.Opcode.Effects.*;
import static dev.gantry.wasm.WasmFeature.*;

import org.jspecify.annotations.Nullable;

/// The instructions of WebAssembly: the only place that knows one.
///
/// One row per instruction: the prefix byte (0 if none) and the code; the text; what stands behind the opcode; the
/// signature, where `at` is the address type of the accessed memory and `null` means that the validator's class for the
/// family has a method of that name; the feature that brings it; the family; the effects.
///
/// [Ops] holds the ordinals as `int` constants for `switch` and is generated from this table.
///
/// Threading: immutable.
///
/// @wasm binary-instr
@SuppressWarnings("doclint:missing") // the rows explain themselves
public enum Opcode {
    // spotless:off
    // control
    UNREACHABLE                        (0,    0x00,   "unreachable",                         NONE,          null,                         MVP,                     Family.CONTROL,   TRAPS | BRANCHES),
    NOP                                (0,    0x01,   "nop",                                 NONE,          null,                         MVP,                     Family.CONTROL,   PURE),
    BLOCK                              (0,    0x02,   "block",                               BLOCK_TYPE,    null,                         MVP,                     Family.CONTROL,   BRANCHES),
    LOOP                               (0,    0x03,   "loop",                                BLOCK_TYPE,    null,                         MVP,                     Family.CONTROL,   BRANCHES),
    IF                                 (0,    0x04,   "if",                                  BLOCK_TYPE,    null,                         MVP,                     Family.CONTROL,   BRANCHES),
    ELSE                               (0,    0x05,   "else",                                NONE,          null,                         MVP,                     Family.CONTROL,   BRANCHES),

    // legacy exceptions
    TRY                                (0,    0x06,   "try",                                 BLOCK_TYPE,    null,                         LEGACY_EXCEPTIONS,       Family.EXCEPTION, BRANCHES),
    CATCH                              (0,    0x07,   "catch",                               TAG,           null,                         LEGACY_EXCEPTIONS,       Family.EXCEPTION, BRANCHES),
    RETHROW                            (0,    0x09,   "rethrow",                             LABEL,         null,                         LEGACY_EXCEPTIONS,       Family.EXCEPTION, THROWS | BRANCHES),
    DELEGATE                           (0,    0x18,   "delegate",                            LABEL,         null,                         LEGACY_EXCEPTIONS,       Family.EXCEPTION, BRANCHES),
    CATCH_ALL                          (0,    0x19,   "catch_all",                           NONE,          null,                         LEGACY_EXCEPTIONS,       Family.EXCEPTION, BRANCHES),

    // exceptions
    THROW                              (0,    0x08,   "throw",                               TAG,           null,                         EXCEPTIONS,              Family.EXCEPTION, THROWS | BRANCHES),
    THROW_REF                          (0,    0x0A,   "throw_ref",                           NONE,          null,                         EXCEPTIONS,              Family.EXCEPTION, THROWS | TRAPS | BRANCHES),
    TRY_TABLE                          (0,    0x1F,   "try_table",                           BLOCK_CATCHES, null,                         EXCEPTIONS,              Family.EXCEPTION, BRANCHES),

    // branches and calls
    END                                (0,    0x0B,   "end",                                 NONE,          null,                         MVP,                     Family.CONTROL,   BRANCHES),
    BR                                 (0,    0x0C,   "br",                                  LABEL,         null,                         MVP,                     Family.CONTROL,   BRANCHES),
    BR_IF                              (0,    0x0D,   "br_if",                               LABEL,         null,                         MVP,                     Family.CONTROL,   BRANCHES),
    BR_TABLE                           (0,    0x0E,   "br_table",                            LABELS,        null,                         MVP,                     Family.CONTROL,   BRANCHES),
    RETURN                             (0,    0x0F,   "return",                              NONE,          null,                         MVP,                     Family.CONTROL,   BRANCHES),
    CALL                               (0,    0x10,   "call",                                FUNC,          null,                         MVP,                     Family.CONTROL,   CALLS),
    CALL_INDIRECT                      (0,    0x11,   "call_indirect",                       TYPE_TABLE,    null,                         MVP,                     Family.CONTROL,   CALLS | TRAPS),
    RETURN_CALL                        (0,    0x12,   "return_call",                         FUNC,          null,                         TAIL_CALL,               Family.CONTROL,   CALLS | BRANCHES),
    RETURN_CALL_INDIRECT               (0,    0x13,   "return_call_indirect",                TYPE_TABLE,    null,                         TAIL_CALL,               Family.CONTROL,   CALLS | TRAPS | BRANCHES),
    CALL_REF                           (0,    0x14,   "call_ref",                            TYPE,          null,                         FUNCTION_REFERENCES,     Family.CONTROL,   CALLS | TRAPS),
    RETURN_CALL_REF                    (0,    0x15,   "return_call_ref",                     TYPE,          null,                         FUNCTION_REFERENCES,     Family.CONTROL,   CALLS | TRAPS | BRANCHES),
    BR_ON_NULL                         (0,    0xD5,   "br_on_null",                          LABEL,         null,                         FUNCTION_REFERENCES,     Family.CONTROL,   BRANCHES),
    BR_ON_NON_NULL                     (0,    0xD6,   "br_on_non_null",                      LABEL,         null,                         FUNCTION_REFERENCES,     Family.CONTROL,   BRANCHES),

    // parametric and variables
    DROP                               (0,    0x1A,   "drop",                                NONE,          null,                         MVP,                     Family.VARIABLE,  PURE),
    SELECT                             (0,    0x1B,   "select",                              NONE,          null,                         MVP,                     Family.VARIABLE,  PURE),
    SELECT_T                           (0,    0x1C,   "select",                              VAL_TYPES,     null,                         REFERENCE_TYPES,         Family.VARIABLE,  PURE),
    LOCAL_GET                          (0,    0x20,   "local.get",                           LOCAL,         null,                         MVP,                     Family.VARIABLE,  PURE),
    LOCAL_SET                          (0,    0x21,   "local.set",                           LOCAL,         null,                         MVP,                     Family.VARIABLE,  PURE),
    LOCAL_TEE                          (0,    0x22,   "local.tee",                           LOCAL,         null,                         MVP,                     Family.VARIABLE,  PURE),
    GLOBAL_GET                         (0,    0x23,   "global.get",                          GLOBAL,        null,                         MVP,                     Family.VARIABLE,  READS),
    GLOBAL_SET                         (0,    0x24,   "global.set",                          GLOBAL,        null,                         MVP,                     Family.VARIABLE,  WRITES),

    // tables
    TABLE_GET                          (0,    0x25,   "table.get",                           TABLE,         null,                         REFERENCE_TYPES,         Family.TABLE,     READS | TRAPS),
    TABLE_SET                          (0,    0x26,   "table.set",                           TABLE,         null,                         REFERENCE_TYPES,         Family.TABLE,     WRITES | TRAPS),
    TABLE_INIT                         (0xFC, 0x0C,   "table.init",                          ELEM_TABLE,    null,                         BULK_MEMORY,             Family.TABLE,     WRITES | TRAPS),
    ELEM_DROP                          (0xFC, 0x0D,   "elem.drop",                           ELEM,          null,                         BULK_MEMORY,             Family.TABLE,     WRITES),
    TABLE_COPY                         (0xFC, 0x0E,   "table.copy",                          TABLE_TABLE,   null,                         BULK_MEMORY,             Family.TABLE,     READS | WRITES | TRAPS),
    TABLE_GROW                         (0xFC, 0x0F,   "table.grow",                          TABLE,         null,                         REFERENCE_TYPES,         Family.TABLE,     WRITES),
    TABLE_SIZE                         (0xFC, 0x10,   "table.size",                          TABLE,         null,                         REFERENCE_TYPES,         Family.TABLE,     READS),
    TABLE_FILL                         (0xFC, 0x11,   "table.fill",                          TABLE,         null,                         REFERENCE_TYPES,         Family.TABLE,     WRITES | TRAPS),

    // memory
    I32_LOAD                           (0,    0x28,   "i32.load",                            MEMARG_4,      "at -> i32",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I64_LOAD                           (0,    0x29,   "i64.load",                            MEMARG_8,      "at -> i64",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    F32_LOAD                           (0,    0x2A,   "f32.load",                            MEMARG_4,      "at -> f32",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    F64_LOAD                           (0,    0x2B,   "f64.load",                            MEMARG_8,      "at -> f64",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I32_LOAD8_S                        (0,    0x2C,   "i32.load8_s",                         MEMARG_1,      "at -> i32",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I32_LOAD8_U                        (0,    0x2D,   "i32.load8_u",                         MEMARG_1,      "at -> i32",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I32_LOAD16_S                       (0,    0x2E,   "i32.load16_s",                        MEMARG_2,      "at -> i32",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I32_LOAD16_U                       (0,    0x2F,   "i32.load16_u",                        MEMARG_2,      "at -> i32",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I64_LOAD8_S                        (0,    0x30,   "i64.load8_s",                         MEMARG_1,      "at -> i64",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I64_LOAD8_U                        (0,    0x31,   "i64.load8_u",                         MEMARG_1,      "at -> i64",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I64_LOAD16_S                       (0,    0x32,   "i64.load16_s",                        MEMARG_2,      "at -> i64",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I64_LOAD16_U                       (0,    0x33,   "i64.load16_u",                        MEMARG_2,      "at -> i64",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I64_LOAD32_S                       (0,    0x34,   "i64.load32_s",                        MEMARG_4,      "at -> i64",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I64_LOAD32_U                       (0,    0x35,   "i64.load32_u",                        MEMARG_4,      "at -> i64",                  MVP,                     Family.MEMORY,    READS | TRAPS),
    I32_STORE                          (0,    0x36,   "i32.store",                           MEMARG_4,      "at i32 ->",                  MVP,                     Family.MEMORY,    WRITES | TRAPS),
    I64_STORE                          (0,    0x37,   "i64.store",                           MEMARG_8,      "at i64 ->",                  MVP,                     Family.MEMORY,    WRITES | TRAPS),
    F32_STORE                          (0,    0x38,   "f32.store",                           MEMARG_4,      "at f32 ->",                  MVP,                     Family.MEMORY,    WRITES | TRAPS),
    F64_STORE                          (0,    0x39,   "f64.store",                           MEMARG_8,      "at f64 ->",                  MVP,                     Family.MEMORY,    WRITES | TRAPS),
    I32_STORE8                         (0,    0x3A,   "i32.store8",                          MEMARG_1,      "at i32 ->",                  MVP,                     Family.MEMORY,    WRITES | TRAPS),
    I32_STORE16                        (0,    0x3B,   "i32.store16",                         MEMARG_2,      "at i32 ->",                  MVP,                     Family.MEMORY,    WRITES | TRAPS),
    I64_STORE8                         (0,    0x3C,   "i64.store8",                          MEMARG_1,      "at i64 ->",                  MVP,                     Family.MEMORY,    WRITES | TRAPS),
    I64_STORE16                        (0,    0x3D,   "i64.store16",                         MEMARG_2,      "at i64 ->",                  MVP,                     Family.MEMORY,    WRITES | TRAPS),
    I64_STORE32                        (0,    0x3E,   "i64.store32",                         MEMARG_4,      "at i64 ->",                  MVP,                     Family.MEMORY,    WRITES | TRAPS),
    MEMORY_SIZE                        (0,    0x3F,   "memory.size",                         MEMORY,        "-> at",                      MVP,                     Family.MEMORY,    READS),
    MEMORY_GROW                        (0,    0x40,   "memory.grow",                         MEMORY,        "at -> at",                   MVP,                     Family.MEMORY,    WRITES),
    MEMORY_INIT                        (0xFC, 0x08,   "memory.init",                         DATA_MEMORY,   null,                         BULK_MEMORY,             Family.MEMORY,    WRITES | TRAPS),
    DATA_DROP                          (0xFC, 0x09,   "data.drop",                           DATA,          null,                         BULK_MEMORY,             Family.MEMORY,    WRITES),
    MEMORY_COPY                        (0xFC, 0x0A,   "memory.copy",                         MEMORY_MEMORY, null,                         BULK_MEMORY,             Family.MEMORY,    READS | WRITES | TRAPS),
    MEMORY_FILL                        (0xFC, 0x0B,   "memory.fill",                         MEMORY,        null,                         BULK_MEMORY,             Family.MEMORY,    WRITES | TRAPS),

    // constants
    I32_CONST                          (0,    0x41,   "i32.const",                           I32,           "-> i32",                     MVP,                     Family.NUMERIC,   PURE),
    I64_CONST                          (0,    0x42,   "i64.const",                           I64,           "-> i64",                     MVP,                     Family.NUMERIC,   PURE),
    F32_CONST                          (0,    0x43,   "f32.const",                           F32,           "-> f32",                     MVP,                     Family.NUMERIC,   PURE),
    F64_CONST                          (0,    0x44,   "f64.const",                           F64,           "-> f64",                     MVP,                     Family.NUMERIC,   PURE),

    // integer comparisons, in the order of the binary codes
    I32_EQZ                            (0,    0x45,   "i32.eqz",                             NONE,          "i32 -> i32",                 MVP,                     Family.NUMERIC,   PURE),
    I32_EQ                             (0,    0x46,   "i32.eq",                              NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_NE                             (0,    0x47,   "i32.ne",                              NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_LT_S                           (0,    0x48,   "i32.lt_s",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_LT_U                           (0,    0x49,   "i32.lt_u",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_GT_S                           (0,    0x4A,   "i32.gt_s",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_GT_U                           (0,    0x4B,   "i32.gt_u",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_LE_S                           (0,    0x4C,   "i32.le_s",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_LE_U                           (0,    0x4D,   "i32.le_u",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_GE_S                           (0,    0x4E,   "i32.ge_s",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_GE_U                           (0,    0x4F,   "i32.ge_u",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_EQZ                            (0,    0x50,   "i64.eqz",                             NONE,          "i64 -> i32",                 MVP,                     Family.NUMERIC,   PURE),
    I64_EQ                             (0,    0x51,   "i64.eq",                              NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_NE                             (0,    0x52,   "i64.ne",                              NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_LT_S                           (0,    0x53,   "i64.lt_s",                            NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_LT_U                           (0,    0x54,   "i64.lt_u",                            NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_GT_S                           (0,    0x55,   "i64.gt_s",                            NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_GT_U                           (0,    0x56,   "i64.gt_u",                            NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_LE_S                           (0,    0x57,   "i64.le_s",                            NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_LE_U                           (0,    0x58,   "i64.le_u",                            NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_GE_S                           (0,    0x59,   "i64.ge_s",                            NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_GE_U                           (0,    0x5A,   "i64.ge_u",                            NONE,          "i64 i64 -> i32",             MVP,                     Family.NUMERIC,   PURE),

    // float comparisons
    F32_EQ                             (0,    0x5B,   "f32.eq",                              NONE,          "f32 f32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F32_NE                             (0,    0x5C,   "f32.ne",                              NONE,          "f32 f32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F32_LT                             (0,    0x5D,   "f32.lt",                              NONE,          "f32 f32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F32_GT                             (0,    0x5E,   "f32.gt",                              NONE,          "f32 f32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F32_LE                             (0,    0x5F,   "f32.le",                              NONE,          "f32 f32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F32_GE                             (0,    0x60,   "f32.ge",                              NONE,          "f32 f32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F64_EQ                             (0,    0x61,   "f64.eq",                              NONE,          "f64 f64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F64_NE                             (0,    0x62,   "f64.ne",                              NONE,          "f64 f64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F64_LT                             (0,    0x63,   "f64.lt",                              NONE,          "f64 f64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F64_GT                             (0,    0x64,   "f64.gt",                              NONE,          "f64 f64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F64_LE                             (0,    0x65,   "f64.le",                              NONE,          "f64 f64 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    F64_GE                             (0,    0x66,   "f64.ge",                              NONE,          "f64 f64 -> i32",             MVP,                     Family.NUMERIC,   PURE),

    // integer arithmetic
    I32_CLZ                            (0,    0x67,   "i32.clz",                             NONE,          "i32 -> i32",                 MVP,                     Family.NUMERIC,   PURE),
    I32_CTZ                            (0,    0x68,   "i32.ctz",                             NONE,          "i32 -> i32",                 MVP,                     Family.NUMERIC,   PURE),
    I32_POPCNT                         (0,    0x69,   "i32.popcnt",                          NONE,          "i32 -> i32",                 MVP,                     Family.NUMERIC,   PURE),
    I32_ADD                            (0,    0x6A,   "i32.add",                             NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_SUB                            (0,    0x6B,   "i32.sub",                             NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_MUL                            (0,    0x6C,   "i32.mul",                             NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_DIV_S                          (0,    0x6D,   "i32.div_s",                           NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   TRAPS),
    I32_DIV_U                          (0,    0x6E,   "i32.div_u",                           NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   TRAPS),
    I32_REM_S                          (0,    0x6F,   "i32.rem_s",                           NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   TRAPS),
    I32_REM_U                          (0,    0x70,   "i32.rem_u",                           NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   TRAPS),
    I32_AND                            (0,    0x71,   "i32.and",                             NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_OR                             (0,    0x72,   "i32.or",                              NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_XOR                            (0,    0x73,   "i32.xor",                             NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_SHL                            (0,    0x74,   "i32.shl",                             NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_SHR_S                          (0,    0x75,   "i32.shr_s",                           NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_SHR_U                          (0,    0x76,   "i32.shr_u",                           NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_ROTL                           (0,    0x77,   "i32.rotl",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I32_ROTR                           (0,    0x78,   "i32.rotr",                            NONE,          "i32 i32 -> i32",             MVP,                     Family.NUMERIC,   PURE),
    I64_CLZ                            (0,    0x79,   "i64.clz",                             NONE,          "i64 -> i64",                 MVP,                     Family.NUMERIC,   PURE),
    I64_CTZ                            (0,    0x7A,   "i64.ctz",                             NONE,          "i64 -> i64",                 MVP,                     Family.NUMERIC,   PURE),
    I64_POPCNT                         (0,    0x7B,   "i64.popcnt",                          NONE,          "i64 -> i64",                 MVP,                     Family.NUMERIC,   PURE),
    I64_ADD                            (0,    0x7C,   "i64.add",                             NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_SUB                            (0,    0x7D,   "i64.sub",                             NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_MUL                            (0,    0x7E,   "i64.mul",                             NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_DIV_S                          (0,    0x7F,   "i64.div_s",                           NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   TRAPS),
    I64_DIV_U                          (0,    0x80,   "i64.div_u",                           NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   TRAPS),
    I64_REM_S                          (0,    0x81,   "i64.rem_s",                           NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   TRAPS),
    I64_REM_U                          (0,    0x82,   "i64.rem_u",                           NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   TRAPS),
    I64_AND                            (0,    0x83,   "i64.and",                             NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_OR                             (0,    0x84,   "i64.or",                              NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_XOR                            (0,    0x85,   "i64.xor",                             NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_SHL                            (0,    0x86,   "i64.shl",                             NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_SHR_S                          (0,    0x87,   "i64.shr_s",                           NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_SHR_U                          (0,    0x88,   "i64.shr_u",                           NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_ROTL                           (0,    0x89,   "i64.rotl",                            NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),
    I64_ROTR                           (0,    0x8A,   "i64.rotr",                            NONE,          "i64 i64 -> i64",             MVP,                     Family.NUMERIC,   PURE),

    // float arithmetic
    F32_ABS                            (0,    0x8B,   "f32.abs",                             NONE,          "f32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_NEG                            (0,    0x8C,   "f32.neg",                             NONE,          "f32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_CEIL                           (0,    0x8D,   "f32.ceil",                            NONE,          "f32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_FLOOR                          (0,    0x8E,   "f32.floor",                           NONE,          "f32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_TRUNC                          (0,    0x8F,   "f32.trunc",                           NONE,          "f32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_NEAREST                        (0,    0x90,   "f32.nearest",                         NONE,          "f32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_SQRT                           (0,    0x91,   "f32.sqrt",                            NONE,          "f32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_ADD                            (0,    0x92,   "f32.add",                             NONE,          "f32 f32 -> f32",             MVP,                     Family.NUMERIC,   PURE),
    F32_SUB                            (0,    0x93,   "f32.sub",                             NONE,          "f32 f32 -> f32",             MVP,                     Family.NUMERIC,   PURE),
    F32_MUL                            (0,    0x94,   "f32.mul",                             NONE,          "f32 f32 -> f32",             MVP,                     Family.NUMERIC,   PURE),
    F32_DIV                            (0,    0x95,   "f32.div",                             NONE,          "f32 f32 -> f32",             MVP,                     Family.NUMERIC,   PURE),
    F32_MIN                            (0,    0x96,   "f32.min",                             NONE,          "f32 f32 -> f32",             MVP,                     Family.NUMERIC,   PURE),
    F32_MAX                            (0,    0x97,   "f32.max",                             NONE,          "f32 f32 -> f32",             MVP,                     Family.NUMERIC,   PURE),
    F32_COPYSIGN                       (0,    0x98,   "f32.copysign",                        NONE,          "f32 f32 -> f32",             MVP,                     Family.NUMERIC,   PURE),
    F64_ABS                            (0,    0x99,   "f64.abs",                             NONE,          "f64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_NEG                            (0,    0x9A,   "f64.neg",                             NONE,          "f64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_CEIL                           (0,    0x9B,   "f64.ceil",                            NONE,          "f64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_FLOOR                          (0,    0x9C,   "f64.floor",                           NONE,          "f64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_TRUNC                          (0,    0x9D,   "f64.trunc",                           NONE,          "f64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_NEAREST                        (0,    0x9E,   "f64.nearest",                         NONE,          "f64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_SQRT                           (0,    0x9F,   "f64.sqrt",                            NONE,          "f64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_ADD                            (0,    0xA0,   "f64.add",                             NONE,          "f64 f64 -> f64",             MVP,                     Family.NUMERIC,   PURE),
    F64_SUB                            (0,    0xA1,   "f64.sub",                             NONE,          "f64 f64 -> f64",             MVP,                     Family.NUMERIC,   PURE),
    F64_MUL                            (0,    0xA2,   "f64.mul",                             NONE,          "f64 f64 -> f64",             MVP,                     Family.NUMERIC,   PURE),
    F64_DIV                            (0,    0xA3,   "f64.div",                             NONE,          "f64 f64 -> f64",             MVP,                     Family.NUMERIC,   PURE),
    F64_MIN                            (0,    0xA4,   "f64.min",                             NONE,          "f64 f64 -> f64",             MVP,                     Family.NUMERIC,   PURE),
    F64_MAX                            (0,    0xA5,   "f64.max",                             NONE,          "f64 f64 -> f64",             MVP,                     Family.NUMERIC,   PURE),
    F64_COPYSIGN                       (0,    0xA6,   "f64.copysign",                        NONE,          "f64 f64 -> f64",             MVP,                     Family.NUMERIC,   PURE),

    // conversions
    I32_WRAP_I64                       (0,    0xA7,   "i32.wrap_i64",                        NONE,          "i64 -> i32",                 MVP,                     Family.NUMERIC,   PURE),
    I32_TRUNC_F32_S                    (0,    0xA8,   "i32.trunc_f32_s",                     NONE,          "f32 -> i32",                 MVP,                     Family.NUMERIC,   TRAPS),
    I32_TRUNC_F32_U                    (0,    0xA9,   "i32.trunc_f32_u",                     NONE,          "f32 -> i32",                 MVP,                     Family.NUMERIC,   TRAPS),
    I32_TRUNC_F64_S                    (0,    0xAA,   "i32.trunc_f64_s",                     NONE,          "f64 -> i32",                 MVP,                     Family.NUMERIC,   TRAPS),
    I32_TRUNC_F64_U                    (0,    0xAB,   "i32.trunc_f64_u",                     NONE,          "f64 -> i32",                 MVP,                     Family.NUMERIC,   TRAPS),
    I64_EXTEND_I32_S                   (0,    0xAC,   "i64.extend_i32_s",                    NONE,          "i32 -> i64",                 MVP,                     Family.NUMERIC,   PURE),
    I64_EXTEND_I32_U                   (0,    0xAD,   "i64.extend_i32_u",                    NONE,          "i32 -> i64",                 MVP,                     Family.NUMERIC,   PURE),
    I64_TRUNC_F32_S                    (0,    0xAE,   "i64.trunc_f32_s",                     NONE,          "f32 -> i64",                 MVP,                     Family.NUMERIC,   TRAPS),
    I64_TRUNC_F32_U                    (0,    0xAF,   "i64.trunc_f32_u",                     NONE,          "f32 -> i64",                 MVP,                     Family.NUMERIC,   TRAPS),
    I64_TRUNC_F64_S                    (0,    0xB0,   "i64.trunc_f64_s",                     NONE,          "f64 -> i64",                 MVP,                     Family.NUMERIC,   TRAPS),
    I64_TRUNC_F64_U                    (0,    0xB1,   "i64.trunc_f64_u",                     NONE,          "f64 -> i64",                 MVP,                     Family.NUMERIC,   TRAPS),
    F32_CONVERT_I32_S                  (0,    0xB2,   "f32.convert_i32_s",                   NONE,          "i32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_CONVERT_I32_U                  (0,    0xB3,   "f32.convert_i32_u",                   NONE,          "i32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_CONVERT_I64_S                  (0,    0xB4,   "f32.convert_i64_s",                   NONE,          "i64 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_CONVERT_I64_U                  (0,    0xB5,   "f32.convert_i64_u",                   NONE,          "i64 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F32_DEMOTE_F64                     (0,    0xB6,   "f32.demote_f64",                      NONE,          "f64 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F64_CONVERT_I32_S                  (0,    0xB7,   "f64.convert_i32_s",                   NONE,          "i32 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_CONVERT_I32_U                  (0,    0xB8,   "f64.convert_i32_u",                   NONE,          "i32 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_CONVERT_I64_S                  (0,    0xB9,   "f64.convert_i64_s",                   NONE,          "i64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_CONVERT_I64_U                  (0,    0xBA,   "f64.convert_i64_u",                   NONE,          "i64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    F64_PROMOTE_F32                    (0,    0xBB,   "f64.promote_f32",                     NONE,          "f32 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    I32_REINTERPRET_F32                (0,    0xBC,   "i32.reinterpret_f32",                 NONE,          "f32 -> i32",                 MVP,                     Family.NUMERIC,   PURE),
    I64_REINTERPRET_F64                (0,    0xBD,   "i64.reinterpret_f64",                 NONE,          "f64 -> i64",                 MVP,                     Family.NUMERIC,   PURE),
    F32_REINTERPRET_I32                (0,    0xBE,   "f32.reinterpret_i32",                 NONE,          "i32 -> f32",                 MVP,                     Family.NUMERIC,   PURE),
    F64_REINTERPRET_I64                (0,    0xBF,   "f64.reinterpret_i64",                 NONE,          "i64 -> f64",                 MVP,                     Family.NUMERIC,   PURE),
    I32_EXTEND8_S                      (0,    0xC0,   "i32.extend8_s",                       NONE,          "i32 -> i32",                 SIGN_EXTENSION,          Family.NUMERIC,   PURE),
    I32_EXTEND16_S                     (0,    0xC1,   "i32.extend16_s",                      NONE,          "i32 -> i32",                 SIGN_EXTENSION,          Family.NUMERIC,   PURE),
    I64_EXTEND8_S                      (0,    0xC2,   "i64.extend8_s",                       NONE,          "i64 -> i64",                 SIGN_EXTENSION,          Family.NUMERIC,   PURE),
    I64_EXTEND16_S                     (0,    0xC3,   "i64.extend16_s",                      NONE,          "i64 -> i64",                 SIGN_EXTENSION,          Family.NUMERIC,   PURE),
    I64_EXTEND32_S                     (0,    0xC4,   "i64.extend32_s",                      NONE,          "i64 -> i64",                 SIGN_EXTENSION,          Family.NUMERIC,   PURE),
    I32_TRUNC_SAT_F32_S                (0xFC, 0x00,   "i32.trunc_sat_f32_s",                 NONE,          "f32 -> i32",                 SATURATING_FLOAT_TO_INT, Family.NUMERIC,   PURE),
    I32_TRUNC_SAT_F32_U                (0xFC, 0x01,   "i32.trunc_sat_f32_u",                 NONE,          "f32 -> i32",                 SATURATING_FLOAT_TO_INT, Family.NUMERIC,   PURE),
    I32_TRUNC_SAT_F64_S                (0xFC, 0x02,   "i32.trunc_sat_f64_s",                 NONE,          "f64 -> i32",                 SATURATING_FLOAT_TO_INT, Family.NUMERIC,   PURE),
    I32_TRUNC_SAT_F64_U                (0xFC, 0x03,   "i32.trunc_sat_f64_u",                 NONE,          "f64 -> i32",                 SATURATING_FLOAT_TO_INT, Family.NUMERIC,   PURE),
    I64_TRUNC_SAT_F32_S                (0xFC, 0x04,   "i64.trunc_sat_f32_s",                 NONE,          "f32 -> i64",                 SATURATING_FLOAT_TO_INT, Family.NUMERIC,   PURE),
    I64_TRUNC_SAT_F32_U                (0xFC, 0x05,   "i64.trunc_sat_f32_u",                 NONE,          "f32 -> i64",                 SATURATING_FLOAT_TO_INT, Family.NUMERIC,   PURE),
    I64_TRUNC_SAT_F64_S                (0xFC, 0x06,   "i64.trunc_sat_f64_s",                 NONE,          "f64 -> i64",                 SATURATING_FLOAT_TO_INT, Family.NUMERIC,   PURE),
    I64_TRUNC_SAT_F64_U                (0xFC, 0x07,   "i64.trunc_sat_f64_u",                 NONE,          "f64 -> i64",                 SATURATING_FLOAT_TO_INT, Family.NUMERIC,   PURE),

    // wide arithmetic
    I64_ADD128                         (0xFC, 0x13,   "i64.add128",                          NONE,          "i64 i64 i64 i64 -> i64 i64", WIDE_ARITHMETIC,         Family.NUMERIC,   PURE),
    I64_SUB128                         (0xFC, 0x14,   "i64.sub128",                          NONE,          "i64 i64 i64 i64 -> i64 i64", WIDE_ARITHMETIC,         Family.NUMERIC,   PURE),
    I64_MUL_WIDE_S                     (0xFC, 0x15,   "i64.mul_wide_s",                      NONE,          "i64 i64 -> i64 i64",         WIDE_ARITHMETIC,         Family.NUMERIC,   PURE),
    I64_MUL_WIDE_U                     (0xFC, 0x16,   "i64.mul_wide_u",                      NONE,          "i64 i64 -> i64 i64",         WIDE_ARITHMETIC,         Family.NUMERIC,   PURE),

    // references
    REF_NULL                           (0,    0xD0,   "ref.null",                            HEAP_TYPE,     null,                         REFERENCE_TYPES,         Family.REFERENCE, PURE),
    REF_IS_NULL                        (0,    0xD1,   "ref.is_null",                         NONE,          null,                         REFERENCE_TYPES,         Family.REFERENCE, PURE),
    REF_FUNC                           (0,    0xD2,   "ref.func",                            FUNC,          null,                         REFERENCE_TYPES,         Family.REFERENCE, PURE),
    REF_EQ                             (0,    0xD3,   "ref.eq",                              NONE,          null,                         GC,                      Family.REFERENCE, PURE),
    REF_AS_NON_NULL                    (0,    0xD4,   "ref.as_non_null",                     NONE,          null,                         FUNCTION_REFERENCES,     Family.REFERENCE, TRAPS),

    // garbage-collected objects
    STRUCT_NEW                         (0xFB, 0x00,   "struct.new",                          TYPE,          null,                         GC,                      Family.GC,        ALLOCATES),
    STRUCT_NEW_DEFAULT                 (0xFB, 0x01,   "struct.new_default",                  TYPE,          null,                         GC,                      Family.GC,        ALLOCATES),
    STRUCT_GET                         (0xFB, 0x02,   "struct.get",                          TYPE_FIELD,    null,                         GC,                      Family.GC,        READS | TRAPS),
    STRUCT_GET_S                       (0xFB, 0x03,   "struct.get_s",                        TYPE_FIELD,    null,                         GC,                      Family.GC,        READS | TRAPS),
    STRUCT_GET_U                       (0xFB, 0x04,   "struct.get_u",                        TYPE_FIELD,    null,                         GC,                      Family.GC,        READS | TRAPS),
    STRUCT_SET                         (0xFB, 0x05,   "struct.set",                          TYPE_FIELD,    null,                         GC,                      Family.GC,        WRITES | TRAPS),
    ARRAY_NEW                          (0xFB, 0x06,   "array.new",                           TYPE,          null,                         GC,                      Family.GC,        ALLOCATES),
    ARRAY_NEW_DEFAULT                  (0xFB, 0x07,   "array.new_default",                   TYPE,          null,                         GC,                      Family.GC,        ALLOCATES),
    ARRAY_NEW_FIXED                    (0xFB, 0x08,   "array.new_fixed",                     TYPE_COUNT,    null,                         GC,                      Family.GC,        ALLOCATES),
    ARRAY_NEW_DATA                     (0xFB, 0x09,   "array.new_data",                      TYPE_DATA,     null,                         GC,                      Family.GC,        ALLOCATES | TRAPS),
    ARRAY_NEW_ELEM                     (0xFB, 0x0A,   "array.new_elem",                      TYPE_ELEM,     null,                         GC,                      Family.GC,        ALLOCATES | TRAPS),
    ARRAY_GET                          (0xFB, 0x0B,   "array.get",                           TYPE,          null,                         GC,                      Family.GC,        READS | TRAPS),
    ARRAY_GET_S                        (0xFB, 0x0C,   "array.get_s",                         TYPE,          null,                         GC,                      Family.GC,        READS | TRAPS),
    ARRAY_GET_U                        (0xFB, 0x0D,   "array.get_u",                         TYPE,          null,                         GC,                      Family.GC,        READS | TRAPS),
    ARRAY_SET                          (0xFB, 0x0E,   "array.set",                           TYPE,          null,                         GC,                      Family.GC,        WRITES | TRAPS),
    ARRAY_LEN                          (0xFB, 0x0F,   "array.len",                           NONE,          null,                         GC,                      Family.GC,        READS | TRAPS),
    ARRAY_FILL                         (0xFB, 0x10,   "array.fill",                          TYPE,          null,                         GC,                      Family.GC,        WRITES | TRAPS),
    ARRAY_COPY                         (0xFB, 0x11,   "array.copy",                          TYPE_TYPE,     null,                         GC,                      Family.GC,        READS | WRITES | TRAPS),
    ARRAY_INIT_DATA                    (0xFB, 0x12,   "array.init_data",                     TYPE_DATA,     null,                         GC,                      Family.GC,        WRITES | TRAPS),
    ARRAY_INIT_ELEM                    (0xFB, 0x13,   "array.init_elem",                     TYPE_ELEM,     null,                         GC,                      Family.GC,        WRITES | TRAPS),
    REF_TEST                           (0xFB, 0x14,   "ref.test",                            HEAP_TYPE,     null,                         GC,                      Family.GC,        PURE),
    REF_TEST_NULL                      (0xFB, 0x15,   "ref.test",                            HEAP_TYPE,     null,                         GC,                      Family.GC,        PURE),
    REF_CAST                           (0xFB, 0x16,   "ref.cast",                            HEAP_TYPE,     null,                         GC,                      Family.GC,        TRAPS),
    REF_CAST_NULL                      (0xFB, 0x17,   "ref.cast",                            HEAP_TYPE,     null,                         GC,                      Family.GC,        TRAPS),
    BR_ON_CAST                         (0xFB, 0x18,   "br_on_cast",                          CAST_LABEL,    null,                         GC,                      Family.GC,        BRANCHES),
    BR_ON_CAST_FAIL                    (0xFB, 0x19,   "br_on_cast_fail",                     CAST_LABEL,    null,                         GC,                      Family.GC,        BRANCHES),
    ANY_CONVERT_EXTERN                 (0xFB, 0x1A,   "any.convert_extern",                  NONE,          null,                         GC,                      Family.GC,        PURE),
    EXTERN_CONVERT_ANY                 (0xFB, 0x1B,   "extern.convert_any",                  NONE,          null,                         GC,                      Family.GC,        PURE),
    REF_I31                            (0xFB, 0x1C,   "ref.i31",                             NONE,          null,                         GC,                      Family.GC,        PURE),
    I31_GET_S                          (0xFB, 0x1D,   "i31.get_s",                           NONE,          null,                         GC,                      Family.GC,        TRAPS),
    I31_GET_U                          (0xFB, 0x1E,   "i31.get_u",                           NONE,          null,                         GC,                      Family.GC,        TRAPS),

    // vectors: memory
    V128_LOAD                          (0xFD, 0x00,   "v128.load",                           MEMARG_16,     "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD8X8_S                     (0xFD, 0x01,   "v128.load8x8_s",                      MEMARG_8,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD8X8_U                     (0xFD, 0x02,   "v128.load8x8_u",                      MEMARG_8,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD16X4_S                    (0xFD, 0x03,   "v128.load16x4_s",                     MEMARG_8,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD16X4_U                    (0xFD, 0x04,   "v128.load16x4_u",                     MEMARG_8,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD32X2_S                    (0xFD, 0x05,   "v128.load32x2_s",                     MEMARG_8,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD32X2_U                    (0xFD, 0x06,   "v128.load32x2_u",                     MEMARG_8,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD8_SPLAT                   (0xFD, 0x07,   "v128.load8_splat",                    MEMARG_1,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD16_SPLAT                  (0xFD, 0x08,   "v128.load16_splat",                   MEMARG_2,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD32_SPLAT                  (0xFD, 0x09,   "v128.load32_splat",                   MEMARG_4,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD64_SPLAT                  (0xFD, 0x0A,   "v128.load64_splat",                   MEMARG_8,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_STORE                         (0xFD, 0x0B,   "v128.store",                          MEMARG_16,     "at v128 ->",                 SIMD,                    Family.SIMD,      WRITES | TRAPS),
    V128_LOAD8_LANE                    (0xFD, 0x54,   "v128.load8_lane",                     MEMARG_LANE_1, "at v128 -> v128",            SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD16_LANE                   (0xFD, 0x55,   "v128.load16_lane",                    MEMARG_LANE_2, "at v128 -> v128",            SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD32_LANE                   (0xFD, 0x56,   "v128.load32_lane",                    MEMARG_LANE_4, "at v128 -> v128",            SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD64_LANE                   (0xFD, 0x57,   "v128.load64_lane",                    MEMARG_LANE_8, "at v128 -> v128",            SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_STORE8_LANE                   (0xFD, 0x58,   "v128.store8_lane",                    MEMARG_LANE_1, "at v128 ->",                 SIMD,                    Family.SIMD,      WRITES | TRAPS),
    V128_STORE16_LANE                  (0xFD, 0x59,   "v128.store16_lane",                   MEMARG_LANE_2, "at v128 ->",                 SIMD,                    Family.SIMD,      WRITES | TRAPS),
    V128_STORE32_LANE                  (0xFD, 0x5A,   "v128.store32_lane",                   MEMARG_LANE_4, "at v128 ->",                 SIMD,                    Family.SIMD,      WRITES | TRAPS),
    V128_STORE64_LANE                  (0xFD, 0x5B,   "v128.store64_lane",                   MEMARG_LANE_8, "at v128 ->",                 SIMD,                    Family.SIMD,      WRITES | TRAPS),
    V128_LOAD32_ZERO                   (0xFD, 0x5C,   "v128.load32_zero",                    MEMARG_4,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),
    V128_LOAD64_ZERO                   (0xFD, 0x5D,   "v128.load64_zero",                    MEMARG_8,      "at -> v128",                 SIMD,                    Family.SIMD,      READS | TRAPS),

    // vectors: constants and lanes
    V128_CONST                         (0xFD, 0x0C,   "v128.const",                          V128,          "-> v128",                    SIMD,                    Family.SIMD,      PURE),
    I8X16_SHUFFLE                      (0xFD, 0x0D,   "i8x16.shuffle",                       LANES_16,      "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_SWIZZLE                      (0xFD, 0x0E,   "i8x16.swizzle",                       NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_SPLAT                        (0xFD, 0x0F,   "i8x16.splat",                         NONE,          "i32 -> v128",                SIMD,                    Family.SIMD,      PURE),
    I16X8_SPLAT                        (0xFD, 0x10,   "i16x8.splat",                         NONE,          "i32 -> v128",                SIMD,                    Family.SIMD,      PURE),
    I32X4_SPLAT                        (0xFD, 0x11,   "i32x4.splat",                         NONE,          "i32 -> v128",                SIMD,                    Family.SIMD,      PURE),
    I64X2_SPLAT                        (0xFD, 0x12,   "i64x2.splat",                         NONE,          "i64 -> v128",                SIMD,                    Family.SIMD,      PURE),
    F32X4_SPLAT                        (0xFD, 0x13,   "f32x4.splat",                         NONE,          "f32 -> v128",                SIMD,                    Family.SIMD,      PURE),
    F64X2_SPLAT                        (0xFD, 0x14,   "f64x2.splat",                         NONE,          "f64 -> v128",                SIMD,                    Family.SIMD,      PURE),
    I8X16_EXTRACT_LANE_S               (0xFD, 0x15,   "i8x16.extract_lane_s",                LANE_16,       "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I8X16_EXTRACT_LANE_U               (0xFD, 0x16,   "i8x16.extract_lane_u",                LANE_16,       "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I8X16_REPLACE_LANE                 (0xFD, 0x17,   "i8x16.replace_lane",                  LANE_16,       "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTRACT_LANE_S               (0xFD, 0x18,   "i16x8.extract_lane_s",                LANE_8,        "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTRACT_LANE_U               (0xFD, 0x19,   "i16x8.extract_lane_u",                LANE_8,        "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I16X8_REPLACE_LANE                 (0xFD, 0x1A,   "i16x8.replace_lane",                  LANE_8,        "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTRACT_LANE                 (0xFD, 0x1B,   "i32x4.extract_lane",                  LANE_4,        "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I32X4_REPLACE_LANE                 (0xFD, 0x1C,   "i32x4.replace_lane",                  LANE_4,        "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I64X2_EXTRACT_LANE                 (0xFD, 0x1D,   "i64x2.extract_lane",                  LANE_2,        "v128 -> i64",                SIMD,                    Family.SIMD,      PURE),
    I64X2_REPLACE_LANE                 (0xFD, 0x1E,   "i64x2.replace_lane",                  LANE_2,        "v128 i64 -> v128",           SIMD,                    Family.SIMD,      PURE),
    F32X4_EXTRACT_LANE                 (0xFD, 0x1F,   "f32x4.extract_lane",                  LANE_4,        "v128 -> f32",                SIMD,                    Family.SIMD,      PURE),
    F32X4_REPLACE_LANE                 (0xFD, 0x20,   "f32x4.replace_lane",                  LANE_4,        "v128 f32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    F64X2_EXTRACT_LANE                 (0xFD, 0x21,   "f64x2.extract_lane",                  LANE_2,        "v128 -> f64",                SIMD,                    Family.SIMD,      PURE),
    F64X2_REPLACE_LANE                 (0xFD, 0x22,   "f64x2.replace_lane",                  LANE_2,        "v128 f64 -> v128",           SIMD,                    Family.SIMD,      PURE),

    // vectors: comparisons
    I8X16_EQ                           (0xFD, 0x23,   "i8x16.eq",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_NE                           (0xFD, 0x24,   "i8x16.ne",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_LT_S                         (0xFD, 0x25,   "i8x16.lt_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_LT_U                         (0xFD, 0x26,   "i8x16.lt_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_GT_S                         (0xFD, 0x27,   "i8x16.gt_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_GT_U                         (0xFD, 0x28,   "i8x16.gt_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_LE_S                         (0xFD, 0x29,   "i8x16.le_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_LE_U                         (0xFD, 0x2A,   "i8x16.le_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_GE_S                         (0xFD, 0x2B,   "i8x16.ge_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_GE_U                         (0xFD, 0x2C,   "i8x16.ge_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_EQ                           (0xFD, 0x2D,   "i16x8.eq",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_NE                           (0xFD, 0x2E,   "i16x8.ne",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_LT_S                         (0xFD, 0x2F,   "i16x8.lt_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_LT_U                         (0xFD, 0x30,   "i16x8.lt_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_GT_S                         (0xFD, 0x31,   "i16x8.gt_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_GT_U                         (0xFD, 0x32,   "i16x8.gt_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_LE_S                         (0xFD, 0x33,   "i16x8.le_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_LE_U                         (0xFD, 0x34,   "i16x8.le_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_GE_S                         (0xFD, 0x35,   "i16x8.ge_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_GE_U                         (0xFD, 0x36,   "i16x8.ge_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_EQ                           (0xFD, 0x37,   "i32x4.eq",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_NE                           (0xFD, 0x38,   "i32x4.ne",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_LT_S                         (0xFD, 0x39,   "i32x4.lt_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_LT_U                         (0xFD, 0x3A,   "i32x4.lt_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_GT_S                         (0xFD, 0x3B,   "i32x4.gt_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_GT_U                         (0xFD, 0x3C,   "i32x4.gt_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_LE_S                         (0xFD, 0x3D,   "i32x4.le_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_LE_U                         (0xFD, 0x3E,   "i32x4.le_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_GE_S                         (0xFD, 0x3F,   "i32x4.ge_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_GE_U                         (0xFD, 0x40,   "i32x4.ge_u",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_EQ                           (0xFD, 0x41,   "f32x4.eq",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_NE                           (0xFD, 0x42,   "f32x4.ne",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_LT                           (0xFD, 0x43,   "f32x4.lt",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_GT                           (0xFD, 0x44,   "f32x4.gt",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_LE                           (0xFD, 0x45,   "f32x4.le",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_GE                           (0xFD, 0x46,   "f32x4.ge",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_EQ                           (0xFD, 0x47,   "f64x2.eq",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_NE                           (0xFD, 0x48,   "f64x2.ne",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_LT                           (0xFD, 0x49,   "f64x2.lt",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_GT                           (0xFD, 0x4A,   "f64x2.gt",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_LE                           (0xFD, 0x4B,   "f64x2.le",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_GE                           (0xFD, 0x4C,   "f64x2.ge",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_EQ                           (0xFD, 0xD6,   "i64x2.eq",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_NE                           (0xFD, 0xD7,   "i64x2.ne",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_LT_S                         (0xFD, 0xD8,   "i64x2.lt_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_GT_S                         (0xFD, 0xD9,   "i64x2.gt_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_LE_S                         (0xFD, 0xDA,   "i64x2.le_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_GE_S                         (0xFD, 0xDB,   "i64x2.ge_s",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),

    // vectors: bitwise
    V128_NOT                           (0xFD, 0x4D,   "v128.not",                            NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    V128_AND                           (0xFD, 0x4E,   "v128.and",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    V128_ANDNOT                        (0xFD, 0x4F,   "v128.andnot",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    V128_OR                            (0xFD, 0x50,   "v128.or",                             NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    V128_XOR                           (0xFD, 0x51,   "v128.xor",                            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    V128_BITSELECT                     (0xFD, 0x52,   "v128.bitselect",                      NONE,          "v128 v128 v128 -> v128",     SIMD,                    Family.SIMD,      PURE),
    V128_ANY_TRUE                      (0xFD, 0x53,   "v128.any_true",                       NONE,          "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),

    // vectors: arithmetic
    F32X4_DEMOTE_F64X2_ZERO            (0xFD, 0x5E,   "f32x4.demote_f64x2_zero",             NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F64X2_PROMOTE_LOW_F32X4            (0xFD, 0x5F,   "f64x2.promote_low_f32x4",             NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I8X16_ABS                          (0xFD, 0x60,   "i8x16.abs",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I8X16_NEG                          (0xFD, 0x61,   "i8x16.neg",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I8X16_POPCNT                       (0xFD, 0x62,   "i8x16.popcnt",                        NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I8X16_ALL_TRUE                     (0xFD, 0x63,   "i8x16.all_true",                      NONE,          "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I8X16_BITMASK                      (0xFD, 0x64,   "i8x16.bitmask",                       NONE,          "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I8X16_NARROW_I16X8_S               (0xFD, 0x65,   "i8x16.narrow_i16x8_s",                NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_NARROW_I16X8_U               (0xFD, 0x66,   "i8x16.narrow_i16x8_u",                NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_CEIL                         (0xFD, 0x67,   "f32x4.ceil",                          NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F32X4_FLOOR                        (0xFD, 0x68,   "f32x4.floor",                         NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F32X4_TRUNC                        (0xFD, 0x69,   "f32x4.trunc",                         NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F32X4_NEAREST                      (0xFD, 0x6A,   "f32x4.nearest",                       NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I8X16_SHL                          (0xFD, 0x6B,   "i8x16.shl",                           NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I8X16_SHR_S                        (0xFD, 0x6C,   "i8x16.shr_s",                         NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I8X16_SHR_U                        (0xFD, 0x6D,   "i8x16.shr_u",                         NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I8X16_ADD                          (0xFD, 0x6E,   "i8x16.add",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_ADD_SAT_S                    (0xFD, 0x6F,   "i8x16.add_sat_s",                     NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_ADD_SAT_U                    (0xFD, 0x70,   "i8x16.add_sat_u",                     NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_SUB                          (0xFD, 0x71,   "i8x16.sub",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_SUB_SAT_S                    (0xFD, 0x72,   "i8x16.sub_sat_s",                     NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_SUB_SAT_U                    (0xFD, 0x73,   "i8x16.sub_sat_u",                     NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_CEIL                         (0xFD, 0x74,   "f64x2.ceil",                          NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F64X2_FLOOR                        (0xFD, 0x75,   "f64x2.floor",                         NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I8X16_MIN_S                        (0xFD, 0x76,   "i8x16.min_s",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_MIN_U                        (0xFD, 0x77,   "i8x16.min_u",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_MAX_S                        (0xFD, 0x78,   "i8x16.max_s",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I8X16_MAX_U                        (0xFD, 0x79,   "i8x16.max_u",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_TRUNC                        (0xFD, 0x7A,   "f64x2.trunc",                         NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I8X16_AVGR_U                       (0xFD, 0x7B,   "i8x16.avgr_u",                        NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTADD_PAIRWISE_I8X16_S      (0xFD, 0x7C,   "i16x8.extadd_pairwise_i8x16_s",       NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTADD_PAIRWISE_I8X16_U      (0xFD, 0x7D,   "i16x8.extadd_pairwise_i8x16_u",       NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTADD_PAIRWISE_I16X8_S      (0xFD, 0x7E,   "i32x4.extadd_pairwise_i16x8_s",       NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTADD_PAIRWISE_I16X8_U      (0xFD, 0x7F,   "i32x4.extadd_pairwise_i16x8_u",       NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I16X8_ABS                          (0xFD, 0x80,   "i16x8.abs",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I16X8_NEG                          (0xFD, 0x81,   "i16x8.neg",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I16X8_Q15MULR_SAT_S                (0xFD, 0x82,   "i16x8.q15mulr_sat_s",                 NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_ALL_TRUE                     (0xFD, 0x83,   "i16x8.all_true",                      NONE,          "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I16X8_BITMASK                      (0xFD, 0x84,   "i16x8.bitmask",                       NONE,          "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I16X8_NARROW_I32X4_S               (0xFD, 0x85,   "i16x8.narrow_i32x4_s",                NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_NARROW_I32X4_U               (0xFD, 0x86,   "i16x8.narrow_i32x4_u",                NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTEND_LOW_I8X16_S           (0xFD, 0x87,   "i16x8.extend_low_i8x16_s",            NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTEND_HIGH_I8X16_S          (0xFD, 0x88,   "i16x8.extend_high_i8x16_s",           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTEND_LOW_I8X16_U           (0xFD, 0x89,   "i16x8.extend_low_i8x16_u",            NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTEND_HIGH_I8X16_U          (0xFD, 0x8A,   "i16x8.extend_high_i8x16_u",           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I16X8_SHL                          (0xFD, 0x8B,   "i16x8.shl",                           NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I16X8_SHR_S                        (0xFD, 0x8C,   "i16x8.shr_s",                         NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I16X8_SHR_U                        (0xFD, 0x8D,   "i16x8.shr_u",                         NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I16X8_ADD                          (0xFD, 0x8E,   "i16x8.add",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_ADD_SAT_S                    (0xFD, 0x8F,   "i16x8.add_sat_s",                     NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_ADD_SAT_U                    (0xFD, 0x90,   "i16x8.add_sat_u",                     NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_SUB                          (0xFD, 0x91,   "i16x8.sub",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_SUB_SAT_S                    (0xFD, 0x92,   "i16x8.sub_sat_s",                     NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_SUB_SAT_U                    (0xFD, 0x93,   "i16x8.sub_sat_u",                     NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_NEAREST                      (0xFD, 0x94,   "f64x2.nearest",                       NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I16X8_MUL                          (0xFD, 0x95,   "i16x8.mul",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_MIN_S                        (0xFD, 0x96,   "i16x8.min_s",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_MIN_U                        (0xFD, 0x97,   "i16x8.min_u",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_MAX_S                        (0xFD, 0x98,   "i16x8.max_s",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_MAX_U                        (0xFD, 0x99,   "i16x8.max_u",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_AVGR_U                       (0xFD, 0x9B,   "i16x8.avgr_u",                        NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTMUL_LOW_I8X16_S           (0xFD, 0x9C,   "i16x8.extmul_low_i8x16_s",            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTMUL_HIGH_I8X16_S          (0xFD, 0x9D,   "i16x8.extmul_high_i8x16_s",           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTMUL_LOW_I8X16_U           (0xFD, 0x9E,   "i16x8.extmul_low_i8x16_u",            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I16X8_EXTMUL_HIGH_I8X16_U          (0xFD, 0x9F,   "i16x8.extmul_high_i8x16_u",           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_ABS                          (0xFD, 0xA0,   "i32x4.abs",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_NEG                          (0xFD, 0xA1,   "i32x4.neg",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_ALL_TRUE                     (0xFD, 0xA3,   "i32x4.all_true",                      NONE,          "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I32X4_BITMASK                      (0xFD, 0xA4,   "i32x4.bitmask",                       NONE,          "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTEND_LOW_I16X8_S           (0xFD, 0xA7,   "i32x4.extend_low_i16x8_s",            NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTEND_HIGH_I16X8_S          (0xFD, 0xA8,   "i32x4.extend_high_i16x8_s",           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTEND_LOW_I16X8_U           (0xFD, 0xA9,   "i32x4.extend_low_i16x8_u",            NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTEND_HIGH_I16X8_U          (0xFD, 0xAA,   "i32x4.extend_high_i16x8_u",           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_SHL                          (0xFD, 0xAB,   "i32x4.shl",                           NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I32X4_SHR_S                        (0xFD, 0xAC,   "i32x4.shr_s",                         NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I32X4_SHR_U                        (0xFD, 0xAD,   "i32x4.shr_u",                         NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I32X4_ADD                          (0xFD, 0xAE,   "i32x4.add",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_SUB                          (0xFD, 0xB1,   "i32x4.sub",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_MUL                          (0xFD, 0xB5,   "i32x4.mul",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_MIN_S                        (0xFD, 0xB6,   "i32x4.min_s",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_MIN_U                        (0xFD, 0xB7,   "i32x4.min_u",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_MAX_S                        (0xFD, 0xB8,   "i32x4.max_s",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_MAX_U                        (0xFD, 0xB9,   "i32x4.max_u",                         NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_DOT_I16X8_S                  (0xFD, 0xBA,   "i32x4.dot_i16x8_s",                   NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTMUL_LOW_I16X8_S           (0xFD, 0xBC,   "i32x4.extmul_low_i16x8_s",            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTMUL_HIGH_I16X8_S          (0xFD, 0xBD,   "i32x4.extmul_high_i16x8_s",           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTMUL_LOW_I16X8_U           (0xFD, 0xBE,   "i32x4.extmul_low_i16x8_u",            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_EXTMUL_HIGH_I16X8_U          (0xFD, 0xBF,   "i32x4.extmul_high_i16x8_u",           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_ABS                          (0xFD, 0xC0,   "i64x2.abs",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I64X2_NEG                          (0xFD, 0xC1,   "i64x2.neg",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I64X2_ALL_TRUE                     (0xFD, 0xC3,   "i64x2.all_true",                      NONE,          "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I64X2_BITMASK                      (0xFD, 0xC4,   "i64x2.bitmask",                       NONE,          "v128 -> i32",                SIMD,                    Family.SIMD,      PURE),
    I64X2_EXTEND_LOW_I32X4_S           (0xFD, 0xC7,   "i64x2.extend_low_i32x4_s",            NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I64X2_EXTEND_HIGH_I32X4_S          (0xFD, 0xC8,   "i64x2.extend_high_i32x4_s",           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I64X2_EXTEND_LOW_I32X4_U           (0xFD, 0xC9,   "i64x2.extend_low_i32x4_u",            NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I64X2_EXTEND_HIGH_I32X4_U          (0xFD, 0xCA,   "i64x2.extend_high_i32x4_u",           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I64X2_SHL                          (0xFD, 0xCB,   "i64x2.shl",                           NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I64X2_SHR_S                        (0xFD, 0xCC,   "i64x2.shr_s",                         NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I64X2_SHR_U                        (0xFD, 0xCD,   "i64x2.shr_u",                         NONE,          "v128 i32 -> v128",           SIMD,                    Family.SIMD,      PURE),
    I64X2_ADD                          (0xFD, 0xCE,   "i64x2.add",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_SUB                          (0xFD, 0xD1,   "i64x2.sub",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_MUL                          (0xFD, 0xD5,   "i64x2.mul",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_EXTMUL_LOW_I32X4_S           (0xFD, 0xDC,   "i64x2.extmul_low_i32x4_s",            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_EXTMUL_HIGH_I32X4_S          (0xFD, 0xDD,   "i64x2.extmul_high_i32x4_s",           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_EXTMUL_LOW_I32X4_U           (0xFD, 0xDE,   "i64x2.extmul_low_i32x4_u",            NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I64X2_EXTMUL_HIGH_I32X4_U          (0xFD, 0xDF,   "i64x2.extmul_high_i32x4_u",           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_ABS                          (0xFD, 0xE0,   "f32x4.abs",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F32X4_NEG                          (0xFD, 0xE1,   "f32x4.neg",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F32X4_SQRT                         (0xFD, 0xE3,   "f32x4.sqrt",                          NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F32X4_ADD                          (0xFD, 0xE4,   "f32x4.add",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_SUB                          (0xFD, 0xE5,   "f32x4.sub",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_MUL                          (0xFD, 0xE6,   "f32x4.mul",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_DIV                          (0xFD, 0xE7,   "f32x4.div",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_MIN                          (0xFD, 0xE8,   "f32x4.min",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_MAX                          (0xFD, 0xE9,   "f32x4.max",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_PMIN                         (0xFD, 0xEA,   "f32x4.pmin",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F32X4_PMAX                         (0xFD, 0xEB,   "f32x4.pmax",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_ABS                          (0xFD, 0xEC,   "f64x2.abs",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F64X2_NEG                          (0xFD, 0xED,   "f64x2.neg",                           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F64X2_SQRT                         (0xFD, 0xEF,   "f64x2.sqrt",                          NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F64X2_ADD                          (0xFD, 0xF0,   "f64x2.add",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_SUB                          (0xFD, 0xF1,   "f64x2.sub",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_MUL                          (0xFD, 0xF2,   "f64x2.mul",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_DIV                          (0xFD, 0xF3,   "f64x2.div",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_MIN                          (0xFD, 0xF4,   "f64x2.min",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_MAX                          (0xFD, 0xF5,   "f64x2.max",                           NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_PMIN                         (0xFD, 0xF6,   "f64x2.pmin",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    F64X2_PMAX                         (0xFD, 0xF7,   "f64x2.pmax",                          NONE,          "v128 v128 -> v128",          SIMD,                    Family.SIMD,      PURE),
    I32X4_TRUNC_SAT_F32X4_S            (0xFD, 0xF8,   "i32x4.trunc_sat_f32x4_s",             NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_TRUNC_SAT_F32X4_U            (0xFD, 0xF9,   "i32x4.trunc_sat_f32x4_u",             NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F32X4_CONVERT_I32X4_S              (0xFD, 0xFA,   "f32x4.convert_i32x4_s",               NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F32X4_CONVERT_I32X4_U              (0xFD, 0xFB,   "f32x4.convert_i32x4_u",               NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_TRUNC_SAT_F64X2_S_ZERO       (0xFD, 0xFC,   "i32x4.trunc_sat_f64x2_s_zero",        NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    I32X4_TRUNC_SAT_F64X2_U_ZERO       (0xFD, 0xFD,   "i32x4.trunc_sat_f64x2_u_zero",        NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F64X2_CONVERT_LOW_I32X4_S          (0xFD, 0xFE,   "f64x2.convert_low_i32x4_s",           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),
    F64X2_CONVERT_LOW_I32X4_U          (0xFD, 0xFF,   "f64x2.convert_low_i32x4_u",           NONE,          "v128 -> v128",               SIMD,                    Family.SIMD,      PURE),

    // vectors: relaxed
    I8X16_RELAXED_SWIZZLE              (0xFD, 0x100,  "i8x16.relaxed_swizzle",               NONE,          "v128 v128 -> v128",          RELAXED_SIMD,            Family.SIMD,      PURE),
    I32X4_RELAXED_TRUNC_F32X4_S        (0xFD, 0x101,  "i32x4.relaxed_trunc_f32x4_s",         NONE,          "v128 -> v128",               RELAXED_SIMD,            Family.SIMD,      PURE),
    I32X4_RELAXED_TRUNC_F32X4_U        (0xFD, 0x102,  "i32x4.relaxed_trunc_f32x4_u",         NONE,          "v128 -> v128",               RELAXED_SIMD,            Family.SIMD,      PURE),
    I32X4_RELAXED_TRUNC_F64X2_S_ZERO   (0xFD, 0x103,  "i32x4.relaxed_trunc_f64x2_s_zero",    NONE,          "v128 -> v128",               RELAXED_SIMD,            Family.SIMD,      PURE),
    I32X4_RELAXED_TRUNC_F64X2_U_ZERO   (0xFD, 0x104,  "i32x4.relaxed_trunc_f64x2_u_zero",    NONE,          "v128 -> v128",               RELAXED_SIMD,            Family.SIMD,      PURE),
    F32X4_RELAXED_MADD                 (0xFD, 0x105,  "f32x4.relaxed_madd",                  NONE,          "v128 v128 v128 -> v128",     RELAXED_SIMD,            Family.SIMD,      PURE),
    F32X4_RELAXED_NMADD                (0xFD, 0x106,  "f32x4.relaxed_nmadd",                 NONE,          "v128 v128 v128 -> v128",     RELAXED_SIMD,            Family.SIMD,      PURE),
    F64X2_RELAXED_MADD                 (0xFD, 0x107,  "f64x2.relaxed_madd",                  NONE,          "v128 v128 v128 -> v128",     RELAXED_SIMD,            Family.SIMD,      PURE),
    F64X2_RELAXED_NMADD                (0xFD, 0x108,  "f64x2.relaxed_nmadd",                 NONE,          "v128 v128 v128 -> v128",     RELAXED_SIMD,            Family.SIMD,      PURE),
    I8X16_RELAXED_LANESELECT           (0xFD, 0x109,  "i8x16.relaxed_laneselect",            NONE,          "v128 v128 v128 -> v128",     RELAXED_SIMD,            Family.SIMD,      PURE),
    I16X8_RELAXED_LANESELECT           (0xFD, 0x10A,  "i16x8.relaxed_laneselect",            NONE,          "v128 v128 v128 -> v128",     RELAXED_SIMD,            Family.SIMD,      PURE),
    I32X4_RELAXED_LANESELECT           (0xFD, 0x10B,  "i32x4.relaxed_laneselect",            NONE,          "v128 v128 v128 -> v128",     RELAXED_SIMD,            Family.SIMD,      PURE),
    I64X2_RELAXED_LANESELECT           (0xFD, 0x10C,  "i64x2.relaxed_laneselect",            NONE,          "v128 v128 v128 -> v128",     RELAXED_SIMD,            Family.SIMD,      PURE),
    F32X4_RELAXED_MIN                  (0xFD, 0x10D,  "f32x4.relaxed_min",                   NONE,          "v128 v128 -> v128",          RELAXED_SIMD,            Family.SIMD,      PURE),
    F32X4_RELAXED_MAX                  (0xFD, 0x10E,  "f32x4.relaxed_max",                   NONE,          "v128 v128 -> v128",          RELAXED_SIMD,            Family.SIMD,      PURE),
    F64X2_RELAXED_MIN                  (0xFD, 0x10F,  "f64x2.relaxed_min",                   NONE,          "v128 v128 -> v128",          RELAXED_SIMD,            Family.SIMD,      PURE),
    F64X2_RELAXED_MAX                  (0xFD, 0x110,  "f64x2.relaxed_max",                   NONE,          "v128 v128 -> v128",          RELAXED_SIMD,            Family.SIMD,      PURE),
    I16X8_RELAXED_Q15MULR_S            (0xFD, 0x111,  "i16x8.relaxed_q15mulr_s",             NONE,          "v128 v128 -> v128",          RELAXED_SIMD,            Family.SIMD,      PURE),
    I16X8_RELAXED_DOT_I8X16_I7X16_S    (0xFD, 0x112,  "i16x8.relaxed_dot_i8x16_i7x16_s",     NONE,          "v128 v128 -> v128",          RELAXED_SIMD,            Family.SIMD,      PURE),
    I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S(0xFD, 0x113,  "i32x4.relaxed_dot_i8x16_i7x16_add_s", NONE,          "v128 v128 v128 -> v128",     RELAXED_SIMD,            Family.SIMD,      PURE),

    // atomics
    MEMORY_ATOMIC_NOTIFY               (0xFE, 0x00,   "memory.atomic.notify",                MEMARG_4,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    MEMORY_ATOMIC_WAIT32               (0xFE, 0x01,   "memory.atomic.wait32",                MEMARG_4,      "at i32 i64 -> i32",          THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    MEMORY_ATOMIC_WAIT64               (0xFE, 0x02,   "memory.atomic.wait64",                MEMARG_8,      "at i64 i64 -> i32",          THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    ATOMIC_FENCE                       (0xFE, 0x03,   "atomic.fence",                        FENCE,         "->",                         THREADS,                 Family.ATOMIC,    READS | WRITES),
    I32_ATOMIC_LOAD                    (0xFE, 0x10,   "i32.atomic.load",                     MEMARG_4,      "at -> i32",                  THREADS,                 Family.ATOMIC,    READS | TRAPS),
    I64_ATOMIC_LOAD                    (0xFE, 0x11,   "i64.atomic.load",                     MEMARG_8,      "at -> i64",                  THREADS,                 Family.ATOMIC,    READS | TRAPS),
    I32_ATOMIC_LOAD8_U                 (0xFE, 0x12,   "i32.atomic.load8_u",                  MEMARG_1,      "at -> i32",                  THREADS,                 Family.ATOMIC,    READS | TRAPS),
    I32_ATOMIC_LOAD16_U                (0xFE, 0x13,   "i32.atomic.load16_u",                 MEMARG_2,      "at -> i32",                  THREADS,                 Family.ATOMIC,    READS | TRAPS),
    I64_ATOMIC_LOAD8_U                 (0xFE, 0x14,   "i64.atomic.load8_u",                  MEMARG_1,      "at -> i64",                  THREADS,                 Family.ATOMIC,    READS | TRAPS),
    I64_ATOMIC_LOAD16_U                (0xFE, 0x15,   "i64.atomic.load16_u",                 MEMARG_2,      "at -> i64",                  THREADS,                 Family.ATOMIC,    READS | TRAPS),
    I64_ATOMIC_LOAD32_U                (0xFE, 0x16,   "i64.atomic.load32_u",                 MEMARG_4,      "at -> i64",                  THREADS,                 Family.ATOMIC,    READS | TRAPS),
    I32_ATOMIC_STORE                   (0xFE, 0x17,   "i32.atomic.store",                    MEMARG_4,      "at i32 ->",                  THREADS,                 Family.ATOMIC,    WRITES | TRAPS),
    I64_ATOMIC_STORE                   (0xFE, 0x18,   "i64.atomic.store",                    MEMARG_8,      "at i64 ->",                  THREADS,                 Family.ATOMIC,    WRITES | TRAPS),
    I32_ATOMIC_STORE8                  (0xFE, 0x19,   "i32.atomic.store8",                   MEMARG_1,      "at i32 ->",                  THREADS,                 Family.ATOMIC,    WRITES | TRAPS),
    I32_ATOMIC_STORE16                 (0xFE, 0x1A,   "i32.atomic.store16",                  MEMARG_2,      "at i32 ->",                  THREADS,                 Family.ATOMIC,    WRITES | TRAPS),
    I64_ATOMIC_STORE8                  (0xFE, 0x1B,   "i64.atomic.store8",                   MEMARG_1,      "at i64 ->",                  THREADS,                 Family.ATOMIC,    WRITES | TRAPS),
    I64_ATOMIC_STORE16                 (0xFE, 0x1C,   "i64.atomic.store16",                  MEMARG_2,      "at i64 ->",                  THREADS,                 Family.ATOMIC,    WRITES | TRAPS),
    I64_ATOMIC_STORE32                 (0xFE, 0x1D,   "i64.atomic.store32",                  MEMARG_4,      "at i64 ->",                  THREADS,                 Family.ATOMIC,    WRITES | TRAPS),
    I32_ATOMIC_RMW_ADD                 (0xFE, 0x1E,   "i32.atomic.rmw.add",                  MEMARG_4,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW_ADD                 (0xFE, 0x1F,   "i64.atomic.rmw.add",                  MEMARG_8,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW8_ADD_U              (0xFE, 0x20,   "i32.atomic.rmw8.add_u",               MEMARG_1,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW16_ADD_U             (0xFE, 0x21,   "i32.atomic.rmw16.add_u",              MEMARG_2,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW8_ADD_U              (0xFE, 0x22,   "i64.atomic.rmw8.add_u",               MEMARG_1,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW16_ADD_U             (0xFE, 0x23,   "i64.atomic.rmw16.add_u",              MEMARG_2,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW32_ADD_U             (0xFE, 0x24,   "i64.atomic.rmw32.add_u",              MEMARG_4,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW_SUB                 (0xFE, 0x25,   "i32.atomic.rmw.sub",                  MEMARG_4,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW_SUB                 (0xFE, 0x26,   "i64.atomic.rmw.sub",                  MEMARG_8,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW8_SUB_U              (0xFE, 0x27,   "i32.atomic.rmw8.sub_u",               MEMARG_1,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW16_SUB_U             (0xFE, 0x28,   "i32.atomic.rmw16.sub_u",              MEMARG_2,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW8_SUB_U              (0xFE, 0x29,   "i64.atomic.rmw8.sub_u",               MEMARG_1,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW16_SUB_U             (0xFE, 0x2A,   "i64.atomic.rmw16.sub_u",              MEMARG_2,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW32_SUB_U             (0xFE, 0x2B,   "i64.atomic.rmw32.sub_u",              MEMARG_4,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW_AND                 (0xFE, 0x2C,   "i32.atomic.rmw.and",                  MEMARG_4,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW_AND                 (0xFE, 0x2D,   "i64.atomic.rmw.and",                  MEMARG_8,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW8_AND_U              (0xFE, 0x2E,   "i32.atomic.rmw8.and_u",               MEMARG_1,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW16_AND_U             (0xFE, 0x2F,   "i32.atomic.rmw16.and_u",              MEMARG_2,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW8_AND_U              (0xFE, 0x30,   "i64.atomic.rmw8.and_u",               MEMARG_1,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW16_AND_U             (0xFE, 0x31,   "i64.atomic.rmw16.and_u",              MEMARG_2,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW32_AND_U             (0xFE, 0x32,   "i64.atomic.rmw32.and_u",              MEMARG_4,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW_OR                  (0xFE, 0x33,   "i32.atomic.rmw.or",                   MEMARG_4,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW_OR                  (0xFE, 0x34,   "i64.atomic.rmw.or",                   MEMARG_8,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW8_OR_U               (0xFE, 0x35,   "i32.atomic.rmw8.or_u",                MEMARG_1,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW16_OR_U              (0xFE, 0x36,   "i32.atomic.rmw16.or_u",               MEMARG_2,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW8_OR_U               (0xFE, 0x37,   "i64.atomic.rmw8.or_u",                MEMARG_1,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW16_OR_U              (0xFE, 0x38,   "i64.atomic.rmw16.or_u",               MEMARG_2,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW32_OR_U              (0xFE, 0x39,   "i64.atomic.rmw32.or_u",               MEMARG_4,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW_XOR                 (0xFE, 0x3A,   "i32.atomic.rmw.xor",                  MEMARG_4,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW_XOR                 (0xFE, 0x3B,   "i64.atomic.rmw.xor",                  MEMARG_8,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW8_XOR_U              (0xFE, 0x3C,   "i32.atomic.rmw8.xor_u",               MEMARG_1,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW16_XOR_U             (0xFE, 0x3D,   "i32.atomic.rmw16.xor_u",              MEMARG_2,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW8_XOR_U              (0xFE, 0x3E,   "i64.atomic.rmw8.xor_u",               MEMARG_1,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW16_XOR_U             (0xFE, 0x3F,   "i64.atomic.rmw16.xor_u",              MEMARG_2,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW32_XOR_U             (0xFE, 0x40,   "i64.atomic.rmw32.xor_u",              MEMARG_4,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW_XCHG                (0xFE, 0x41,   "i32.atomic.rmw.xchg",                 MEMARG_4,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW_XCHG                (0xFE, 0x42,   "i64.atomic.rmw.xchg",                 MEMARG_8,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW8_XCHG_U             (0xFE, 0x43,   "i32.atomic.rmw8.xchg_u",              MEMARG_1,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW16_XCHG_U            (0xFE, 0x44,   "i32.atomic.rmw16.xchg_u",             MEMARG_2,      "at i32 -> i32",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW8_XCHG_U             (0xFE, 0x45,   "i64.atomic.rmw8.xchg_u",              MEMARG_1,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW16_XCHG_U            (0xFE, 0x46,   "i64.atomic.rmw16.xchg_u",             MEMARG_2,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW32_XCHG_U            (0xFE, 0x47,   "i64.atomic.rmw32.xchg_u",             MEMARG_4,      "at i64 -> i64",              THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW_CMPXCHG             (0xFE, 0x48,   "i32.atomic.rmw.cmpxchg",              MEMARG_4,      "at i32 i32 -> i32",          THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW_CMPXCHG             (0xFE, 0x49,   "i64.atomic.rmw.cmpxchg",              MEMARG_8,      "at i64 i64 -> i64",          THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW8_CMPXCHG_U          (0xFE, 0x4A,   "i32.atomic.rmw8.cmpxchg_u",           MEMARG_1,      "at i32 i32 -> i32",          THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I32_ATOMIC_RMW16_CMPXCHG_U         (0xFE, 0x4B,   "i32.atomic.rmw16.cmpxchg_u",          MEMARG_2,      "at i32 i32 -> i32",          THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW8_CMPXCHG_U          (0xFE, 0x4C,   "i64.atomic.rmw8.cmpxchg_u",           MEMARG_1,      "at i64 i64 -> i64",          THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW16_CMPXCHG_U         (0xFE, 0x4D,   "i64.atomic.rmw16.cmpxchg_u",          MEMARG_2,      "at i64 i64 -> i64",          THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS),
    I64_ATOMIC_RMW32_CMPXCHG_U         (0xFE, 0x4E,   "i64.atomic.rmw32.cmpxchg_u",          MEMARG_4,      "at i64 i64 -> i64",          THREADS,                 Family.ATOMIC,    READS | WRITES | TRAPS);
    // spotless:on

    /// Code units of the prefixes: prefixed opcodes are looked up by prefix and code.
    private static final int MAX_CODE = 0x140;

    private static final @Nullable Opcode[] PLAIN = table(0);
    private static final @Nullable Opcode[] PREFIX_FB = table(0xFB);
    private static final @Nullable Opcode[] PREFIX_FC = table(0xFC);
    private static final @Nullable Opcode[] PREFIX_FD = table(0xFD);
    private static final @Nullable Opcode[] PREFIX_FE = table(0xFE);

    private final int prefix;
    private final int code;
    private final String text;
    private final Immediates immediates;
    private final @Nullable String signature;
    private final WasmFeature feature;
    private final Family family;
    private final int effects;

    Opcode(
            int prefix,
            int code,
            String text,
            Immediates immediates,
            @Nullable String signature,
            WasmFeature feature,
            Family family,
            int effects) {
        this.prefix = prefix;
        this.code = code;
        this.text = text;
        this.immediates = immediates;
        this.signature = signature;
        this.feature = feature;
        this.family = family;
        this.effects = effects;
    }

    private static @Nullable Opcode[] table(int prefix) {
        @Nullable Opcode[] table = new Opcode[prefix == 0 ? 256 : MAX_CODE];
        for (Opcode opcode : values()) {
            if (opcode.prefix == prefix) {
                table[opcode.code] = opcode;
            }
        }
        return table;
    }

    /// Finds an instruction by its encoding.
    ///
    /// @param prefix the prefix byte, 0 if there is none
    /// @param code   the byte, or the unsigned number behind the prefix
    /// @return the instruction, or null if there is none
    public static @Nullable Opcode of(int prefix, int code) {
        @Nullable
        Opcode[] table = switch (prefix) {
            case 0 -> PLAIN;
            case 0xFB -> PREFIX_FB;
            case 0xFC -> PREFIX_FC;
            case 0xFD -> PREFIX_FD;
            case 0xFE -> PREFIX_FE;
            default -> new Opcode[0];
        };
        return code >= 0 && code < table.length ? table[code] : null;
    }

    /// The prefix byte.
    ///
    /// @return 0xFB to 0xFE, or 0 if there is none
    public int prefix() {
        return prefix;
    }

    /// The byte, or the number behind the prefix.
    ///
    /// @return the code
    public int code() {
        return code;
    }

    /// The text form. `select`, `ref.test` and `ref.cast` have two rows each.
    ///
    /// @return for example `i32.add`
    public String text() {
        return text;
    }

    /// What stands behind the opcode.
    ///
    /// @return the kind of immediates
    public Immediates immediates() {
        return immediates;
    }

    /// The operands and results, for example `i32 i32 -> i32`; `at` is the memory's address type.
    ///
    /// @return the signature, or null if it depends on immediates or operands
    public @Nullable String signature() {
        return signature;
    }

    /// The feature that brings the instruction.
    ///
    /// @return the feature
    public WasmFeature feature() {
        return feature;
    }

    /// The family, by which code is split into files.
    ///
    /// @return the family
    public Family family() {
        return family;
    }

    /// Whether executing the instruction may have one of the given effects.
    ///
    /// @param mask constants of [Effects]
    /// @return true if it may
    public boolean has(int mask) {
        return (effects & mask) != 0;
    }

    /// The text form.
    @Override
    public String toString() {
        return text;
    }

    /// Effects of instructions, as bits.
    public static final class Effects {
        /// No effect but the result.
        public static final int PURE = 0;
        /// May trap.
        public static final int TRAPS = 1;
        /// Reads state outside the frame.
        public static final int READS = 2;
        /// Writes state outside the frame.
        public static final int WRITES = 4;
        /// Ends or begins a basic block.
        public static final int BRANCHES = 8;
        /// Calls a function.
        public static final int CALLS = 16;
        /// Throws an exception.
        public static final int THROWS = 32;
        /// Allocates an object, may collect garbage.
        public static final int ALLOCATES = 64;

        private Effects() {}
    }
}

package dev.gantry.wasm;

/// Everything that can be wrong with a module or go wrong in a run: the phase and the text that the
/// specification's test suite expects.
///
/// A trap is told by its constant alone; only traps of components have texts that say more.
///
/// Threading: immutable.
public enum Failure {
    // spotless:off
    // malformed: the bytes or the text are no module
    /// `unexpected end`.
    UNEXPECTED_END(Phase.MALFORMED, "unexpected end"),
    /// `unexpected end of section or function`.
    UNEXPECTED_END_OF_SECTION(Phase.MALFORMED, "unexpected end of section or function"),
    /// `length out of bounds`.
    LENGTH_OUT_OF_BOUNDS(Phase.MALFORMED, "length out of bounds"),
    /// `magic header not detected`.
    MAGIC_HEADER_NOT_DETECTED(Phase.MALFORMED, "magic header not detected"),
    /// `unknown binary version`.
    UNKNOWN_BINARY_VERSION(Phase.MALFORMED, "unknown binary version"),
    /// `a component was found where a module was expected`.
    COMPONENT_INSTEAD_OF_MODULE(Phase.MALFORMED, "a component was found where a module was expected"),
    /// `a module was found where a component was expected`.
    MODULE_INSTEAD_OF_COMPONENT(Phase.MALFORMED, "a module was found where a component was expected"),
    /// `invalid leading byte`: one that chooses no form of the component format.
    INVALID_LEADING_BYTE(Phase.MALFORMED, "invalid leading byte"),
    /// `malformed section id`.
    MALFORMED_SECTION_ID(Phase.MALFORMED, "malformed section id"),
    /// `section size mismatch`.
    SECTION_SIZE_MISMATCH(Phase.MALFORMED, "section size mismatch"),
    /// `unexpected content after last section`.
    UNEXPECTED_CONTENT(Phase.MALFORMED, "unexpected content after last section"),
    /// `integer too large`.
    INTEGER_TOO_LARGE(Phase.MALFORMED, "integer too large"),
    /// `integer representation too long`.
    INTEGER_REPRESENTATION_TOO_LONG(Phase.MALFORMED, "integer representation too long"),
    /// `malformed UTF-8 encoding`.
    MALFORMED_UTF8(Phase.MALFORMED, "malformed UTF-8 encoding"),
    /// `malformed import kind`.
    MALFORMED_IMPORT_KIND(Phase.MALFORMED, "malformed import kind"),
    /// `malformed export kind`.
    MALFORMED_EXPORT_KIND(Phase.MALFORMED, "malformed export kind"),
    /// `malformed mutability`.
    MALFORMED_MUTABILITY(Phase.MALFORMED, "malformed mutability"),
    /// `invalid custom page size`, found by the decoder.
    MALFORMED_PAGE_SIZE(Phase.MALFORMED, "invalid custom page size"),
    /// `malformed limits flags`.
    MALFORMED_LIMITS_FLAGS(Phase.MALFORMED, "malformed limits flags"),
    /// `malformed type`.
    MALFORMED_TYPE(Phase.MALFORMED, "malformed type"),
    /// `malformed reference type`.
    MALFORMED_REFERENCE_TYPE(Phase.MALFORMED, "malformed reference type"),
    /// `malformed segment flags`.
    MALFORMED_SEGMENT_FLAGS(Phase.MALFORMED, "malformed segment flags"),
    /// `malformed element kind`.
    MALFORMED_ELEM_KIND(Phase.MALFORMED, "malformed element kind"),
    /// `malformed table`.
    MALFORMED_TABLE(Phase.MALFORMED, "malformed table"),
    /// `malformed tag attribute`.
    MALFORMED_TAG_ATTRIBUTE(Phase.MALFORMED, "malformed tag attribute"),
    /// `malformed memop flags`.
    MALFORMED_MEMOP_FLAGS(Phase.MALFORMED, "malformed memop flags"),
    /// `malformed catch clause`.
    MALFORMED_CATCH(Phase.MALFORMED, "malformed catch clause"),
    /// `malformed br_on_cast flags`.
    MALFORMED_CAST_FLAGS(Phase.MALFORMED, "malformed br_on_cast flags"),
    /// `illegal opcode`.
    ILLEGAL_OPCODE(Phase.MALFORMED, "illegal opcode"),
    /// `END opcode expected`.
    END_OPCODE_EXPECTED(Phase.MALFORMED, "END opcode expected"),
    /// `zero byte expected`.
    ZERO_BYTE_EXPECTED(Phase.MALFORMED, "zero byte expected"),
    /// `function and code section have inconsistent lengths`.
    FUNCTION_AND_CODE_INCONSISTENT(Phase.MALFORMED, "function and code section have inconsistent lengths"),
    /// `data count and data section have inconsistent lengths`.
    DATA_COUNT_INCONSISTENT(Phase.MALFORMED, "data count and data section have inconsistent lengths"),
    /// `data count section required`.
    DATA_COUNT_REQUIRED(Phase.MALFORMED, "data count section required"),
    /// `too many locals`.
    TOO_MANY_LOCALS(Phase.MALFORMED, "too many locals"),
    /// `malformed custom section`.
    MALFORMED_CUSTOM(Phase.MALFORMED, "malformed custom section"),
    /// `unexpected token`.
    SYNTAX_ERROR(Phase.MALFORMED, "unexpected token"),
    /// `unknown operator`.
    UNKNOWN_OPERATOR(Phase.MALFORMED, "unknown operator"),
    /// `constant out of range`.
    CONSTANT_OUT_OF_RANGE(Phase.MALFORMED, "constant out of range"),
    /// `duplicate identifier`.
    DUPLICATE_IDENTIFIER(Phase.MALFORMED, "duplicate identifier"),
    /// `unknown identifier`.
    UNKNOWN_IDENTIFIER(Phase.MALFORMED, "unknown identifier"),
    /// `inline function type`.
    INLINE_FUNCTION_TYPE(Phase.MALFORMED, "inline function type"),
    /// `alignment must be a power of two`.
    ALIGNMENT_NOT_POWER_OF_TWO(Phase.MALFORMED, "alignment must be a power of two"),
    /// `illegal character`.
    ILLEGAL_CHARACTER(Phase.MALFORMED, "illegal character"),
    /// `illegal escape`.
    ILLEGAL_ESCAPE(Phase.MALFORMED, "illegal escape"),
    /// `unclosed string`.
    UNCLOSED_STRING(Phase.MALFORMED, "unclosed string"),
    /// `unclosed comment`.
    UNCLOSED_COMMENT(Phase.MALFORMED, "unclosed comment"),
    /// `unclosed annotation`.
    UNCLOSED_ANNOTATION(Phase.MALFORMED, "unclosed annotation"),
    /// `empty identifier`.
    EMPTY_IDENTIFIER(Phase.MALFORMED, "empty identifier"),
    /// `empty annotation id`.
    EMPTY_ANNOTATION_ID(Phase.MALFORMED, "empty annotation id"),
    /// `malformed annotation`.
    MALFORMED_ANNOTATION(Phase.MALFORMED, "malformed annotation"),
    /// `mismatching label`.
    MISMATCHING_LABEL(Phase.MALFORMED, "mismatching label"),
    /// `wrong number of lane literals`.
    WRONG_NUMBER_OF_LANES(Phase.MALFORMED, "wrong number of lane literals"),
    /// `invalid lane length`.
    INVALID_LANE_LENGTH(Phase.MALFORMED, "invalid lane length"),
    /// `import after definition`.
    IMPORT_AFTER_DEFINITION(Phase.MALFORMED, "import after definition"),
    /// `multiple start sections`.
    MULTIPLE_START_SECTIONS(Phase.MALFORMED, "multiple start sections"),
    /// `nesting too deep`.
    NESTING_TOO_DEEP(Phase.MALFORMED, "nesting too deep"),

    // invalid: a module that breaks a rule of validation
    /// `type mismatch`.
    TYPE_MISMATCH(Phase.INVALID, "type mismatch"),
    /// `unknown type`.
    UNKNOWN_TYPE(Phase.INVALID, "unknown type"),
    /// `unknown function`.
    UNKNOWN_FUNCTION(Phase.INVALID, "unknown function"),
    /// `unknown table`.
    UNKNOWN_TABLE(Phase.INVALID, "unknown table"),
    /// `unknown memory`.
    UNKNOWN_MEMORY(Phase.INVALID, "unknown memory"),
    /// `unknown global`.
    UNKNOWN_GLOBAL(Phase.INVALID, "unknown global"),
    /// `unknown tag`.
    UNKNOWN_TAG(Phase.INVALID, "unknown tag"),
    /// `unknown local`.
    UNKNOWN_LOCAL(Phase.INVALID, "unknown local"),
    /// `unknown label`.
    UNKNOWN_LABEL(Phase.INVALID, "unknown label"),
    /// `invalid rethrow label`.
    INVALID_RETHROW_LABEL(Phase.INVALID, "invalid rethrow label"),
    /// `unknown elem segment`.
    UNKNOWN_ELEM_SEGMENT(Phase.INVALID, "unknown elem segment"),
    /// `unknown data segment`.
    UNKNOWN_DATA_SEGMENT(Phase.INVALID, "unknown data segment"),
    /// `unknown field`.
    UNKNOWN_FIELD(Phase.INVALID, "unknown field"),
    /// `uninitialized local`.
    UNINITIALIZED_LOCAL(Phase.INVALID, "uninitialized local"),
    /// `undeclared function reference`.
    UNDECLARED_FUNCTION_REFERENCE(Phase.INVALID, "undeclared function reference"),
    /// `global is immutable`.
    IMMUTABLE_GLOBAL(Phase.INVALID, "global is immutable"),
    /// `field is immutable`.
    IMMUTABLE_FIELD(Phase.INVALID, "field is immutable"),
    /// `array is immutable`.
    IMMUTABLE_ARRAY(Phase.INVALID, "array is immutable"),
    /// `constant expression required`.
    CONSTANT_EXPRESSION_REQUIRED(Phase.INVALID, "constant expression required"),
    /// `duplicate export name`.
    DUPLICATE_EXPORT_NAME(Phase.INVALID, "duplicate export name"),
    /// `start function`.
    START_FUNCTION(Phase.INVALID, "start function"),
    /// `size minimum must not be greater than maximum`.
    SIZE_MINIMUM_GREATER(Phase.INVALID, "size minimum must not be greater than maximum"),
    /// `memory size must be at most the address range`.
    MEMORY_SIZE(Phase.INVALID, "memory size must be at most the address range"),
    /// `table size must be at most the address range`.
    TABLE_SIZE(Phase.INVALID, "table size must be at most the address range"),
    /// `alignment must not be larger than natural`.
    ALIGNMENT_TOO_LARGE(Phase.INVALID, "alignment must not be larger than natural"),
    /// `atomic alignment must be natural`.
    ATOMIC_ALIGNMENT(Phase.INVALID, "atomic alignment must be natural"),
    /// `offset out of range`.
    OFFSET_OUT_OF_RANGE(Phase.INVALID, "offset out of range"),
    /// `invalid lane index`.
    INVALID_LANE_INDEX(Phase.INVALID, "invalid lane index"),
    /// `invalid result arity`.
    INVALID_RESULT_ARITY(Phase.INVALID, "invalid result arity"),
    /// `non-empty tag result type`.
    NON_EMPTY_TAG_RESULT(Phase.INVALID, "non-empty tag result type"),
    /// `sub type`.
    SUB_TYPE(Phase.INVALID, "sub type"),
    /// `shared memory must have maximum`.
    SHARED_MEMORY_WITHOUT_MAX(Phase.INVALID, "shared memory must have maximum"),
    /// `invalid custom page size`.
    INVALID_PAGE_SIZE(Phase.INVALID, "invalid custom page size"),
    /// `multiple memories`.
    MULTIPLE_MEMORIES(Phase.INVALID, "multiple memories"),
    /// `multiple tables`.
    MULTIPLE_TABLES(Phase.INVALID, "multiple tables"),
    /// `type is not defaultable`.
    NOT_DEFAULTABLE(Phase.INVALID, "type is not defaultable"),
    /// `feature is disabled`.
    FEATURE_DISABLED(Phase.INVALID, "feature is disabled"),
    /// `implementation limit exceeded`.
    IMPLEMENTATION_LIMIT(Phase.INVALID, "implementation limit exceeded"),
    /// `invalid custom section`.
    INVALID_CUSTOM(Phase.INVALID, "invalid custom section"),
    /// `unknown module`.
    UNKNOWN_MODULE(Phase.INVALID, "unknown module"),
    /// `unknown component`.
    UNKNOWN_COMPONENT(Phase.INVALID, "unknown component"),
    /// `unknown instance`.
    UNKNOWN_INSTANCE(Phase.INVALID, "unknown instance"),
    /// `unknown value`.
    UNKNOWN_VALUE(Phase.INVALID, "unknown value"),
    /// `unknown export`, of an instance.
    UNKNOWN_EXPORT(Phase.INVALID, "unknown export"),
    /// `missing argument`, of an instantiation.
    MISSING_ARGUMENT(Phase.INVALID, "missing argument"),
    /// `duplicate argument`, of an instantiation.
    DUPLICATE_ARGUMENT(Phase.INVALID, "duplicate argument"),
    /// `invalid outer alias`.
    INVALID_OUTER_ALIAS(Phase.INVALID, "invalid outer alias"),
    /// `invalid name`, of an import, export or label of a component.
    INVALID_NAME(Phase.INVALID, "invalid name"),
    /// `conflicting name`: two names of a scope are not strongly unique.
    CONFLICTING_NAME(Phase.INVALID, "conflicting name"),
    /// `type is not named`: an import or export mentions a type that has no name in its scope.
    UNNAMED_TYPE(Phase.INVALID, "type is not named"),
    /// `invalid type definition`, in a component.
    INVALID_TYPE_DEFINITION(Phase.INVALID, "invalid type definition"),
    /// `invalid canonical definition`.
    INVALID_CANON(Phase.INVALID, "invalid canonical definition"),
    /// `value is not used exactly once`.
    VALUE_USE(Phase.INVALID, "value is not used exactly once"),

    // unlinkable
    /// `unknown import`.
    UNKNOWN_IMPORT(Phase.UNLINKABLE, "unknown import"),
    /// `incompatible import type`.
    INCOMPATIBLE_IMPORT_TYPE(Phase.UNLINKABLE, "incompatible import type"),

    // traps
    /// `unreachable`.
    UNREACHABLE(Phase.TRAP, "unreachable"),
    /// `integer divide by zero`.
    INTEGER_DIVIDE_BY_ZERO(Phase.TRAP, "integer divide by zero"),
    /// `integer overflow`.
    INTEGER_OVERFLOW(Phase.TRAP, "integer overflow"),
    /// `invalid conversion to integer`.
    INVALID_CONVERSION_TO_INTEGER(Phase.TRAP, "invalid conversion to integer"),
    /// `out of bounds memory access`.
    OUT_OF_BOUNDS_MEMORY_ACCESS(Phase.TRAP, "out of bounds memory access"),
    /// `out of bounds table access`.
    OUT_OF_BOUNDS_TABLE_ACCESS(Phase.TRAP, "out of bounds table access"),
    /// `out of bounds array access`.
    OUT_OF_BOUNDS_ARRAY_ACCESS(Phase.TRAP, "out of bounds array access"),
    /// `undefined element`.
    UNDEFINED_ELEMENT(Phase.TRAP, "undefined element"),
    /// `uninitialized element`.
    UNINITIALIZED_ELEMENT(Phase.TRAP, "uninitialized element"),
    /// `indirect call type mismatch`.
    INDIRECT_CALL_TYPE_MISMATCH(Phase.TRAP, "indirect call type mismatch"),
    /// `null reference`.
    NULL_REFERENCE(Phase.TRAP, "null reference"),
    /// `null function reference`.
    NULL_FUNCTION_REFERENCE(Phase.TRAP, "null function reference"),
    /// `null exception reference`.
    NULL_EXCEPTION_REFERENCE(Phase.TRAP, "null exception reference"),
    /// `null i31 reference`.
    NULL_I31_REFERENCE(Phase.TRAP, "null i31 reference"),
    /// `null structure reference`.
    NULL_STRUCTURE_REFERENCE(Phase.TRAP, "null structure reference"),
    /// `null array reference`.
    NULL_ARRAY_REFERENCE(Phase.TRAP, "null array reference"),
    /// `cast failure`.
    CAST_FAILURE(Phase.TRAP, "cast failure"),
    /// `unaligned atomic`.
    UNALIGNED_ATOMIC(Phase.TRAP, "unaligned atomic"),
    /// `expected shared memory`.
    EXPECTED_SHARED_MEMORY(Phase.TRAP, "expected shared memory"),
    /// `allocation size too large`.
    ALLOCATION_SIZE_TOO_LARGE(Phase.TRAP, "allocation size too large"),
    /// `corrupt gc heap`.
    CORRUPT_GC_HEAP(Phase.TRAP, "corrupt gc heap"),
    /// `all fuel consumed by WebAssembly`.
    OUT_OF_FUEL(Phase.TRAP, "all fuel consumed by WebAssembly"),
    /// `interrupt`.
    INTERRUPT(Phase.TRAP, "interrupt"),

    // traps of components: what passes between components, or a component and its host, is not right
    /// `cannot enter component instance`.
    CANNOT_ENTER_COMPONENT(Phase.TRAP, "cannot enter component instance"),
    /// `cannot leave component instance`.
    CANNOT_LEAVE_COMPONENT(Phase.TRAP, "cannot leave component instance"),
    /// `pointer out of bounds of memory`.
    POINTER_OUT_OF_BOUNDS(Phase.TRAP, "pointer out of bounds of memory"),
    /// `pointer not aligned`.
    POINTER_NOT_ALIGNED(Phase.TRAP, "pointer not aligned"),
    /// `string pointer/length out of bounds of memory`.
    STRING_OUT_OF_BOUNDS(Phase.TRAP, "string pointer/length out of bounds of memory"),
    /// `list pointer/length out of bounds of memory`.
    LIST_OUT_OF_BOUNDS(Phase.TRAP, "list pointer/length out of bounds of memory"),
    /// `realloc return: beyond end of memory`.
    REALLOC_OUT_OF_BOUNDS(Phase.TRAP, "realloc return: beyond end of memory"),
    /// `realloc return: result not aligned`.
    REALLOC_NOT_ALIGNED(Phase.TRAP, "realloc return: result not aligned"),
    /// `invalid utf-8`.
    INVALID_UTF8(Phase.TRAP, "invalid utf-8"),
    /// `incomplete utf-8 byte sequence`.
    INCOMPLETE_UTF8(Phase.TRAP, "incomplete utf-8 byte sequence"),
    /// `unpaired surrogate found`.
    UNPAIRED_SURROGATE(Phase.TRAP, "unpaired surrogate found"),
    /// ``invalid `char` bit pattern``.
    INVALID_CHAR(Phase.TRAP, "invalid `char` bit pattern"),
    /// `invalid variant discriminant`.
    INVALID_DISCRIMINANT(Phase.TRAP, "invalid variant discriminant"),
    /// `unknown handle index`.
    UNKNOWN_HANDLE(Phase.TRAP, "unknown handle index"),
    /// `handle index used with the wrong type`.
    WRONG_HANDLE_TYPE(Phase.TRAP, "handle index used with the wrong type"),
    /// `cannot remove owned resource while borrowed`.
    HANDLE_IS_LENT(Phase.TRAP, "cannot remove owned resource while borrowed"),
    /// `borrow handles still remain at the end of the call`.
    BORROWS_REMAIN(Phase.TRAP, "borrow handles still remain at the end of the call"),
    /// `handle table has no free index`.
    HANDLE_TABLE_FULL(Phase.TRAP, "handle table has no free index"),
    /// `uncaught exception propagated out of component`.
    UNCAUGHT_COMPONENT_EXCEPTION(Phase.TRAP, "uncaught exception propagated out of component"),
    /// `too much data is passed from the guest to the host in one call`.
    LIFTED_TOO_MUCH(Phase.TRAP, "too much data is passed from the guest to the host in one call"),

    // exhaustion of resources
    /// `call stack exhausted`.
    CALL_STACK_EXHAUSTED(Phase.EXHAUSTION, "call stack exhausted"),
    /// `out of memory`.
    OUT_OF_MEMORY(Phase.EXHAUSTION, "out of memory"),

    // things this build does not do
    /// `feature not built`.
    UNSUPPORTED_FEATURE(Phase.UNSUPPORTED, "feature not built");
    // spotless:on

    /// When a failure is found.
    public enum Phase {
        /// While decoding or parsing.
        MALFORMED,
        /// While validating.
        INVALID,
        /// While matching imports.
        UNLINKABLE,
        /// While running.
        TRAP,
        /// While running, for lack of a resource.
        EXHAUSTION,
        /// When a module is made, because the strategy or the build lacks a feature.
        UNSUPPORTED
    }

    private final Phase phase;
    private final String text;

    Failure(Phase phase, String text) {
        this.phase = phase;
        this.text = text;
    }

    /// When it is found.
    ///
    /// @return the phase
    public Phase phase() {
        return phase;
    }

    /// The text of the specification's test suite.
    ///
    /// @return for example `integer divide by zero`
    public String text() {
        return text;
    }

    /// Whether running code ends with it: traps and exhaustion.
    ///
    /// @return true for the phases [Phase#TRAP] and [Phase#EXHAUSTION]
    public boolean isTrap() {
        return phase == Phase.TRAP || phase == Phase.EXHAUSTION;
    }
}

package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses types.
///
/// Threading: confined to one thread.
///
/// @wasm text-types
final class TypeParser {
    private static final Map<String, ValType> VAL_TYPES = new HashMap<>();
    private static final Map<String, AbsHeapType> HEAP_TYPES = new HashMap<>();

    static {
        for (NumType type : NumType.values()) {
            VAL_TYPES.put(type.toString(), type);
        }
        VAL_TYPES.put(VecType.V128.toString(), VecType.V128);
        for (AbsHeapType heap : AbsHeapType.values()) {
            HEAP_TYPES.put(heap.toString(), heap);
            VAL_TYPES.put(heap.shorthand(), new RefType(true, heap));
        }
    }

    private final TokenCursor cursor;
    private final TypeTable types;

    TypeParser(TokenCursor cursor, TypeTable types) {
        this.cursor = cursor;
        this.types = types;
    }

    ValType parseValType() {
        ValType type = acceptValType();
        if (type == null) {
            throw cursor.unexpected("a value type");
        }
        return type;
    }

    private @Nullable ValType acceptValType() {
        if (cursor.kind() == TokenKind.KEYWORD) {
            ValType type = VAL_TYPES.get(cursor.tokens().text(cursor.position()));
            if (type != null) {
                cursor.next();
            } else {
                checkKeyword();
            }
            return type;
        }
        if (cursor.acceptForm("ref")) {
            boolean nullable = cursor.acceptKeyword("null");
            HeapType heap = parseHeapType();
            cursor.expectRight();
            return new RefType(nullable, heap);
        }
        return null;
    }

    /// A word in the place of a type that is a type nowhere.
    private void checkKeyword() {
        if (!cursor.atKeyword("i8") && !cursor.atKeyword("i16") && !cursor.atKeyword("func")) {
            String word = cursor.tokens().text(cursor.position());
            throw cursor.error(
                    Failure.UNKNOWN_OPERATOR, Failure.UNKNOWN_OPERATOR.text() + ": expected a type, found " + word);
        }
    }

    boolean atRefType() {
        return cursor.atForm("ref")
                || (cursor.kind() == TokenKind.KEYWORD
                        && VAL_TYPES.get(cursor.tokens().text(cursor.position())) instanceof RefType);
    }

    RefType parseRefType() {
        int start = cursor.position();
        if (acceptValType() instanceof RefType ref) {
            return ref;
        }
        cursor.seek(start);
        throw cursor.unexpected("a reference type");
    }

    HeapType parseHeapType() {
        if (cursor.kind() == TokenKind.KEYWORD) {
            AbsHeapType heap = HEAP_TYPES.get(cursor.tokens().text(cursor.position()));
            if (heap == null) {
                throw cursor.unexpected("a heap type");
            }
            cursor.next();
            return heap;
        }
        return new HeapType.Index(types.scope.resolve(cursor));
    }

    /// Parses `(type …)` or `(rec …)` behind its first word and adds the types.
    void parseTypeField(boolean isRec) {
        List<SubType> group = new ArrayList<>();
        if (isRec) {
            while (cursor.kind() != TokenKind.RIGHT) {
                if (!cursor.acceptForm("type")) {
                    throw cursor.unexpected("`(type`");
                }
                group.add(parseTypeDef(types.count() + group.size()));
            }
            cursor.expectRight();
        } else {
            group.add(parseTypeDef(types.count()));
        }
        types.add(new RecGroup(group));
    }

    private SubType parseTypeDef(int index) {
        NameScope.skipBinding(cursor);
        SubType type;
        if (cursor.acceptForm("sub")) {
            boolean isFinal = cursor.acceptKeyword("final");
            HeapType supertype = cursor.atIndex() ? new HeapType.Index(types.scope.resolve(cursor)) : null;
            if (cursor.atIndex()) {
                throw cursor.unexpected("one supertype at most");
            }
            type = new SubType(isFinal, supertype, parseCompositeType(index));
            cursor.expectRight();
        } else {
            type = SubType.of(parseCompositeType(index));
        }
        cursor.expectRight();
        return type;
    }

    private CompositeType parseCompositeType(int index) {
        CompositeType type;
        if (cursor.acceptForm("func")) {
            type = parseSignature(new NameScope("local"), true);
        } else if (cursor.acceptForm("struct")) {
            type = new StructType(parseFields(types.fieldsOf(index)));
        } else if (cursor.acceptForm("array")) {
            type = new ArrayType(parseFieldType());
        } else {
            throw cursor.unexpected("`(func`, `(struct` or `(array`");
        }
        cursor.expectRight();
        return type;
    }

    private List<FieldType> parseFields(NameScope names) {
        List<FieldType> fields = new ArrayList<>();
        while (cursor.acceptForm("field")) {
            if (cursor.kind() == TokenKind.ID || cursor.kind() == TokenKind.ANNOTATION) {
                names.declare(cursor);
                fields.add(parseFieldType());
            } else {
                while (cursor.kind() != TokenKind.RIGHT) {
                    names.skip(1);
                    fields.add(parseFieldType());
                }
            }
            cursor.expectRight();
        }
        return fields;
    }

    private FieldType parseFieldType() {
        if (cursor.acceptForm("mut")) {
            FieldType field = new FieldType(parseStorageType(), true);
            cursor.expectRight();
            return field;
        }
        return new FieldType(parseStorageType(), false);
    }

    private StorageType parseStorageType() {
        if (cursor.acceptKeyword("i8")) {
            return PackedType.I8;
        }
        return cursor.acceptKeyword("i16") ? PackedType.I16 : parseValType();
    }

    /// Parses `(param …)* (result …)*`.
    ///
    /// @param names    takes the parameters
    /// @param mayNames whether parameters may have identifiers
    FuncType parseSignature(NameScope names, boolean mayNames) {
        List<ValType> params = new ArrayList<>();
        while (cursor.acceptForm("param")) {
            if (mayNames) {
                parseNamedTypes(params, names);
            } else {
                parseTypes(params);
            }
        }
        return FuncType.of(params, parseResults());
    }

    /// Parses `(result …)*`.
    List<ValType> parseResults() {
        List<ValType> results = new ArrayList<>();
        while (cursor.acceptForm("result")) {
            parseTypes(results);
        }
        return results;
    }

    private void parseTypes(List<ValType> into) {
        while (cursor.kind() != TokenKind.RIGHT) {
            into.add(parseValType());
        }
        cursor.expectRight();
    }

    /// Parses `$x t` or `t*` and the closing parenthesis: the inside of `(param …)` and `(local …)`.
    void parseNamedTypes(List<ValType> into, NameScope names) {
        if (cursor.kind() == TokenKind.ID || cursor.kind() == TokenKind.ANNOTATION) {
            names.declare(cursor);
            into.add(parseValType());
            cursor.expectRight();
        } else {
            int before = into.size();
            parseTypes(into);
            names.skip(into.size() - before);
        }
    }

    /// Parses `(type x)? (param …)* (result …)*` and checks that both agree.
    ///
    /// @param names    takes the parameters, also those of a type that is only named
    /// @param mayNames whether parameters may have identifiers
    TypeTable.Use parseTypeUse(NameScope names, boolean mayNames) {
        int start = cursor.position();
        int index = 0;
        boolean isExplicit = cursor.acceptForm("type");
        if (isExplicit) {
            index = types.scope.resolve(cursor);
            cursor.expectRight();
        }
        TypeTable.Use use = new TypeTable.Use(isExplicit, index, parseSignature(names, mayNames));
        if (isExplicit && use.isInlineEmpty()) {
            names.skip(types.params(use).size());
        } else if (isExplicit) {
            FuncType explicit = types.funcType(index);
            if (explicit == null) {
                throw cursor.tokens()
                        .error(Failure.UNKNOWN_IDENTIFIER, "unknown type " + Integer.toUnsignedString(index), start);
            }
            if (!explicit.equals(use.inline())) {
                throw cursor.tokens()
                        .error(
                                Failure.INLINE_FUNCTION_TYPE,
                                Failure.INLINE_FUNCTION_TYPE.text() + ": expected " + explicit + ", found "
                                        + use.inline(),
                                start);
            }
        }
        return use;
    }

    /// Parses a type use and gives the index of its type, which is added if need be.
    int parseTypeIndex(NameScope names, boolean mayNames) {
        return indexOf(parseTypeUse(names, mayNames));
    }

    /// The index of a used type, which is added if need be.
    int indexOf(TypeTable.Use use) {
        return use.isExplicit() ? use.index() : types.indexOf(use.inline());
    }

    GlobalType parseGlobalType() {
        if (cursor.acceptForm("mut")) {
            GlobalType type = new GlobalType(parseValType(), true);
            cursor.expectRight();
            return type;
        }
        return new GlobalType(parseValType(), false);
    }

    /// Parses `i64` or `i32` if one is here.
    ///
    /// @return whether addresses are `i64`
    boolean parseAddressType() {
        return !cursor.acceptKeyword("i32") && cursor.acceptKeyword("i64");
    }

    private Limits parseLimits() {
        long min = Numbers.unsigned(cursor.tokens(), cursor.expect(TokenKind.NAT, "a size"), Long.SIZE);
        if (cursor.kind() != TokenKind.NAT) {
            return Limits.atLeast(min);
        }
        return Limits.of(min, Numbers.unsigned(cursor.tokens(), cursor.next(), Long.SIZE));
    }

    /// Parses what stands behind the address type of a table.
    TableType parseTableType(boolean is64) {
        Limits limits = parseLimits();
        return new TableType(is64, limits, parseRefType());
    }

    /// Parses what stands behind the address type of a memory.
    MemoryType parseMemoryType(boolean is64) {
        Limits limits = parseLimits();
        boolean isShared = cursor.acceptKeyword("shared");
        return new MemoryType(is64, isShared, limits, parsePageSize());
    }

    /// Parses `(pagesize N)` if it is here.
    ///
    /// @return the exponent of two
    int parsePageSize() {
        if (!cursor.acceptForm("pagesize")) {
            return MemoryType.DEFAULT_PAGE_SIZE_LOG2;
        }
        int token = cursor.expect(TokenKind.NAT, "a page size");
        long size = Numbers.unsigned(cursor.tokens(), token, Integer.SIZE);
        if (Long.bitCount(size) != 1) {
            throw cursor.tokens().error(Failure.MALFORMED_PAGE_SIZE, Failure.MALFORMED_PAGE_SIZE.text(), token);
        }
        cursor.expectRight();
        return Long.numberOfTrailingZeros(size);
    }
}

package dev.gantry.wasm.text;

import dev.gantry.wasm.binary.NameSection.Space;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prints types; defined types are named by identifier or index.
///
/// Threading: confined to one thread.
///
/// @wasm text-types
final class TypePrinter {
    private final ModuleDef module;
    private final PrintNames names;
    private final TextOut out;

    TypePrinter(ModuleDef module, PrintNames names, TextOut out) {
        this.module = module;
        this.names = names;
        this.out = out;
    }

    /// Prints `(type id? (sub …))`.
    void definition(int typeIndex, SubType type) {
        out.text("(type");
        names.define(out, Space.TYPE, typeIndex);
        out.text(" ");
        HeapType supertype = type.supertype();
        boolean isBare = type.isFinal() && supertype == null;
        if (!isBare) {
            out.text(type.isFinal() ? "(sub final " : "(sub ");
            if (supertype != null) {
                out.text(heap(supertype)).text(" ");
            }
        }
        composite(typeIndex, type);
        out.text(isBare ? ")" : "))");
    }

    private void composite(int typeIndex, SubType type) {
        switch (type.composite()) {
            case FuncType func -> {
                out.text("(func");
                params(func, null);
                results(func);
                out.text(")");
            }
            case StructType struct -> struct(typeIndex, struct);
            case ArrayType array -> {
                out.text("(array ");
                field(array.element());
                out.text(")");
            }
        }
    }

    private void struct(int typeIndex, StructType struct) {
        PrintNames.Nested fieldNames =
                names.nested(Space.FIELD, typeIndex, struct.fields().size());
        out.text("(struct");
        for (int index = 0; index < struct.fields().size(); index++) {
            out.text(" (field");
            fieldNames.define(out, index);
            out.text(" ");
            field(struct.fields().get(index));
            out.text(")");
        }
        out.text(")");
    }

    private void field(FieldType field) {
        if (field.isMutable()) {
            out.text("(mut ").text(storage(field.storage())).text(")");
        } else {
            out.text(storage(field.storage()));
        }
    }

    /// Prints ` (param …)` groups: one for each parameter with a name, one for each run without.
    void params(FuncType type, PrintNames.@Nullable Nested locals) {
        group(" ", "param", type.params(), 0, locals);
    }

    void results(FuncType type) {
        group(" ", "result", type.results(), 0, null);
    }

    /// Prints the declarations of locals of one type.
    void locals(List<ValType> run, int firstIndex, PrintNames.Nested locals) {
        group("", "local", run, firstIndex, locals);
    }

    /// Prints groups of types, those with a name alone.
    private void group(
            String lead, String keyword, List<ValType> types, int firstIndex, PrintNames.@Nullable Nested locals) {
        boolean isOpen = false;
        for (int i = 0; i < types.size(); i++) {
            boolean isNamed = locals != null && locals.isNamed(firstIndex + i);
            if (isOpen && isNamed) {
                out.text(")");
                isOpen = false;
            }
            if (!isOpen) {
                out.text(i == 0 ? lead : " ").text("(").text(keyword);
                isOpen = true;
            }
            if (locals != null && isNamed) {
                locals.define(out, firstIndex + i);
            }
            out.text(" ").text(value(types.get(i)));
            if (isNamed) {
                out.text(")");
                isOpen = false;
            }
        }
        out.text(isOpen ? ")" : "");
    }

    /// Prints ` (type x)`.
    void use(int typeIndex) {
        out.text(" (type ").text(names.reference(Space.TYPE, typeIndex)).text(")");
    }

    /// The function type of an index, or null if it is none.
    @Nullable
    FuncType func(int typeIndex) {
        return typeIndex >= 0
                        && typeIndex < module.types().size()
                        && module.types().get(typeIndex).composite() instanceof FuncType func
                ? func
                : null;
    }

    /// Prints the part of an import or a definition that stands behind its identifier.
    void extern(ExternType type) {
        switch (type) {
            case ExternType.Func func -> extern(func.type());
            case TagType tag -> extern(tag.type());
            case TableType table -> {
                out.text(table.is64() ? " i64 " : " ").text(table.limits().toString());
                out.text(" ").text(value(table.element()));
            }
            case MemoryType memory -> memory(memory);
            case GlobalType global -> {
                String text = value(global.type());
                out.text(" ").text(global.isMutable() ? "(mut " + text + ")" : text);
            }
        }
    }

    private void extern(HeapType type) {
        out.text(" (type ").text(heap(type)).text(")");
    }

    private void memory(MemoryType memory) {
        out.text(memory.is64() ? " i64 " : " ").text(memory.limits().toString());
        out.text(memory.isShared() ? " shared" : "");
        if (memory.pageSizeLog2() != MemoryType.DEFAULT_PAGE_SIZE_LOG2) {
            out.text(" (pagesize ").unsigned(1L << memory.pageSizeLog2()).text(")");
        }
    }

    String value(ValType type) {
        return switch (type) {
            case NumType num -> num.toString();
            case VecType vec -> vec.toString();
            case RefType ref -> reference(ref);
        };
    }

    private String reference(RefType type) {
        if (type.nullable() && type.heap() instanceof AbsHeapType abs) {
            return abs.shorthand();
        }
        return longForm(type.nullable(), type.heap());
    }

    /// `(ref null? heap)`, never abbreviated.
    String longForm(boolean nullable, HeapType heap) {
        return (nullable ? "(ref null " : "(ref ") + heap(heap) + ")";
    }

    String heap(HeapType type) {
        return type instanceof HeapType.Index(int index) ? names.reference(Space.TYPE, index) : type.toString();
    }

    private String storage(StorageType type) {
        return switch (type) {
            case ValType value -> value(value);
            case PackedType packed -> packed.toString();
        };
    }
}

package dev.gantry.wasm.binary;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.ModuleDef;
import java.util.ArrayList;
import java.util.List;

/// The tools that made a module, from its custom section `producers`.
///
/// Threading: immutable.
///
/// @param fields the fields, in order
public record Producers(List<Field> fields) {
    /// The name of the custom section.
    public static final String SECTION = "producers";

    /// Nothing is known.
    public static final Producers NONE = new Producers(List.of());

    /// Copies the list.
    public Producers {
        fields = List.copyOf(fields);
    }

    /// A role and who had it.
    ///
    /// @param name   `language`, `processed-by` or `sdk`
    /// @param values the tools, in order
    public record Field(String name, List<Value> values) {
        /// Copies the list.
        public Field {
            values = List.copyOf(values);
        }
    }

    /// A tool or language.
    ///
    /// @param name    its name
    /// @param version its version, may be empty
    public record Value(String name, String version) {}

    /// Reads the first producers section of a module. A section that cannot be read counts as absent.
    ///
    /// @param module the module
    /// @return the producers; [#NONE] if there is no such section
    public static Producers of(ModuleDef module) {
        for (CustomSection custom : module.customs()) {
            if (custom.name().equals(SECTION)) {
                try {
                    return read(new ByteReader(
                            module.bytes(),
                            custom.payload().start(),
                            custom.payload().end()));
                } catch (MalformedException _) {
                    // Errors in custom sections are ignored.
                    return NONE;
                }
            }
        }
        return NONE;
    }

    private static Producers read(ByteReader in) {
        int count = in.readCount(2);
        List<Field> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = in.readName();
            int size = in.readCount(2);
            List<Value> values = new ArrayList<>(size);
            for (int j = 0; j < size; j++) {
                values.add(new Value(in.readName(), in.readName()));
            }
            fields.add(new Field(name, values));
        }
        return new Producers(fields);
    }
}

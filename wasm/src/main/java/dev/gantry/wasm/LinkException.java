package dev.gantry.wasm;

/// An import is missing or does not fit.
public final class LinkException extends WasmException {
    private static final long serialVersionUID = 1L;

    private final Failure failure;
    private final String module;
    private final String name;

    /// A failed import.
    ///
    /// @param failure [Failure#UNKNOWN_IMPORT] or [Failure#INCOMPATIBLE_IMPORT_TYPE]
    /// @param module  the first name of the import
    /// @param name    the second name
    /// @param detail  wanted and found types, may be empty
    public LinkException(Failure failure, String module, String name, String detail) {
        super(failure.text() + ": " + module + "." + name + (detail.isEmpty() ? "" : ": " + detail), null, true);
        this.failure = failure;
        this.module = module;
        this.name = name;
    }

    /// What is wrong.
    ///
    /// @return the failure
    public Failure failure() {
        return failure;
    }

    /// The first name of the import.
    ///
    /// @return the module name
    public String module() {
        return module;
    }

    /// The second name of the import.
    ///
    /// @return the field name
    public String name() {
        return name;
    }
}

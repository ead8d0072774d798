package dev.gantry.environ.artifact;

import org.jspecify.annotations.Nullable;

/// What an artifact holds. The flags of the ELF header tell, so that the first bytes of a file are enough to know
/// (R99).
///
/// Threading: immutable.
public enum ArtifactKind {
    /// One module.
    MODULE(1, "module"),
    /// A component with all its modules.
    COMPONENT(2, "component");

    private final int flag;
    private final String text;

    ArtifactKind(int flag, String text) {
        this.flag = flag;
        this.text = text;
    }

    /// The value of the header's flags.
    ///
    /// @return `e_flags`
    public int flag() {
        return flag;
    }

    static @Nullable ArtifactKind of(int flag) {
        for (ArtifactKind kind : values()) {
            if (kind.flag == flag) {
                return kind;
            }
        }
        return null;
    }

    /// The word in messages, for example `module`.
    @Override
    public String toString() {
        return text;
    }
}

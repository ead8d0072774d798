package dev.gantry.wasi.internal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An open directory of the guest.
final class OpenDirectory extends Descriptor {
    private final DirHandle handle;
    private final @Nullable String preopenName;
    private final boolean isReadOnly;
    private @Nullable List<String> listing;

    /// A directory.
    ///
    /// @param handle      the host's side, owned by this
    /// @param preopenName the name under which it was handed to the guest, or null
    /// @param isReadOnly  whether nothing below it may be changed
    /// @param rights      its rights
    /// @param inheriting  the rights it hands on
    /// @param flags       its flags
    OpenDirectory(
            DirHandle handle,
            @Nullable String preopenName,
            boolean isReadOnly,
            long rights,
            long inheriting,
            int flags) {
        super(rights, inheriting, flags);
        this.handle = handle;
        this.preopenName = preopenName;
        this.isReadOnly = isReadOnly;
    }

    DirHandle handle() {
        return handle;
    }

    @Nullable
    String preopenName() {
        return preopenName;
    }

    boolean isReadOnly() {
        return isReadOnly;
    }

    /// Refuses changes below a directory that was handed over for reading.
    void requireWritable() {
        if (isReadOnly) {
            throw Errno.PERM.error();
        }
    }

    /// The names in the directory when it was last read from the start, so that cookies stay good while files come and
    /// go.
    ///
    /// @param isFresh whether to read them again
    List<String> listing(boolean isFresh) throws IOException {
        List<String> names = isFresh ? null : listing;
        if (names == null) {
            names = handle.names();
            listing = names;
        }
        return names;
    }

    @Override
    FileType type() {
        return FileType.DIRECTORY;
    }

    @Override
    FileStat stat() throws IOException {
        return handle.stat(DirHandle.SELF);
    }

    @Override
    public void close() throws IOException {
        handle.close();
    }
}

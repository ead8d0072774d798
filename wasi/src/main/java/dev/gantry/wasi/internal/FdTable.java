package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The open descriptors of a guest, by number. Threading: *confined to its store*.
final class FdTable {
    private final List<@Nullable Descriptor> entries = new ArrayList<>();
    private final int limit;

    /// An empty table.
    ///
    /// @param limit how many descriptors may be open
    FdTable(int limit) {
        this.limit = limit;
    }

    /// The descriptor with a number.
    ///
    /// @throws WasiError `badf` when there is none
    Descriptor get(int fd) {
        Descriptor entry = fd >= 0 && fd < entries.size() ? entries.get(fd) : null;
        if (entry == null) {
            throw Errno.BADF.error();
        }
        return entry;
    }

    /// The descriptor with a number, which has certain rights.
    Descriptor get(int fd, long rights) {
        Descriptor entry = get(fd);
        entry.require(rights);
        return entry;
    }

    /// A file with certain rights; `badf` for directories, `spipe` for streams.
    OpenFile file(int fd, long rights) {
        return switch (get(fd)) {
            case OpenFile file -> {
                file.require(rights);
                yield file;
            }
            case OpenDirectory _ -> throw Errno.BADF.error();
            case InputDescriptor _, OutputDescriptor _, ListenSocket _, StreamSocket _ -> throw Errno.SPIPE.error();
        };
    }

    /// A directory with certain rights; `notdir` for everything else.
    OpenDirectory directory(int fd, long rights) {
        if (get(fd) instanceof OpenDirectory directory) {
            directory.require(rights);
            return directory;
        }
        throw Errno.NOTDIR.error();
    }

    /// Whether another descriptor can be added.
    ///
    /// @throws WasiError `mfile` when not
    void requireRoom() {
        lowestFree();
    }

    /// Adds a descriptor under the lowest free number; closes it when there is none.
    ///
    /// @return the number
    int add(Descriptor descriptor) throws IOException {
        int fd;
        try {
            fd = lowestFree();
        } catch (WasiError e) {
            descriptor.close();
            throw e;
        }
        if (fd == entries.size()) {
            entries.add(descriptor);
        } else {
            entries.set(fd, descriptor);
        }
        return fd;
    }

    void close(int fd) throws IOException {
        Descriptor entry = get(fd);
        entries.set(fd, null);
        entry.close();
    }

    /// Moves a descriptor to the number of another one, which is closed.
    void renumber(int from, int to) throws IOException {
        Descriptor source = get(from);
        Descriptor target = get(to);
        if (from != to) {
            entries.set(to, source);
            entries.set(from, null);
            target.close();
        }
    }

    /// Follows a move by the guest: descriptors of what was below the old path are now below the new one.
    void relocate(Path from, Path to) {
        for (Descriptor entry : entries) {
            if (entry instanceof OpenFile file && file.path().startsWith(from)) {
                file.relocate(file.path().equals(from) ? to : to.resolve(from.relativize(file.path())));
            } else if (entry instanceof OpenDirectory directory) {
                Path path = directory.handle().path();
                if (path.startsWith(from)) {
                    directory.handle().relocate(path.equals(from) ? to : to.resolve(from.relativize(path)));
                }
            }
        }
    }

    /// Closes all descriptors.
    ///
    /// @throws IOException the first error; all were closed nevertheless
    void closeAll() throws IOException {
        IOException first = null;
        for (int fd = 0; fd < entries.size(); fd++) {
            Descriptor entry = entries.get(fd);
            entries.set(fd, null);
            if (entry != null) {
                try {
                    entry.close();
                } catch (IOException e) {
                    if (first == null) {
                        first = e;
                    } else {
                        first.addSuppressed(e);
                    }
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private int lowestFree() {
        int free = entries.indexOf(null);
        if (free >= 0) {
            return free;
        }
        if (entries.size() >= limit) {
            throw Errno.MFILE.error();
        }
        return entries.size();
    }
}

package dev.gantry.wasi.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The resolution of a path below a directory: the one place where the sandbox is kept.
///
/// The path is taken component by component. Directories are opened one from the other, without following links;
/// links are read and their text is resolved here in the same way, so that they cannot lead out. `..` is allowed down
/// to the directory at which the resolution started and no further: `perm`, as for absolute paths and absolute links.
///
/// ```
/// "a/link/../f/" -> openDirectory(a) -> readLink(link) = "b/c" -> openDirectory(b) -> openDirectory(c)
///                -> ".." = from the start again: a, b -> f must be a directory
/// ```
///
/// The result is the directory that holds the last component, its name, and its attributes if it exists. It is open
/// until the walk is closed. At most three directories are open at any time; limits on the number of links and of
/// directories opened bound the work a path can cause.
final class PathWalk implements Closeable {
    /// Whether a symbolic link as the last component is followed.
    enum Follow {
        /// Always.
        ALWAYS,
        /// Only when slashes come behind it.
        TRAILING,
        /// Never: the operation is on the name itself.
        NEVER
    }

    /// How many links one resolution follows, as on Linux.
    private static final int MAX_LINKS = 40;

    /// How many directories one resolution opens; paths of ordinary length stay below, unless they are full of `..`.
    private static final int MAX_OPENS = 8192;

    private final DirHandle base;
    private final Deque<String> pending = new ArrayDeque<>();
    private final List<String> below = new ArrayList<>();
    private DirHandle current;
    private String name = DirHandle.SELF;
    private @Nullable BasicFileAttributes attributes;
    private boolean isDirectoryWanted;
    private boolean endsInDots;
    private int links;
    private int opens;

    private PathWalk(DirHandle base) {
        this.base = base;
        this.current = base;
    }

    /// Resolves a path.
    ///
    /// @param base   where to start
    /// @param path   the path
    /// @param follow what to do about a link at the end
    /// @return the result, to be closed
    /// @throws IOException when the host fails
    /// @throws WasiError   when the path leads nowhere, or out
    static PathWalk resolve(DirHandle base, String path, Follow follow) throws IOException {
        PathWalk walk = new PathWalk(base);
        try {
            walk.enter(path);
            walk.run(follow);
            return walk;
        } catch (IOException | RuntimeException e) {
            walk.close();
            throw e;
        }
    }

    /// The directory that holds the result.
    DirHandle directory() {
        return current;
    }

    /// The name of the result in [#directory]; [DirHandle#SELF] when the path ends in that very directory.
    String name() {
        return name;
    }

    /// The attributes of the result, or null when it does not exist.
    @Nullable
    BasicFileAttributes attributes() {
        return attributes;
    }

    /// The attributes of a result that must exist and, behind slashes, be a directory.
    ///
    /// @return the attributes
    BasicFileAttributes existing() {
        if (attributes == null) {
            throw Errno.NOENT.error();
        }
        if (isDirectoryWanted && !attributes.isDirectory()) {
            throw Errno.NOTDIR.error();
        }
        return attributes;
    }

    /// Whether the path ended in slashes, `.` or `..`, so that it can name a directory only.
    boolean isDirectoryWanted() {
        return isDirectoryWanted;
    }

    /// Whether the path ended in `.` or `..`, so that the name of what it leads to is not in it.
    boolean endsInDots() {
        return endsInDots;
    }

    @Override
    public void close() throws IOException {
        if (current != base) {
            DirHandle opened = current;
            current = base;
            opened.close();
        }
    }

    /// Puts the components of a path before those that are still to be resolved.
    private void enter(String path) {
        if (path.isEmpty()) {
            throw Errno.NOENT.error();
        }
        if (path.indexOf('\0') >= 0) {
            throw Errno.INVAL.error();
        }
        if (path.charAt(0) == '/') {
            throw Errno.PERM.error();
        }
        if (pending.isEmpty() && path.endsWith("/")) {
            isDirectoryWanted = true;
        }
        int end = path.length();
        while (end > 0) {
            int slash = path.lastIndexOf('/', end - 1);
            if (slash + 1 < end) {
                pending.addFirst(path.substring(slash + 1, end));
            }
            end = slash;
        }
    }

    private void run(Follow follow) throws IOException {
        while (true) {
            String component = pending.removeFirst();
            boolean isLast = pending.isEmpty();
            if (component.equals("..")) {
                up();
            }
            if (component.equals(".") || component.equals("..")) {
                if (isLast) {
                    endsInDots = true;
                    isDirectoryWanted = true;
                    attributes = current.attributes(DirHandle.SELF);
                    return;
                }
                continue;
            }
            BasicFileAttributes found = current.attributesIfPresent(component);
            if (found != null && found.isSymbolicLink() && (!isLast || isFollowed(follow))) {
                followLink(component);
            } else if (isLast) {
                name = component;
                attributes = found;
                return;
            } else if (found == null) {
                throw Errno.NOENT.error();
            } else if (!found.isDirectory()) {
                throw Errno.NOTDIR.error();
            } else {
                descend(component);
            }
        }
    }

    private boolean isFollowed(Follow follow) {
        return follow == Follow.ALWAYS || (follow == Follow.TRAILING && isDirectoryWanted);
    }

    private void followLink(String component) throws IOException {
        links++;
        if (links > MAX_LINKS) {
            throw Errno.LOOP.error();
        }
        enter(current.readLink(component));
    }

    private void descend(String component) throws IOException {
        DirHandle child = open(current, component);
        close();
        current = child;
        below.add(component);
    }

    /// Goes one directory up: to where the walk came from, by walking there again. Asking the host for `..` would trust
    /// that nobody has moved the directory.
    private void up() throws IOException {
        if (below.isEmpty()) {
            throw Errno.PERM.error();
        }
        below.removeLast();
        close();
        for (String component : below) {
            DirHandle child = open(current, component);
            close();
            current = child;
        }
    }

    private DirHandle open(DirHandle parent, String component) throws IOException {
        opens++;
        if (opens > MAX_OPENS) {
            throw Errno.NAMETOOLONG.error();
        }
        return parent.openDirectory(component);
    }
}

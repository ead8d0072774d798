package dev.gantry.wasi.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An open directory: the only thing through which the sandbox touches a file system.
///
/// Every operation takes one *name*, never a path, and never follows a symbolic link; [PathWalk] puts paths together
/// from such steps. `.` names the directory itself where a method says so.
///
/// There are two kinds. A [SecureDir] holds a descriptor of the host, so that what is behind it cannot change; the
/// Java API offers opening, attributes, listing, deleting and moving through it. A [PlainDir], for providers without
/// that, has a path only. What neither offers — making directories and links, reading links — is done by path in both,
/// between two checks that the path still leads to this very directory.
///
/// **Races that remain.** Somebody outside the guest who can rename directories above an open one, or replace them by
/// links, in the instant between a check and the operation, can divert
/// - in a [SecureDir]: the making of one empty directory or symbolic link, the reading of one link's text, the setting
///   of times of a link or an open file, and a hard link, which is removed again when it turns out to be another file;
/// - in a [PlainDir]: every operation, though a file that was opened is given to the guest only if its path still lies
///   in the sandbox afterwards.
///
/// The guest itself cannot win these races: it has one thread, and its calls are not concurrent. Two guests that share
/// a directory count as outsiders to each other.
///
/// Threading: *confined to its store*.
abstract sealed class DirHandle implements Closeable permits SecureDir, PlainDir {
    /// The name of the directory itself.
    static final String SELF = ".";

    /// The longest name, in UTF-16 units (what Linux calls `NAME_MAX`, which counts bytes and is enforced there).
    private static final int MAX_NAME = 255;

    private Path path;

    DirHandle(Path path) {
        this.path = path;
    }

    /// Opens a directory that the embedder hands over.
    ///
    /// @param directory the directory; links in its path are followed
    /// @return the handle
    /// @throws IOException when it cannot be opened
    @SuppressWarnings("StreamResourceLeak") // the handle owns the stream
    static DirHandle open(Path directory) throws IOException {
        Path real = directory.toRealPath();
        DirectoryStream<Path> stream = Files.newDirectoryStream(real);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new SecureDir(real, secure);
        }
        stream.close();
        return new PlainDir(real, real);
    }

    /// Where the directory was when it was opened, or where the guest has moved it since.
    Path path() {
        return path;
    }

    /// Notes that the guest has moved the directory.
    void relocate(Path to) {
        path = to;
    }

    /// Opens a directory in this one.
    ///
    /// @param name its name, or [#SELF] for another handle of this directory
    /// @return the handle
    /// @throws IOException when it is missing, no directory, or a link
    abstract DirHandle openDirectory(String name) throws IOException;

    /// Opens a file in this directory.
    ///
    /// @param name    its name
    /// @param options how; links are never followed
    /// @return the channel
    /// @throws IOException when that fails
    abstract SeekableByteChannel openFile(String name, Set<? extends OpenOption> options) throws IOException;

    /// Portable attributes of an entry, or of this directory.
    ///
    /// @param name its name, or [#SELF]
    /// @return the attributes
    /// @throws IOException when there is no such entry
    abstract BasicFileAttributes attributes(String name) throws IOException;

    /// Sets the times of an entry or of this directory.
    ///
    /// @param name     its name, or [#SELF]
    /// @param accessed the new time of the last access, or null to leave it
    /// @param modified the new time of the last change, or null to leave it
    /// @throws IOException when that fails
    abstract void setTimes(String name, @Nullable FileTime accessed, @Nullable FileTime modified) throws IOException;

    abstract void deleteFile(String name) throws IOException;

    abstract void deleteDirectory(String name) throws IOException;

    /// Moves an entry, replacing what has the new name if the provider can.
    ///
    /// @param name    the entry
    /// @param target  the directory to move it to
    /// @param newName its new name
    /// @throws IOException when that fails
    abstract void move(String name, DirHandle target, String newName) throws IOException;

    /// A stream of the entries.
    abstract DirectoryStream<Path> entries() throws IOException;

    /// Checks that the path still leads to this directory.
    ///
    /// @throws IOException when it cannot be told
    /// @throws WasiError   `stale` when it does not
    abstract void verify() throws IOException;

    /// Attributes of an entry, or null when there is none.
    @Nullable
    BasicFileAttributes attributesIfPresent(String name) throws IOException {
        try {
            return attributes(name);
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    /// All attributes of an entry.
    ///
    /// @param name its name, or [#SELF]
    FileStat stat(String name) throws IOException {
        return FileStat.of(attributes(name), resolve(name));
    }

    /// The names of all entries, in the provider's order.
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = entries()) {
            for (Path entry : stream) {
                Path name = entry.getFileName();
                if (name != null) {
                    names.add(name.toString());
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /// The text of a symbolic link.
    String readLink(String name) throws IOException {
        Path link = resolve(name);
        verify();
        String target = Files.readSymbolicLink(link).toString();
        verify();
        return target;
    }

    void createDirectory(String name) throws IOException {
        Path directory = resolve(name);
        verify();
        Files.createDirectory(directory);
        verify();
    }

    void createSymbolicLink(String name, String target) throws IOException {
        Path link = resolve(name);
        verify();
        Files.createSymbolicLink(link, fileSystem().getPath(target));
        verify();
    }

    /// Gives an entry a second name.
    ///
    /// @param name    the entry
    /// @param target  the directory of the new name
    /// @param newName the new name
    /// @throws IOException when that fails
    void createLink(String name, DirHandle target, String newName) throws IOException {
        Path existing = resolve(name);
        Path link = target.resolve(newName);
        if (!target.fileSystem().equals(fileSystem())) {
            throw Errno.XDEV.error();
        }
        BasicFileAttributes attributes = attributes(name);
        if (attributes.isSymbolicLink() && !linksLinks()) {
            target.createSymbolicLink(newName, readLink(name));
            return;
        }
        Object key = attributes.fileKey();
        verify();
        target.verify();
        Files.createLink(link, existing);
        Object linked = target.attributes(newName).fileKey();
        if (key != null && !key.equals(linked)) {
            target.deleteFile(newName);
            throw Errno.STALE.error();
        }
    }

    /// Whether a hard link to a symbolic link is one to the link itself. Other hosts follow it, which could lead out,
    /// and get a second link of the same text instead.
    private boolean linksLinks() {
        return fileSystem().equals(FileSystems.getDefault())
                && System.getProperty("os.name", "").startsWith("Linux");
    }

    FileSystem fileSystem() {
        return path.getFileSystem();
    }

    /// The host's path of an entry.
    Path resolve(String name) {
        return name.equals(SELF) ? path : path.resolve(component(name));
    }

    /// A name as the provider has it. Names that the provider would take apart, or take for something else, are
    /// refused.
    Path component(String name) {
        if (name.length() > MAX_NAME) {
            throw Errno.NAMETOOLONG.error();
        }
        Path component = fileSystem().getPath(name);
        if (component.isAbsolute()
                || component.getRoot() != null
                || component.getNameCount() != 1
                || !component.toString().equals(name)) {
            throw Errno.INVAL.error();
        }
        return component;
    }

    /// Sets times by path.
    final void setTimesByPath(String name, @Nullable FileTime accessed, @Nullable FileTime modified)
            throws IOException {
        verify();
        Files.getFileAttributeView(resolve(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(modified, accessed, null);
    }
}

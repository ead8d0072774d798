package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A directory known by its path, for providers that cannot hold one open. The path has no links in it below the
/// preopened directory, and is checked again around each operation.
final class PlainDir extends DirHandle {
    private final Path root;

    /// A directory.
    ///
    /// @param root the real path of the preopened directory
    /// @param path the path of this one, which is below
    PlainDir(Path root, Path path) {
        super(path);
        this.root = root;
    }

    @Override
    DirHandle openDirectory(String name) throws IOException {
        BasicFileAttributes attributes = attributes(name);
        if (attributes.isSymbolicLink()) {
            throw Errno.LOOP.error();
        }
        if (!attributes.isDirectory()) {
            throw new NotDirectoryException(name);
        }
        PlainDir directory = new PlainDir(root, resolve(name));
        directory.verify();
        return directory;
    }

    @Override
    SeekableByteChannel openFile(String name, Set<? extends OpenOption> options) throws IOException {
        Path file = resolve(name);
        verify();
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        SeekableByteChannel channel;
        try {
            channel = Files.newByteChannel(file, all);
        } catch (IllegalArgumentException | UnsupportedOperationException _) {
            // Providers without symbolic links refuse the option.
            channel = Files.newByteChannel(file, options);
        }
        try {
            verify();
            if (attributes(name).isSymbolicLink()) {
                throw Errno.LOOP.error();
            }
        } catch (IOException | WasiError e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    @Override
    BasicFileAttributes attributes(String name) throws IOException {
        verify();
        return Files.readAttributes(resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    void setTimes(String name, @Nullable FileTime accessed, @Nullable FileTime modified) throws IOException {
        setTimesByPath(name, accessed, modified);
    }

    @Override
    void deleteFile(String name) throws IOException {
        verify();
        Files.delete(resolve(name));
    }

    @Override
    void deleteDirectory(String name) throws IOException {
        verify();
        Files.delete(resolve(name));
    }

    @Override
    void move(String name, DirHandle target, String newName) throws IOException {
        if (!(target instanceof PlainDir) || !target.fileSystem().equals(fileSystem())) {
            throw Errno.XDEV.error();
        }
        Path from = resolve(name);
        Path to = target.resolve(newName);
        verify();
        target.verify();
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException | UnsupportedOperationException _) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    DirectoryStream<Path> entries() throws IOException {
        verify();
        return Files.newDirectoryStream(path());
    }

    @Override
    void verify() throws IOException {
        Path real;
        try {
            real = path().toRealPath();
        } catch (NoSuchFileException _) {
            throw Errno.NOENT.error();
        }
        if (!real.startsWith(root)) {
            throw Errno.STALE.error();
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}

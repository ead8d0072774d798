package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A directory held open by the host: operations go through its descriptor, whatever happens to its path.
final class SecureDir extends DirHandle {
    private final SecureDirectoryStream<Path> stream;

    SecureDir(Path path, SecureDirectoryStream<Path> stream) {
        super(path);
        this.stream = stream;
    }

    @Override
    DirHandle openDirectory(String name) throws IOException {
        Path entry = component(name);
        return new SecureDir(resolve(name), stream.newDirectoryStream(entry, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    SeekableByteChannel openFile(String name, Set<? extends OpenOption> options) throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        return stream.newByteChannel(component(name), all);
    }

    @Override
    BasicFileAttributes attributes(String name) throws IOException {
        return view(name).readAttributes();
    }

    @Override
    void setTimes(String name, @Nullable FileTime accessed, @Nullable FileTime modified) throws IOException {
        BasicFileAttributeView view = view(name);
        BasicFileAttributes current = view.readAttributes();
        if (current.isSymbolicLink() || current.isOther()) {
            // The view opens the entry to set its times, which links refuse and pipes answer by waiting.
            setTimesByPath(name, accessed, modified);
        } else {
            view.setTimes(modified, accessed, null);
        }
    }

    @Override
    void deleteFile(String name) throws IOException {
        stream.deleteFile(component(name));
    }

    @Override
    void deleteDirectory(String name) throws IOException {
        stream.deleteDirectory(component(name));
    }

    @Override
    void move(String name, DirHandle target, String newName) throws IOException {
        if (!(target instanceof SecureDir secure) || !target.fileSystem().equals(fileSystem())) {
            throw Errno.XDEV.error();
        }
        stream.move(component(name), secure.stream, target.component(newName));
    }

    @Override
    DirectoryStream<Path> entries() throws IOException {
        // A directory stream can be iterated once, therefore each listing opens another.
        return stream.newDirectoryStream(fileSystem().getPath(SELF), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    void verify() throws IOException {
        BasicFileAttributes there = Files.readAttributes(path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object key = attributes(SELF).fileKey();
        if (!there.isDirectory() || (key != null && !key.equals(there.fileKey()))) {
            throw Errno.STALE.error();
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private BasicFileAttributeView view(String name) throws NotDirectoryException {
        BasicFileAttributeView view = name.equals(SELF)
                ? stream.getFileAttributeView(BasicFileAttributeView.class)
                : stream.getFileAttributeView(component(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new NotDirectoryException(name);
        }
        return view;
    }
}

package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// An open file.
///
/// Java has no attributes of an open channel but its size. The others are read by path, and used while the path leads
/// to the file that was opened; when it has been deleted or replaced, the last known ones remain, with no links.
/// Moves by the guest itself are followed.
///
/// Append mode is the guest's to switch, so it is done here: each write goes to what is the end of the file at that
/// moment. Another process that appends at the same time can interleave; the host's own append mode would exclude
/// reading.
final class OpenFile extends Descriptor {
    private final SeekableByteChannel channel;
    private final @Nullable Object key;
    private final boolean isReadOnly;
    private Path path;
    private FileStat lastKnown;

    /// A file.
    ///
    /// @param channel    the host's side, owned by this
    /// @param path       where it is
    /// @param attributes its attributes, which identify it
    /// @param isReadOnly whether it is below a directory that was handed over for reading
    /// @param rights     its rights
    /// @param flags      its flags
    OpenFile(
            SeekableByteChannel channel,
            Path path,
            BasicFileAttributes attributes,
            boolean isReadOnly,
            long rights,
            int flags) {
        super(rights, Rights.NONE, flags);
        this.channel = channel;
        this.path = path;
        this.key = attributes.fileKey();
        this.isReadOnly = isReadOnly;
        this.lastKnown = FileStat.of(attributes, path);
    }

    Path path() {
        return path;
    }

    void relocate(Path to) {
        path = to;
    }

    @Override
    FileType type() {
        return lastKnown.type();
    }

    @Override
    FileStat stat() throws IOException {
        BasicFileAttributes attributes = current();
        lastKnown = attributes == null ? lastKnown.withLinks(0) : FileStat.of(attributes, path);
        return isSeekable() ? lastKnown.withSize(channel.size()) : lastKnown;
    }

    boolean isSeekable() {
        return lastKnown.type() == FileType.REGULAR_FILE;
    }

    int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    int readAt(ByteBuffer target, long offset) throws IOException {
        requireSeekable();
        if (channel instanceof FileChannel file) {
            return file.read(target, offset);
        }
        long position = channel.position();
        try {
            return channel.position(offset).read(target);
        } finally {
            channel.position(position);
        }
    }

    int write(ByteBuffer source) throws IOException {
        if (hasFlag(Flags.FD_APPEND) && isSeekable()) {
            channel.position(channel.size());
        }
        return channel.write(source);
    }

    int writeAt(ByteBuffer source, long offset) throws IOException {
        requireSeekable();
        if (channel instanceof FileChannel file) {
            return file.write(source, offset);
        }
        long position = channel.position();
        try {
            return channel.position(offset).write(source);
        } finally {
            channel.position(position);
        }
    }

    /// Makes written bytes durable if the flags ask for it.
    void syncAsFlagged() throws IOException {
        if (hasFlag(Flags.FD_SYNC | Flags.FD_DSYNC)) {
            sync(hasFlag(Flags.FD_SYNC));
        }
    }

    /// Makes written bytes durable.
    ///
    /// @param withAttributes whether the attributes too
    void sync(boolean withAttributes) throws IOException {
        if (channel instanceof FileChannel file) {
            file.force(withAttributes);
        }
    }

    long size() throws IOException {
        return channel.size();
    }

    long position() throws IOException {
        requireSeekable();
        return channel.position();
    }

    void setPosition(long position) throws IOException {
        requireSeekable();
        channel.position(position);
    }

    /// Cuts the file off, or extends it by zeros that take no space where the host can do that. The position stays.
    ///
    /// @param size the new size, not negative
    void setSize(long size) throws IOException {
        requireSeekable();
        long position = channel.position();
        if (size < channel.size()) {
            channel.truncate(size);
        } else if (size > channel.size()) {
            channel.position(size - 1).write(ByteBuffer.wrap(new byte[1]));
        }
        channel.position(position);
    }

    void setTimes(@Nullable FileTime accessed, @Nullable FileTime modified) throws IOException {
        if (isReadOnly) {
            throw Errno.PERM.error();
        }
        if (current() == null) {
            throw Errno.NOTSUP.error();
        }
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(modified, accessed, null);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /// The attributes of what the path leads to, if that is this file.
    private @Nullable BasicFileAttributes current() {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return key == null || key.equals(attributes.fileKey()) ? attributes : null;
        } catch (IOException _) {
            // Deleted, or out of reach: no longer known by this path.
            return null;
        }
    }

    private void requireSeekable() {
        if (!isSeekable()) {
            throw Errno.SPIPE.error();
        }
    }
}

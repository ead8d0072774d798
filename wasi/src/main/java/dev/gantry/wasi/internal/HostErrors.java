package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the host's exceptions mean to the guest.
///
/// The file system API has types for the frequent errors and only a text, that of the operating system, for the rest.
/// The texts are those of C libraries on Unix in English; conditions that guests rely on are tested before the
/// operation, so that other systems and languages lose precision (`io`) in rare cases only.
final class HostErrors {
    private record Text(String part, Errno errno) {}

    // spotless:off
    private static final Text[] TEXTS = {
        new Text("too many levels of symbolic links", Errno.LOOP),
        new Text("not a directory",                   Errno.NOTDIR),
        new Text("is a directory",                    Errno.ISDIR),
        new Text("no such file or directory",         Errno.NOENT),
        new Text("file exists",                       Errno.EXIST),
        new Text("permission denied",                 Errno.ACCES),
        new Text("operation not permitted",           Errno.PERM),
        new Text("directory not empty",               Errno.NOTEMPTY),
        new Text("name too long",                     Errno.NAMETOOLONG),
        new Text("no space left",                     Errno.NOSPC),
        new Text("out of disk space",                 Errno.NOSPC),
        new Text("quota exceeded",                    Errno.DQUOT),
        new Text("read-only file system",             Errno.ROFS),
        new Text("too many open files",               Errno.MFILE),
        new Text("file too large",                    Errno.FBIG),
        new Text("cross-device",                      Errno.XDEV),
        new Text("too many links",                    Errno.MLINK),
        new Text("resource busy",                     Errno.BUSY),
        new Text("text file busy",                    Errno.TXTBSY),
        new Text("stale file handle",                 Errno.STALE),
        new Text("no such device or address",         Errno.NXIO),
        new Text("no such device",                    Errno.NODEV),
        new Text("illegal seek",                      Errno.SPIPE),
        new Text("invalid argument",                  Errno.INVAL),
        new Text("broken pipe",                       Errno.PIPE),
        new Text("connection reset",                  Errno.CONNRESET),
        new Text("connection refused",                Errno.CONNREFUSED),
        new Text("connection aborted",                Errno.CONNABORTED),
        new Text("not connected",                     Errno.NOTCONN),
        new Text("timed out",                         Errno.TIMEDOUT),
        new Text("not supported",                     Errno.NOTSUP),
        new Text("can't link",                        Errno.PERM),
    };
    // spotless:on

    private HostErrors() {}

    /// The error number for an exception of a file, directory or socket operation.
    ///
    /// @param e the exception
    /// @return the error
    static Errno of(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> Errno.NOENT;
            case FileAlreadyExistsException _ -> Errno.EXIST;
            case DirectoryNotEmptyException _ -> Errno.NOTEMPTY;
            case NotDirectoryException _ -> Errno.NOTDIR;
            case NotLinkException _ -> Errno.INVAL;
            case AccessDeniedException _ -> Errno.ACCES;
            case FileSystemLoopException _ -> Errno.LOOP;
            case AtomicMoveNotSupportedException _ -> Errno.XDEV;
            case ClosedByInterruptException _ -> Errno.INTR;
            case ClosedChannelException _ -> Errno.BADF;
            case FileSystemException f -> ofText(f.getReason());
            case IOException _ -> ofText(e.getMessage());
        };
    }

    /// The error number for an unchecked exception that providers throw for requests they refuse, or null when the
    /// exception is none of those and must go on.
    ///
    /// @param e the exception
    /// @return the error
    static @Nullable Errno of(RuntimeException e) {
        return switch (e) {
            case WasiError w -> w.errno();
            case InvalidPathException _ -> Errno.ILSEQ;
            case ReadOnlyFileSystemException _ -> Errno.ROFS;
            case UnsupportedOperationException _ -> Errno.NOTSUP;
            case SecurityException _ -> Errno.ACCES;
            case ProviderMismatchException _ -> Errno.XDEV;
            case NonReadableChannelException _ -> Errno.BADF;
            case NonWritableChannelException _ -> Errno.BADF;
            case NotYetConnectedException _ -> Errno.NOTCONN;
            case ClosedFileSystemException _ -> Errno.BADF;
            case ClosedDirectoryStreamException _ -> Errno.BADF;
            default -> null;
        };
    }

    private static Errno ofText(@Nullable String text) {
        if (text == null) {
            return Errno.IO;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        for (Text candidate : TEXTS) {
            if (lower.contains(candidate.part)) {
                return candidate.errno;
            }
        }
        return Errno.IO;
    }
}

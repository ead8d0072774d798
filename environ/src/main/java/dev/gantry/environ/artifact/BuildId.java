package dev.gantry.environ.artifact;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Tells builds of the engine apart, so that code of one is never run by another: the version, and checksums of the
/// classes that decide what code means.
///
/// A version alone would not do, because development builds share one; a time stamp would tell equal builds apart.
///
/// Threading: stateless but for a cache, which is thread-safe.
public final class BuildId {
    /// The engine's version.
    public static final String VERSION = "0.1.0";

    /// Odd, with bits all over: products depend on all bits of what it is multiplied with.
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private static final String CLASS = ".class";

    /// Packing writes the version into it.
    private static final String DESCRIPTOR = "module-info.class";

    private static final ClassValue<Classes> CLASSES = new ClassValue<>() {
        @Override
        protected Classes computeValue(Class<?> type) {
            return new Classes(type);
        }
    };

    /// What lies where a class comes from. It is read once, whatever threads ask.
    private static final class Classes {
        private final Class<?> type;
        private Optional<Long> checksum = Optional.empty();
        private boolean isRead;

        Classes(Class<?> type) {
            this.type = type;
        }

        synchronized Optional<Long> checksum() {
            if (!isRead) {
                checksum = BuildId.checksum(type);
                isRead = true;
            }
            return checksum;
        }
    }

    private BuildId() {}

    /// The build that some classes belong to.
    ///
    /// @param types one class of each module that counts
    /// @return version and checksum, for example `0.1.0-5f0e3a9c41d7b280`; the version alone where the classes
    ///     cannot be read, as in native images
    public static String of(Class<?>... types) {
        long combined = 0;
        for (int at = 0; at < types.length; at++) {
            Optional<Long> checksum = CLASSES.get(firstBeside(types, at)).checksum();
            if (checksum.isEmpty()) {
                return VERSION;
            }
            combined = Long.rotateLeft(combined, 7) ^ checksum.get();
        }
        return VERSION + "-" + Checksum.text(combined);
    }

    /// The first class that comes from where this one does: the same classes are not read again.
    private static Class<?> firstBeside(Class<?>[] types, int type) {
        int first = 0;
        while (!types[first].getProtectionDomain().equals(types[type].getProtectionDomain())) {
            first++;
        }
        return types[first];
    }

    private static Optional<Long> checksum(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null) {
            return Optional.empty();
        }
        try {
            Path root = Path.of(location.toURI());
            return Optional.of(Files.isDirectory(root) ? folder(root) : jar(root));
        } catch (IOException | URISyntaxException | IllegalArgumentException | FileSystemNotFoundException _) {
            return Optional.empty(); // classes from somewhere else: the version has to do
        }
    }

    private static long jar(Path file) throws IOException {
        long sum = 0;
        try (ZipFile jar = new ZipFile(file.toFile())) {
            Enumeration<? extends ZipEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (counts(entry.getName())) {
                    sum += mix(entry.getName(), entry.getCrc());
                }
            }
        }
        return sum;
    }

    private static long folder(Path root) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (counts(file.toString())) {
                    CRC32 crc = new CRC32();
                    crc.update(Files.readAllBytes(file));
                    sum += mix(root.relativize(file).toString().replace('\\', '/'), crc.getValue());
                }
            }
        }
        return sum;
    }

    /// What a class adds to the checksum, which is the same for a jar and the folder that it was made of, in whatever
    /// order they list their classes.
    private static long mix(String name, long crc) {
        long bits = ((long) name.hashCode() << Integer.SIZE | crc) * SPREAD;
        return (bits ^ bits >>> Integer.SIZE) * SPREAD;
    }

    private static boolean counts(String name) {
        return name.endsWith(CLASS) && !name.endsWith(DESCRIPTOR);
    }
}

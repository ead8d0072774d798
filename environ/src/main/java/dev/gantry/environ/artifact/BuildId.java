package dev.gantry.environ.artifact;

import dev.gantry.wasm.binary.ByteWriter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

    private static final String CLASS = ".class";

    /// Packing writes the version into it.
    private static final String DESCRIPTOR = "module-info.class";

    private static final ClassValue<Optional<Long>> CHECKSUMS = new ClassValue<>() {
        @Override
        protected Optional<Long> computeValue(Class<?> type) {
            return checksum(type);
        }
    };

    private BuildId() {}

    /// The build that some classes belong to.
    ///
    /// @param types one class of each module that counts
    /// @return version and checksum, for example `0.1.0-5f0e3a9c41d7b280`; the version alone where the classes
    ///     cannot be read, as in native images
    public static String of(Class<?>... types) {
        long combined = 0;
        for (Class<?> type : types) {
            Optional<Long> checksum = CHECKSUMS.get(type);
            if (checksum.isEmpty()) {
                return VERSION;
            }
            combined = Long.rotateLeft(combined, 7) ^ checksum.get();
        }
        return VERSION + "-" + Checksum.text(combined);
    }

    private static Optional<Long> checksum(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null) {
            return Optional.empty();
        }
        try {
            Path root = Path.of(location.toURI());
            return Optional.of(checksum(Files.isDirectory(root) ? folder(root) : jar(root)));
        } catch (IOException | URISyntaxException | IllegalArgumentException | FileSystemNotFoundException _) {
            return Optional.empty(); // classes from somewhere else: the version has to do
        }
    }

    /// The checksum of names and checksums, the same for a jar and the folder that it was made of.
    private static long checksum(SortedMap<String, Long> classes) {
        ByteWriter all = new ByteWriter();
        for (Map.Entry<String, Long> entry : classes.entrySet()) {
            all.name(entry.getKey());
            all.fixed64(entry.getValue());
        }
        byte[] bytes = all.toBytes();
        return new Checksum().add(bytes, 0, bytes.length).value();
    }

    private static SortedMap<String, Long> jar(Path file) throws IOException {
        SortedMap<String, Long> classes = new TreeMap<>();
        try (ZipFile jar = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (counts(entry.getName())) {
                    classes.put(entry.getName(), entry.getCrc());
                }
            }
        }
        return classes;
    }

    private static SortedMap<String, Long> folder(Path root) throws IOException {
        SortedMap<String, Long> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (counts(file.toString())) {
                    CRC32 crc = new CRC32();
                    crc.update(Files.readAllBytes(file));
                    classes.put(root.relativize(file).toString().replace('\\', '/'), crc.getValue());
                }
            }
        }
        return classes;
    }

    private static boolean counts(String name) {
        return name.endsWith(CLASS) && !name.endsWith(DESCRIPTOR);
    }
}

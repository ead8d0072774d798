package dev.gantry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The project as files: its root, its Maven modules and what they compiled to.
final class SourceTree {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    /// The project's root folder.
    static final Path ROOT =
            Path.of(System.getProperty("gantry.root", "..")).toAbsolutePath().normalize();

    private SourceTree() {}

    /// The folders of the Maven modules, as the root pom lists them.
    static List<Path> modules() {
        return MODULE.matcher(read("pom.xml"))
                .results()
                .map(match -> ROOT.resolve(match.group(1)))
                .toList();
    }

    /// The folders of main classes of all modules that have some.
    static List<Path> classFolders() {
        List<Path> folders = modules().stream()
                .map(module -> module.resolve("target/classes"))
                .filter(folder -> Files.exists(folder.resolve("module-info.class")))
                .toList();
        assertThat(folders).as("compiled modules below " + ROOT).isNotEmpty();
        return folders;
    }

    /// All main classes of all modules, module descriptors left out.
    static List<ClassModel> classes() {
        return classFolders().stream()
                .flatMap(folder -> files(
                        folder,
                        file -> file.endsWith(".class")
                                && !file.endsWith("module-info.class")
                                && !file.contains("-info."))
                        .stream())
                .map(SourceTree::parseClass)
                .toList();
    }

    /// The files below a folder whose path, with slashes, the predicate accepts; sorted.
    static List<Path> files(Path folder, Predicate<String> accept) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> accept.test(file.toString().replace('\\', '/')))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The text of a file below the root.
    static String read(String path) {
        return read(ROOT.resolve(path));
    }

    /// The text of a file.
    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The cells of the rows of the first Markdown table below a heading line, head and rule left out.
    static List<List<String>> table(String document, String heading) {
        List<String> lines = read(document).lines().toList();
        int start = lines.indexOf(heading);
        assertThat(start).as(document + " has the heading " + heading).isNotNegative();
        return lines.subList(start + 1, lines.size()).stream()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(SourceTree::cells)
                .toList();
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1).split("\\|", -1)).map(String::strip).toList();
    }

    private static ClassModel parseClass(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

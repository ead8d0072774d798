package dev.gantry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The module descriptors against the table "Modules" of `ARCHITECTURE.md`, and the packages against each other.
class ModuleGraphTest {
    private static final Pattern DESCRIPTOR_CLASS = Pattern.compile("L(dev/gantry/[\\w/$]+);");

    /// Folders of the table's rows, to the folders they may depend on.
    private static Map<String, Set<String>> allowed() {
        Map<String, Set<String>> allowed = new LinkedHashMap<>();
        for (List<String> row : SourceTree.table("ARCHITECTURE.md", "## Modules")) {
            allowed.put(
                    row.getFirst().replace("`", ""),
                    Stream.of(row.get(2).replace("`", "").split(","))
                            .map(String::strip)
                            .filter(name -> !name.equals("–"))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return allowed;
    }

    private static ModuleDescriptor descriptor(Path folder) {
        try (InputStream in = Files.newInputStream(folder.resolve("module-info.class"))) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new AssertionError(folder.toString(), e);
        }
    }

    private static String folderName(Path classes) {
        return classes.getParent().getParent().getFileName().toString();
    }

    @Test
    void everyModuleDependsOnlyOnWhatTheTableAllows() {
        Map<String, Set<String>> allowed = allowed();
        Map<String, String> folderOfModule = SourceTree.classFolders().stream()
                .collect(Collectors.toMap(folder -> descriptor(folder).name(), ModuleGraphTest::folderName));
        for (Path classes : SourceTree.classFolders()) {
            String folder = folderName(classes);
            assertThat(allowed).as("table of ARCHITECTURE.md").containsKey(folder);
            for (ModuleDescriptor.Requires requires : descriptor(classes).requires()) {
                String name = folderOfModule.getOrDefault(requires.name(), requires.name());
                if (!requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.MANDATED)
                        && !name.equals("org.jspecify")) {
                    assertThat(allowed.get(folder))
                            .as("module %s requires %s", folder, name)
                            .contains(name);
                }
            }
        }
    }

    @Test
    void annotationsAreNeededOnlyToCompile() {
        for (Path classes : SourceTree.classFolders()) {
            assertThat(descriptor(classes).requires())
                    .as(folderName(classes))
                    .filteredOn(requires -> requires.name().equals("org.jspecify"))
                    .allSatisfy(requires ->
                            assertThat(requires.modifiers()).contains(ModuleDescriptor.Requires.Modifier.STATIC));
        }
    }

    @Test
    void internalPackagesAreExportedToNamedModulesOnly() {
        for (Path classes : SourceTree.classFolders()) {
            assertThat(descriptor(classes).exports())
                    .as(folderName(classes))
                    .filteredOn(
                            exports -> List.of(exports.source().split("\\.")).contains("internal"))
                    .allMatch(ModuleDescriptor.Exports::isQualified);
        }
    }

    @Test
    void servicesFilesEqualTheProvidesClauses() throws IOException {
        for (Path classes : SourceTree.classFolders()) {
            Map<String, List<String>> provided = new TreeMap<>();
            descriptor(classes)
                    .provides()
                    .forEach(provides -> provided.put(
                            provides.service(),
                            provides.providers().stream().sorted().toList()));
            Map<String, List<String>> listed = new TreeMap<>();
            for (Path file : SourceTree.files(classes.resolve("META-INF/services"), _ -> true)) {
                if (Files.isRegularFile(file)) {
                    try (Stream<String> lines = Files.lines(file)) {
                        listed.put(
                                file.getFileName().toString(),
                                lines.map(line -> line.replaceFirst("#.*", "").strip())
                                        .filter(line -> !line.isEmpty())
                                        .sorted()
                                        .toList());
                    }
                }
            }
            assertThat(listed).as(folderName(classes)).isEqualTo(provided);
        }
    }

    @Test
    void packagesHaveNoCycles() {
        Map<String, Map<String, String>> uses = new TreeMap<>();
        for (ClassModel type : SourceTree.classes()) {
            String name = type.thisClass().asInternalName();
            Map<String, String> targets = uses.computeIfAbsent(packageOf(name), _ -> new TreeMap<>());
            for (String used : usedClasses(type)) {
                if (!packageOf(used).equals(packageOf(name))) {
                    targets.putIfAbsent(packageOf(used), name + " uses " + used);
                }
            }
        }
        assertThat(cycle(uses))
                .as("a cycle of packages, with one use for each step")
                .isEmpty();
    }

    private static Set<String> usedClasses(ClassModel type) {
        Set<String> used = new TreeSet<>();
        for (PoolEntry entry : type.constantPool()) {
            switch (entry) {
                case ClassEntry named
                when named.asInternalName().startsWith("dev/gantry/") -> used.add(named.asInternalName());
                case Utf8Entry text -> {
                    Matcher matcher = DESCRIPTOR_CLASS.matcher(text.stringValue());
                    while (matcher.find()) {
                        used.add(matcher.group(1));
                    }
                }
                default -> {}
            }
        }
        return used;
    }

    /// The package of a class; a facade and its package `internal` count as one.
    private static String packageOf(String internalName) {
        return internalName
                .substring(0, internalName.lastIndexOf('/'))
                .replace('/', '.')
                .replaceFirst("\\.internal$", "");
    }

    /// Uses along one cycle, empty when there is none.
    private static List<String> cycle(Map<String, Map<String, String>> uses) {
        Set<String> done = new TreeSet<>();
        for (String start : uses.keySet()) {
            Deque<String> path = new ArrayDeque<>();
            List<String> found = search(uses, start, path, done);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private static List<String> search(
            Map<String, Map<String, String>> uses, String at, Deque<String> path, Set<String> done) {
        if (path.contains(at)) {
            List<String> steps = new ArrayList<>();
            List<String> names = new ArrayList<>(path);
            for (int step = names.indexOf(at); step < names.size(); step++) {
                String next = step + 1 < names.size() ? names.get(step + 1) : at;
                steps.add(uses.get(names.get(step)).get(next));
            }
            return steps;
        }
        if (!done.contains(at)) {
            path.addLast(at);
            for (String next : uses.getOrDefault(at, Map.of()).keySet()) {
                List<String> found = search(uses, next, path, done);
                if (!found.isEmpty()) {
                    return found;
                }
            }
            path.removeLast();
            done.add(at);
        }
        return List.of();
    }
}

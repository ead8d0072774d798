package dev.gantry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the documents say about the tree is true of the tree.
class DocumentsTest {
    private static final Pattern CODE = Pattern.compile("`([^`\\s]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

    @Test
    void theReadmeShowsTheTwoCommands() {
        assertThat(SourceTree.read("README.md")).contains("./gantry run examples/hello.wasm", "./mvnw verify");
        assertThat(SourceTree.read(".ci/run")).contains("./mvnw");
    }

    @Test
    void pathsNamedInTheArchitectureExist() {
        Set<String> paths = CODE.matcher(SourceTree.read("ARCHITECTURE.md"))
                .results()
                .map(match -> match.group(1))
                .filter(code -> code.matches("[\\w.-]+(/[\\w.-]+)+/?"))
                .filter(code -> !code.startsWith("META-INF/"))
                .collect(Collectors.toSet());
        assertThat(paths)
                .isNotEmpty()
                .allSatisfy(path -> assertThat(SourceTree.ROOT.resolve(path)).exists());
    }

    @Test
    void everyPackageHasItsParagraphInTheArchitecture() {
        String architecture = SourceTree.read("ARCHITECTURE.md");
        Set<String> packages = SourceTree.modules().stream()
                .flatMap(module ->
                        SourceTree.files(module.resolve("src/main/java"), file -> file.endsWith(".java")).stream())
                .flatMap(file -> PACKAGE.matcher(SourceTree.read(file)).results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(architecture).as("paragraph of " + name).contains("**`" + name + "`**"));
    }

    @Test
    void linksBetweenTheDocumentsLeadSomewhere() {
        List<Path> documents = SourceTree.files(SourceTree.ROOT.resolve("docs"), file -> file.endsWith(".md"));
        for (Path document : documents) {
            checkLinks(document);
        }
        for (String name : List.of("README.md", "ARCHITECTURE.md", "RATIONALE.md", "CONTRIBUTING.md", "CHANGES.md")) {
            checkLinks(SourceTree.ROOT.resolve(name));
        }
    }

    private static void checkLinks(Path document) {
        LINK.matcher(SourceTree.read(document))
                .results()
                .map(match -> match.group(1))
                .forEach(target -> assertThat(document.resolveSibling(target))
                        .as("link in " + document)
                        .matches(Files::exists));
    }

    /// The API documents of all modules are one, optional strategies and the command included (R147).
    @Test
    void onlyTestsAndBenchmarksAreLeftOutOfTheApiDocuments() {
        assertThat(SourceTree.read("pom.xml"))
                .contains("<goal>aggregate</goal>")
                .containsOnlyOnce("<skippedModules>")
                .contains("<skippedModules>gantry-tests,gantry-fuzz,gantry-jmh</skippedModules>");
    }

    @Test
    void headingsOfTheRationaleAreQuestions() {
        assertThat(SourceTree.read("RATIONALE.md").lines().filter(line -> line.startsWith("## ")))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("?"));
    }
}

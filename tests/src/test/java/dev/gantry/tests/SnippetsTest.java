package dev.gantry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Java code in the documents is code of the project, which is compiled and, where it comes from a test, run.
///
/// A page names a region of a source file in the line above the code: `<!-- snippet: EmbeddingTest.java#first -->`.
/// Names without a slash are those of files in the folder of examples, all others are paths from the root. In the
/// source a region lies between the lines `// @start region=first` and `// @end`. With `-Dbless=true` pages are
/// rewritten.
class SnippetsTest {
    private static final String EXAMPLES = "tests/src/test/java/dev/gantry/tests/docs/";
    private static final Pattern NAME = Pattern.compile("<!-- snippet: (\\S+)#(\\S+) -->");
    private static final Pattern START = Pattern.compile("\\s*// @start region=(\\S+)");

    @Test
    void javaInTheDocumentsIsThatOfTheSources() throws IOException {
        for (Path page : pages()) {
            List<String> found = SourceTree.read(page).lines().toList();
            List<String> wanted = withSnippets(page, found);
            if (Boolean.getBoolean("bless")) {
                Files.writeString(page, String.join("\n", wanted) + "\n");
            } else {
                assertThat(found).as("snippets in " + page).isEqualTo(wanted);
            }
        }
    }

    @Test
    void everyRegionOfTheExamplesIsShown() {
        Set<String> shown = new TreeSet<>();
        for (Path page : pages()) {
            NAME.matcher(SourceTree.read(page)).results().forEach(match -> shown.add(match.group(1) + match.group(2)));
        }
        Set<String> regions = new TreeSet<>();
        for (Path source : SourceTree.files(SourceTree.ROOT.resolve(EXAMPLES), file -> file.endsWith(".java"))) {
            SourceTree.read(source)
                    .lines()
                    .map(START::matcher)
                    .filter(Matcher::matches)
                    .forEach(match -> {
                        String name = source.getFileName() + match.group(1);
                        assertThat(regions.add(name))
                                .as("one region is called " + name)
                                .isTrue();
                    });
        }
        assertThat(regions).isNotEmpty().isSubsetOf(shown);
    }

    private static List<Path> pages() {
        List<Path> pages = new ArrayList<>(SourceTree.files(SourceTree.ROOT.resolve("docs"), f -> f.endsWith(".md")));
        for (String name : List.of("README.md", "ARCHITECTURE.md", "RATIONALE.md", "CONTRIBUTING.md")) {
            pages.add(SourceTree.ROOT.resolve(name));
        }
        return pages;
    }

    /// The lines of a page with the code that its snippets should have.
    private static List<String> withSnippets(Path page, List<String> lines) {
        List<String> wanted = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            wanted.add(lines.get(at));
            if (lines.get(at).equals("```java")) {
                Matcher name = NAME.matcher(at == 0 ? "" : lines.get(at - 1));
                assertThat(name.matches())
                        .as(page + ":" + (at + 1) + " has the name of a snippet above its code")
                        .isTrue();
                wanted.addAll(region(name.group(1), name.group(2)));
                while (!lines.get(at).equals("```")) {
                    at++;
                }
                wanted.add("```");
            }
        }
        return wanted;
    }

    /// The lines of a region, without the indentation that they share.
    private static List<String> region(String file, String region) {
        String path = file.contains("/") ? file : EXAMPLES + file;
        List<String> lines = SourceTree.read(path)
                .lines()
                .dropWhile(line -> !line.strip().equals("// @start region=" + region))
                .skip(1)
                .takeWhile(line -> !line.strip().equals("// @end"))
                .toList();
        assertThat(lines).as("region " + region + " of " + path).isNotEmpty();
        int indent = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return lines.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indent))
                .toList();
    }
}

package dev.gantry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every feature that `docs/contract.md` claims has a test that names it by its number.
class ContractTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void everyClaimIsCitedByTheTestsItNames() {
        Map<String, Path> tests = new TreeMap<>();
        for (Path module : SourceTree.modules()) {
            for (Path file : SourceTree.files(module.resolve("src/test/java"), name -> name.endsWith("Test.java"))) {
                tests.put(file.getFileName().toString().replace(".java", ""), file);
            }
        }
        List<List<String>> rows = SourceTree.table("docs/contract.md", "## What is done");
        assertThat(rows).isNotEmpty();
        for (List<String> row : rows) {
            String number = row.getFirst();
            assertThat(number).matches("R\\d{1,3}");
            List<String> named = CODE.matcher(row.get(2))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertThat(named).as("tests of " + number).isNotEmpty();
            for (String test : named) {
                assertThat(tests).as("tests of " + number).containsKey(test);
                assertThat(SourceTree.read(tests.get(test)))
                        .as("%s cites %s", test, number)
                        .containsPattern("(?<![A-Za-z0-9])" + number + "(?![0-9])");
            }
        }
    }
}

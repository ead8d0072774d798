package dev.gantry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// `docs/dependencies.md` lists what the poms name, with versions and licences (R150).
class DependenciesTest {
    @Test
    void theListEqualsThePoms() throws Exception {
        Map<String, String> listed = new TreeMap<>();
        for (List<String> row : SourceTree.table("docs/dependencies.md", "## Libraries")) {
            listed.put(row.getFirst().replace("`", ""), row.get(1));
            assertThat(row.get(2)).as("licence of " + row.getFirst()).isNotBlank();
        }
        assertThat(declared()).isEqualTo(listed);
    }

    /// Module `jmh` measures the engine and is no part of it.
    @Test
    void theEngineRunsWithoutThirdPartyLibraries() throws Exception {
        for (Path module : SourceTree.modules()) {
            String name = module.getFileName().toString();
            if (name.equals("jmh")) {
                continue;
            }
            for (Element dependency : dependencies(parse(module.resolve("pom.xml")))) {
                boolean atRunTime = List.of("compile", "runtime").contains(text(dependency, "scope", "compile"));
                if (atRunTime) {
                    assertThat(text(dependency, "groupId", ""))
                            .as("run-time dependency of " + name)
                            .isEqualTo("dev.gantry");
                }
            }
        }
    }

    /// Artifacts that some pom uses, to their versions.
    private static Map<String, String> declared() throws Exception {
        Document root = parse(SourceTree.ROOT.resolve("pom.xml"));
        Map<String, String> versions = new TreeMap<>();
        for (Element managed : dependencies(root)) {
            versions.merge(artifact(managed), version(root, managed), (old, found) -> found.isEmpty() ? old : found);
        }
        TreeSet<String> used = new TreeSet<>();
        List<Path> poms = new ArrayList<>(List.of(SourceTree.ROOT.resolve("pom.xml")));
        SourceTree.modules().forEach(module -> poms.add(module.resolve("pom.xml")));
        for (Path pom : poms) {
            for (Element dependency : dependencies(parse(pom))) {
                boolean isManagement =
                        dependency.getParentNode().getParentNode().getNodeName().equals("dependencyManagement");
                if (!isManagement && !text(dependency, "groupId", "").equals("dev.gantry")) {
                    used.add(artifact(dependency));
                }
            }
        }
        Map<String, String> declared = new TreeMap<>();
        String junit = versions.getOrDefault("org.junit:junit-bom", "");
        for (String artifact : used) {
            String version = versions.getOrDefault(artifact, "");
            declared.put(artifact, version.isEmpty() && artifact.startsWith("org.junit.") ? junit : version);
        }
        return declared;
    }

    private static Document parse(Path pom) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(pom.toFile());
    }

    private static List<Element> dependencies(Document pom) {
        NodeList nodes = pom.getElementsByTagName("dependency");
        List<Element> found = new ArrayList<>();
        for (int node = 0; node < nodes.getLength(); node++) {
            Element element = (Element) nodes.item(node);
            boolean ofPlugin =
                    element.getParentNode().getParentNode().getNodeName().equals("plugin");
            if (!ofPlugin) {
                found.add(element);
            }
        }
        return found;
    }

    private static String artifact(Element dependency) {
        return text(dependency, "groupId", "") + ":" + text(dependency, "artifactId", "");
    }

    private static String version(Document root, Element dependency) {
        String version = text(dependency, "version", "");
        if (version.startsWith("${")) {
            String property = version.substring(2, version.length() - 1);
            return root.getElementsByTagName(property).item(0).getTextContent();
        }
        return version;
    }

    private static String text(Element element, String child, String otherwise) {
        NodeList nodes = element.getElementsByTagName(child);
        return nodes.getLength() == 0
                ? otherwise
                : nodes.item(0).getTextContent().strip();
    }
}

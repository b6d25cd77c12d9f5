package dev.orderly.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code ./mvnw -Prelease deploy} releases the artifacts of the BOM with what Maven Central asks for, except signatures. */
@Tag("full")
class ReleaseIT {

    private static final Path EXAMPLES = Path.of("examples");
    private static final Path BOM = Path.of("common-events/bom/pom.xml");

    /** The parents of the artifacts, without which none of these can be used. */
    private static final List<String> PARENTS = List.of("orderly", "common-events", "orderly-starters", "orderly-bom");

    @TempDir
    static Path directory;

    private static Path repository;
    private static Path secondRepository;

    @BeforeAll
    static void releaseTwice() throws Exception {
        var first = copy("first");
        var second = copy("second-in-a-directory-with-a-longer-name");
        repository = release(first);
        secondRepository = release(second);
    }

    static List<String> artifacts() throws Exception {
        return elements(document(Repository.ROOT.resolve(BOM)).getElementsByTagName("dependency")).stream()
                .map(dependency -> text(dependency, "artifactId"))
                .toList();
    }

    static List<String> poms() throws Exception {
        return Stream.concat(PARENTS.stream(), artifacts().stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void eachArtifactHasItsSourcesJavadocAndBillOfMaterials(String artifact) {
        assertThat(List.of(".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json", ".pom"))
                .allSatisfy(ending -> assertThat(file(artifact, ending)).isNotEmptyFile());
        assertThat(file(artifact, "-cyclonedx.json"))
                .content()
                .contains(
                        "\"bomFormat\" : \"CycloneDX\"",
                        "\"name\" : \"" + artifact + "\"",
                        "pkg:maven/org.jspecify/jspecify@");
    }

    @ParameterizedTest
    @MethodSource("poms")
    void eachPomSaysWhatMavenCentralAsksFor(String artifact) throws Exception {
        var pom = document(file(artifact, ".pom"));

        assertThat(child(pom, "name")).isNotNull();
        assertThat(child(pom, "description")).isNotNull();
        assertThat(List.of("url", "licenses", "developers", "scm"))
                .allSatisfy(each -> assertThat(ownOrInherited(pom, each)).isTrue());
    }

    @Test
    void nothingElseIsReleased() throws Exception {
        try (var released = Files.list(repository.resolve("dev/orderly"))) {
            assertThat(released.map(each -> String.valueOf(each.getFileName())))
                    .containsExactlyInAnyOrderElementsOf(poms());
        }
    }

    @Test
    void anotherBuildOfTheSameSourcesMakesTheSameFiles() throws IOException {
        assertThat(files(secondRepository)).isNotEmpty().isEqualTo(files(repository));
    }

    /**
     * With an empty local repository, and nothing of this repository but the wrapper of Maven. What others have published
     * comes from the local repository of this build, so that nothing is downloaded again.
     */
    @Test
    void aProjectOutsideBuildsAndTestsWithTheRelease() throws Exception {
        var outside = directory.resolve("outside");
        for (var file : Repository.files(file -> file.startsWith(EXAMPLES))) {
            copy(file, outside.resolve(EXAMPLES.relativize(file)));
        }
        for (var file : List.of(Path.of("mvnw"), Path.of(".mvn/wrapper/maven-wrapper.properties"))) {
            copy(file, outside.resolve(file));
        }
        var settings = Files.writeString(directory.resolve("settings.xml"), """
                <settings>
                  <mirrors>
                    <mirror><id>published</id><mirrorOf>central</mirrorOf><url>%s</url></mirror>
                  </mirrors>
                  <profiles>
                    <profile>
                      <id>release</id>
                      <activation><activeByDefault>true</activeByDefault></activation>
                      <repositories>
                        <repository><id>release</id><url>%s</url></repository>
                      </repositories>
                    </profile>
                  </profiles>
                </settings>
                """.formatted(
                        Path.of(System.getProperty("localRepository")).toUri(), repository.toUri()));
        var empty = directory.resolve("empty");

        run(
                outside,
                "./mvnw",
                "-B",
                "-ntp",
                "-s",
                settings.toString(),
                "-Dmaven.repo.local=" + empty,
                "-Dspotless.check.skip",
                "-pl",
                "jdbc-service",
                "-am",
                "verify");

        assertThat(outside.resolve("jdbc-service/target/surefire-reports/com.example.parcels.ParcelServiceTests.txt"))
                .content()
                .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(empty.resolve("dev/orderly/orderly-events/0.1.0/_remote.repositories"))
                .content()
                .contains("orderly-events-0.1.0.jar>release=");
    }

    /** A copy of the sources to build, because this build uses the directories of the original. */
    private static Path copy(String name) throws IOException {
        var sources = directory.resolve(name);
        for (var file : Repository.files(file -> true)) {
            copy(file, sources.resolve(file));
        }
        return sources;
    }

    private static void copy(Path file, Path copy) throws IOException {
        Files.createDirectories(copy.getParent());
        Files.copy(Repository.ROOT.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** The repository to which the artifacts are deployed. */
    private static Path release(Path sources) throws Exception {
        var released = directory.resolve("repository-of-" + sources.getFileName());
        run(
                sources,
                "./mvnw",
                "-B",
                "-ntp",
                "-q",
                "-Prelease",
                "deploy",
                "-Dmaven.test.skip",
                "-Dspotless.check.skip",
                "-Dmaven.install.skip",
                "-DaltDeploymentRepository=release::" + released.toUri(),
                "-pl",
                poms().stream().map(each -> ":" + each).collect(joining(",")));
        return released;
    }

    private static void run(Path where, String... command) throws Exception {
        var log = Files.createTempFile(directory, "maven", ".log");
        var process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES))
                    .as("%s ends within 10 minutes", command[0])
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Path file(String artifact, String ending) {
        var versions = repository.resolve("dev/orderly").resolve(artifact);
        try (var files = Files.walk(versions)) {
            return files.filter(each -> String.valueOf(each.getFileName())
                            .matches(artifact + "-[0-9.]+[0-9]" + ending.replace(".", "\\.")))
                    .findFirst()
                    .orElse(versions.resolve("no " + ending));
        } catch (IOException e) {
            throw new AssertionError(artifact + " was not released", e);
        }
    }

    /** Every released file with its SHA-1, which Maven writes beside it. The metadata of the repository bear the time. */
    private static Map<String, String> files(Path released) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (var files = Files.walk(released)) {
            for (var digest : files.filter(each -> each.toString().endsWith(".sha1"))
                    .filter(each -> !each.toString().contains("maven-metadata"))
                    .toList()) {
                digests.put(released.relativize(digest).toString(), Files.readString(digest));
            }
        }
        return digests;
    }

    private static boolean ownOrInherited(Element pom, String name) throws Exception {
        if (child(pom, name) != null) {
            return true;
        }
        var parent = child(pom, "parent");
        if (parent == null || !"dev.orderly".equals(text(parent, "groupId"))) {
            return false;
        }
        return ownOrInherited(document(file(text(parent, "artifactId"), ".pom")), name);
    }

    private static Element document(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }

    private static String text(Element element, String name) {
        var child = child(element, name);
        return child == null ? "" : child.getTextContent();
    }

    private static Element child(Element element, String name) {
        return elements(element.getChildNodes()).stream()
                .filter(each -> each.getTagName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (var i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}

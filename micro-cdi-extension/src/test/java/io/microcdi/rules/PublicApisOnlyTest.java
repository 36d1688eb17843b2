package io.microcdi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * The engine and the extension use public interfaces of servers only, and know servers by name only where that is the
 * business of a package. Comments may say anything.
 */
class PublicApisOnlyTest {

    private static final List<Path> SOURCES = List.of(Path.of("../micro-core/src/main/java"),
            Path.of("../src/registry/src/main/java"), Path.of("../src/registry-cluster/src/main/java"),
            Path.of("../registry-war/src/main/java"), Path.of("../src/se/src/main/java"), Path.of("src/main/java"));

    /** Methods of the application's own classes that are not public; the port of a server; the quirks of servers. */
    private static final List<String> MAY_OPEN = List.of("io/microcdi/internal/cdi/route/",
            "io/microcdi/internal/route/ParamConverter.java", "io/microcdi/internal/client/ClientPlan.java",
            "io/microcdi/internal/server/",
            "io/microcdi/internal/websocket/adapter/");
    /** The servers of Java SE and of a registry that runs by itself are the program's own, used by public interfaces. */
    private static final List<String> MAY_NAME = List.of("io/microcdi/internal/cdi/route/",
            "io/microcdi/internal/server/",
            "io/microcdi/internal/websocket/adapter/", "io/microcdi/internal/se/",
            "io/microcdi/internal/registry/tomcat/");

    private static final Pattern COMMENTS = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern OPENING = Pattern
            .compile("\\b(setAccessible|trySetAccessible|privateLookupIn|Unsafe)\\b|Add-Opens|--add-opens");
    private static final Pattern SERVERS = Pattern.compile("org\\.apache\\.(tomcat|catalina|coyote)|io\\.undertow"
            + "|org\\.glassfish|org\\.eclipse\\.jetty|com\\.ibm\\.ws|org\\.jboss\\.as|jboss\\.as|fish\\.payara|com\\.sun\\."
            + "|org\\.wildfly|org\\.xnio");
    private static final Pattern OWN_PACKAGE = Pattern.compile("^package io\\.microcdi[.;]", Pattern.MULTILINE);

    @Test
    void nothingPrivateIsOpened() throws IOException {
        assertThat(found(OPENING, MAY_OPEN)).isEmpty();
    }

    @Test
    void serversAreNamedInTheirPackagesOnly() throws IOException {
        assertThat(found(SERVERS, MAY_NAME)).isEmpty();
    }

    @Test
    void noClassIsInAPackageOfOthers() throws IOException {
        for (Path source : sources()) {
            assertThat(OWN_PACKAGE.matcher(Files.readString(source)).find()).as(source.toString()).isTrue();
        }
    }

    /** A rule that finds nothing where there is something to be found is none. */
    @Test
    void theRulesFindWhatTheyAreMadeFor() throws IOException {
        assertThat(found(OPENING, List.of())).hasSizeGreaterThanOrEqualTo(3);
        assertThat(found(SERVERS, List.of())).hasSizeGreaterThanOrEqualTo(5);
    }

    private static List<String> found(Pattern pattern, List<String> allowed) throws IOException {
        return sources().stream().filter(source -> allowed.stream().noneMatch(unix(source)::contains))
                .filter(source -> pattern.matcher(code(source)).find()).map(PublicApisOnlyTest::unix).toList();
    }

    private static String code(Path source) {
        try {
            return COMMENTS.matcher(Files.readString(source)).replaceAll("");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String unix(Path source) {
        return source.toString().replace('\\', '/');
    }

    private static List<Path> sources() throws IOException {
        List<Path> all = new java.util.ArrayList<>();
        for (Path root : SOURCES) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
        assertThat(all).as("sources").hasSizeGreaterThan(150);
        return all;
    }
}

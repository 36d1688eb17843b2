package io.microcdi.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/**
 * Packages use each other one way only, as the table of {@code src/docs/internals/how-it-works.md} says: a package uses those
 * of its row, and those that they use.
 */
@AnalyzeClasses(locations = ShippedClasses.class)
class PackageArrowsTest {

    private static final String ROOT = "io.microcdi";
    private static final String INTERNAL = ROOT + ".internal.";

    /** The API for applications; it may use the engine to start it, and never exposes it. */
    private static final List<String> API = List.of(ROOT, ROOT + ".error", ROOT + ".annotation", ROOT + ".config",
            ROOT + ".event", ROOT + ".cdi", ROOT + ".registry", ROOT + ".test", ROOT + ".opentelemetry");

    private static final Path PAGE = Path.of("../../docs/internals/how-it-works.md");
    /** A row of the table of packages, of which the second column names a jar. */
    private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\| `[a-z-]+` \\|[^|]*\\|([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

    private static final Map<String, List<String>> USES = uses();

    /** The servers that are embedded, JUnit, the API of OpenTelemetry, JGroups, and what the registry's WAR brings. */
    private static final Map<String, List<String>> LIBRARIES = Map.of("se", List.of("org.glassfish.."),
            "registry.tomcat", List.of("org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat.."),
            "test", List.of("org.junit.."), "opentelemetry", List.of("io.opentelemetry.."),
            "cluster", List.of("org.jgroups.."), "registry.web", List.of("io.prometheus.."),
            "registry.terminal", List.of("picocli.."));

    private static Map<String, List<String>> uses() {
        Map<String, List<String>> uses = new TreeMap<>();
        for (String line : page()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                uses.put(row.group(1), NAME.matcher(row.group(2)).results().map(name -> name.group(1)).toList());
            }
        }
        return uses;
    }

    private static List<String> page() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ArchTest
    static void everyPackageUsesThoseOfItsRowOnly(JavaClasses all) {
        assertThat(USES).as("rows of the table").hasSizeGreaterThan(15);
        List<String> own = new ArrayList<>(API);
        USES.forEach((name, direct) -> {
            List<String> libraries = LIBRARIES.getOrDefault(name, List.of());
            String[] allowed = Stream.concat(
                    Stream.of("java..", "javax..", "jdk.jfr..", "jakarta..", "org.jboss.logging..",
                            "org.jspecify..", "org.eclipse.microprofile..", INTERNAL + name),
                    Stream.concat(Stream.concat(API.stream(), libraries.stream()),
                            reachable(name).map(INTERNAL::concat)))
                    .toArray(String[]::new);
            classes().that().resideInAPackage(INTERNAL + name).should().onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed).because("the table of how-it-works.md says so").check(all);
            own.add(INTERNAL + name);
        });
        assertThat(all.stream().map(JavaClass::getPackageName).distinct())
                .as("packages without a row in the table").isSubsetOf(own);
    }

    private static Stream<String> reachable(String name) {
        return USES.get(name).stream().flatMap(used -> Stream.concat(Stream.of(used), reachable(used))).distinct();
    }

    @ArchTest
    static void packagesOfTheEngineMakeNoCircle(JavaClasses all) {
        slices().matching(INTERNAL + "(**)").should().beFreeOfCycles().check(all);
    }
}

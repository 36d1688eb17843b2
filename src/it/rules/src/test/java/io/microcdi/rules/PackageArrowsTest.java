package io.microcdi.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/**
 * Packages use each other one way only. The table is that of {@code src/docs/internals/how-it-works.md}: a package uses those
 * behind its name, and those that they use.
 */
@AnalyzeClasses(packages = "io.microcdi", importOptions = ShippedClasses.class)
class PackageArrowsTest {

    private static final String ROOT = "io.microcdi";
    private static final String INTERNAL = ROOT + ".internal.";

    /** What applications use; the API may use the engine to start it, and never shows it. */
    private static final List<String> API = List.of(ROOT, ROOT + ".error", ROOT + ".annotation", ROOT + ".config",
            ROOT + ".event", ROOT + ".cdi", ROOT + ".registry");

    private static final Map<String, List<String>> USES = uses();

    private static Map<String, List<String>> uses() {
        Map<String, List<String>> uses = new TreeMap<>();
        uses.put("wire", List.of());
        uses.put("concurrent", List.of());
        uses.put("address", List.of());
        uses.put("tls", List.of());
        uses.put("json", List.of("wire"));
        uses.put("link", List.of("wire", "address", "concurrent"));
        uses.put("route", List.of("json", "concurrent"));
        uses.put("node", List.of("link", "route"));
        uses.put("registry", List.of("node", "standalone"));
        uses.put("discovery", List.of("node"));
        uses.put("call", List.of("discovery"));
        uses.put("websocket.adapter", List.of());
        uses.put("websocket", List.of("websocket.adapter", "node", "tls"));
        uses.put("standalone", List.of("call", "websocket"));
        uses.put("se", List.of("standalone"));
        uses.put("server", List.of());
        uses.put("health", List.of());
        uses.put("cdi.config", List.of("address", "tls", "wire"));
        uses.put("cdi.route", List.of("node"));
        uses.put("cdi.registry", List.of("registry"));
        uses.put("cdi", List.of("cdi.config", "cdi.route", "cdi.registry", "server", "health", "standalone"));
        uses.put("servlet", List.of("cdi", "server", "websocket"));
        return uses;
    }

    @ArchTest
    static void everyPackageUsesThoseOfItsRowOnly(JavaClasses all) {
        List<String> own = new ArrayList<>(API);
        USES.forEach((name, direct) -> {
            // the server of a node in Java SE is a library like any other
            List<String> servers = name.equals("se") ? List.of("org.glassfish..") : List.of();
            String[] allowed = Stream.concat(Stream.of("java..", "javax..", "jakarta..", "org.jboss.logging..",
                    "org.jspecify..", "org.eclipse.microprofile..", INTERNAL + name),
                    Stream.concat(Stream.concat(API.stream(), servers.stream()), reachable(name).map(INTERNAL::concat)))
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

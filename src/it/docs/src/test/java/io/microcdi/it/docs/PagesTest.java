package io.microcdi.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.registry.RegistryKeys;

/** The targets of pages exist: other pages, their sections, files, configuration keys. */
class PagesTest {

    private static final Path CHECKOUT = Path.of(System.getProperty("checkout"));
    /** Files that are built or fetched. */
    private static final Set<String> NO_SOURCES = Set.of(".git", "target", "node_modules");
    private static final String CHANGELOG = "CHANGELOG.md";
    private static final Pattern CODE = Pattern.compile("```.*?```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!http)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    /** The table of a page that a test writes from the code. */
    private static final Pattern KEY_IN_TABLE = Pattern.compile("^\\| `(micro\\.[^`]+)` \\|", Pattern.MULTILINE);
    private static final Pattern KEY = Pattern.compile("(?<![\\w.])micro(?:\\.[a-z]+(?:-[a-z]+)*)+(?![\\w.<*])");

    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT))(?:\\.(\\w+))?(?:\\(\\))?`");

    /** Metrics and their attributes, whose names look like those of keys. */
    private static final Set<String> METRICS = Set.of("micro.links", "micro.server.queued", "micro.server.active",
            "micro.breaker.state", "micro.callee", "micro.state");

    @Test
    void everyLinkLeadsToAPageAndASectionOfIt() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll("")).results().forEach(link -> {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
                if (!Files.exists(target) || link.group(2) != null && !sections(target).contains(link.group(2))) {
                    broken.add(CHECKOUT.relativize(page) + ": " + link.group());
                }
            });
        }
        assertThat(broken).isEmpty();
    }

    /** Decisions and the changelog may tell of keys that are gone. */
    @Test
    void everyKeyIsRead() throws IOException {
        Set<String> known = Stream.concat(ConfigKeys.ALL.stream(), RegistryKeys.ALL.stream())
                .flatMap(key -> key.names().stream()).collect(Collectors.toCollection(TreeSet::new));
        for (String table : List.of("guide/registry.md", "reference/configuration.md")) {
            KEY_IN_TABLE.matcher(DocPage.of(table).text()).results().forEach(key -> known.add(key.group(1)));
        }
        Set<String> unknown = new TreeSet<>();
        for (Path page : pages()) {
            if (!page.getParent().endsWith("adr") && !page.endsWith(CHANGELOG)) {
                KEY.matcher(Files.readString(page)).results().map(found -> found.group())
                        .filter(key -> !known.contains(key) && !key.startsWith("micro.client.")
                                && !METRICS.contains(key))
                        .forEach(key -> unknown.add(CHECKOUT.relativize(page) + ": " + key));
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void theFirstPageLeadsToEachPageForUsers() throws IOException {
        String readme = Files.readString(CHECKOUT.resolve("README.md"));
        for (String directory : List.of("guide", "howto", "reference")) {
            try (Stream<Path> files = Files.list(CHECKOUT.resolve("src/docs").resolve(directory))) {
                assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".md")))
                        .isNotEmpty().allSatisfy(
                                name -> assertThat(readme).contains("(src/docs/" + directory + "/" + name + ")"));
            }
        }
    }

    /** The tables of threats and of bounds say which test shows a row: a class, or a method of one. */
    @Test
    void everyTestIsThere() throws IOException {
        Map<String, Path> sources = new HashMap<>();
        files(".java").forEach(file -> sources.put(file.getFileName().toString().replace(".java", ""), file));
        Set<String> named = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        for (Path page : pages()) {
            String text = page.endsWith(CHANGELOG) ? "" : Files.readString(page);
            for (MatchResult test : TEST.matcher(text).results().toList()) {
                named.add(test.group(1));
                Path source = sources.get(test.group(1));
                if (source == null || test.group(2) != null
                        && !Files.readString(source).contains("void " + test.group(2) + "(")) {
                    missing.add(CHECKOUT.relativize(page) + ": " + test.group());
                }
            }
        }
        assertThat(named).as("tests that pages name").hasSizeGreaterThan(50);
        assertThat(missing).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        return files(".md");
    }

    private static List<Path> files(String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(CHECKOUT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NO_SOURCES.contains(directory.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(ending)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(found).hasSizeGreaterThan(70);
        return found;
    }

    /** The names of a page's sections, as they are made where this project is hosted. */
    private static Set<String> sections(Path page) {
        try {
            return HEADING.matcher(CODE.matcher(Files.readString(page)).replaceAll("")).results()
                    .map(heading -> heading.group(1).replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                            .toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

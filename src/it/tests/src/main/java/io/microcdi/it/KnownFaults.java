package io.microcdi.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The leftovers and warnings of the server under test itself, from {@code known-faults.txt} of its module: a line
 * for each, with its kind ({@code field}, {@code cache}, {@code more}, {@code warning}) and a name, or a regular
 * expression.
 *
 * @param lines
 *        the names and expressions by their kinds
 */
record KnownFaults(Map<String, List<String>> lines) {
    private static final String FILE = "known-faults.txt";

    static KnownFaults read() throws IOException {
        try (InputStream in = KnownFaults.class.getResourceAsStream("/" + FILE)) {
            if (in == null) {
                return new KnownFaults(Map.of());
            }
            return new KnownFaults(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split(" ", 2))
                    .collect(Collectors.groupingBy(line -> line[0],
                            Collectors.mapping(line -> line[1], Collectors.toList()))));
        }
    }

    /** Fields of the server that hold applications that are gone, as {@code org.example.Cache.last}. */
    Set<String> fields() {
        return Stream.concat(of("field").stream(), of("cache").stream()).collect(Collectors.toSet());
    }

    /** Whether some of them hold more than the last application, also of those without anything of ours. */
    boolean holdsMany() {
        return !of("cache").isEmpty();
    }

    /** Names of threads and objects of which the server makes more as it likes, as {@code threads.Timer-#}. */
    Predicate<String> more() {
        return matching("more");
    }

    /** Records of the log that come from the server alone. */
    Predicate<String> warnings() {
        return matching("warning");
    }

    private Predicate<String> matching(String kind) {
        return of(kind).stream().map(Pattern::compile).map(Pattern::asPredicate).reduce(text -> false, Predicate::or);
    }

    private List<String> of(String kind) {
        return lines.getOrDefault(kind, List.of());
    }
}

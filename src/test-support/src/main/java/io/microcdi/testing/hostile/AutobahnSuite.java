package io.microcdi.testing.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.json.JsonObject;

import io.microcdi.testing.support.Json;

/** Runs the fuzzing client of the Autobahn suite in a process of its own. */
public final class AutobahnSuite {

    /** Groups 1 to 7: all but limits of size, and compression, to which nodes do not agree. */
    public static final List<String> ALL = List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*");
    /** Those that take a few seconds. */
    public static final List<String> FEW = List.of("1.*", "2.*", "3.*", "4.*", "5.*", "7.*");

    private static final List<String> FINE = List.of("OK", "NON-STRICT", "INFORMATIONAL");
    private static final String SCRIPT = """
            from autobahntestsuite import wstest
            wstest.start({'mode': 'fuzzingclient'}, {'options': {'failByDrop': False}, 'outdir': 'reports',
                'servers': [{'agent': 'server', 'url': '%s'}], 'cases': [%s], 'exclude-cases': []})
            """;

    private AutobahnSuite() {
    }

    /**
     * The cases by their results.
     *
     * @param cases how many were run
     * @param failed those that failed, also in how they closed
     * @param others those that are fine but not strict, or informational
     */
    public record Result(int cases, List<String> failed, List<String> others) {
    }

    /**
     * Runs cases. Those that fail are run once more by themselves: the suite waits for no more than a second.
     *
     * @param directory for the reports
     * @param libraries the directory with the jars of the suite
     * @param url of an endpoint that sends back what came
     */
    public static Result run(Path directory, Path libraries, String url, List<String> cases)
            throws IOException, InterruptedException {
        Result first = runOnce(directory, libraries, url, cases);
        if (first.failed().isEmpty()) {
            return first;
        }
        List<String> again = first.failed().stream().map(each -> each.substring(0, each.indexOf(' '))).toList();
        return new Result(first.cases(), runOnce(directory.resolve("again"), libraries, url, again).failed(),
                first.others());
    }

    private static Result runOnce(Path directory, Path libraries, String url, List<String> cases)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        String words = cases.stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "));
        Path script = Files.writeString(directory.resolve("client.py"), SCRIPT.formatted(url, words));
        // no class of ours on its path: there the package io hides the module io of Python
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-cp",
                libraries + "/*", "org.python.util.jython", script.toString()).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(directory.resolve("client.log").toFile()).start().waitFor();
        return result(Json.object(Files.readString(directory.resolve("reports/index.json"))).getJsonObject("server"));
    }

    private static Result result(JsonObject cases) {
        List<String> failed = new ArrayList<>();
        List<String> others = new ArrayList<>();
        Map<String, JsonObject> sorted = new TreeMap<>();
        cases.forEach((id, result) -> sorted.put(id, result.asJsonObject()));
        sorted.forEach((id, result) -> {
            String behavior = result.getString("behavior");
            String close = result.getString("behaviorClose");
            if (!FINE.contains(behavior) || !FINE.contains(close)) {
                failed.add(id + " " + behavior + "/" + close);
            } else if (!behavior.equals("OK")) {
                others.add(id + " " + behavior);
            }
        });
        return new Result(cases.size(), failed, others);
    }
}

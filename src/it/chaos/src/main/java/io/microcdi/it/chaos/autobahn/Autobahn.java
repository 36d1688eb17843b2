package io.microcdi.it.chaos.autobahn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

import io.microcdi.internal.se.EchoServer;
import io.microcdi.it.chaos.run.Run;

/** Groups 1 to 7 of the suite: no case fails. None is left out. */
public final class Autobahn {

    /** The name of the part. */
    public static final String PART = "autobahn";

    private static final List<String> CASES = List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*");
    private static final List<String> FEW_CASES = List.of("1.*", "2.*", "3.*", "4.*", "5.*", "7.*");
    private static final String SCRIPT = """
            from autobahntestsuite import wstest
            wstest.start({'mode': 'fuzzingclient'}, {'options': {'failByDrop': False}, 'outdir': 'reports',
                'servers': [{'agent': '%s', 'url': '%s'}], 'cases': [%s], 'exclude-cases': []})
            """;
    private static final List<String> FINE = List.of("OK", "NON-STRICT", "INFORMATIONAL");

    private Autobahn() {
    }

    /** Runs those that were asked for. */
    public static void run(Run run) {
        run.run(PART, "Java SE", Autobahn::javaSe);
    }

    private static void javaSe(Run run, Path directory) throws Exception {
        try (EchoServer server = EchoServer.start()) {
            suite(run, directory, "micro-se", "ws://127.0.0.1:" + server.port() + "/echo");
        }
    }

    private static void suite(Run run, Path directory, String name, String url)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path script = Files.writeString(directory.resolve("client.py"),
                SCRIPT.formatted(name, url, words(run.isQuick() ? FEW_CASES : CASES)));
        // no class of ours on its path: there the package io hides the module io of Python
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-cp",
                run.home().resolve("lib/autobahn") + "/*", "org.python.util.jython", script.toString())
                .directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("client.log").toFile()).start().waitFor();
        try (JsonReader index = Json.createReader(
                Files.newBufferedReader(directory.resolve("reports/index.json")))) {
            report(run, index.readObject().getJsonObject(name));
        }
    }

    private static String words(List<String> cases) {
        return cases.stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "));
    }

    private static void report(Run run, JsonObject cases) {
        Map<String, List<String>> byResult = new TreeMap<>();
        cases.forEach((id, result) -> {
            byResult.computeIfAbsent(result.asJsonObject().getString("behavior"), key -> new ArrayList<>()).add(id);
            String close = result.asJsonObject().getString("behaviorClose");
            if (!FINE.contains(close)) {
                byResult.computeIfAbsent("CLOSE " + close, key -> new ArrayList<>()).add(id);
            }
        });
        byResult.forEach((result, ids) -> {
            run.report().note(result, ids.size(), "cases");
            if (!result.equals("OK")) {
                run.report().explain("      " + result + ": " + String.join(" ", ids));
            }
        });
        long failed = byResult.entrySet().stream().filter(entry -> !FINE.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().size()).sum();
        run.report().atLeast("cases", cases.size(), run.isQuick() ? 90 : 230, "");
        run.report().atMost("failed cases", failed, 0, "");
    }
}

package io.microcdi.it.chaos.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.fuzz.Fuzzers;

/**
 * Runs each fuzzer by Jazzer, from the corpus in the repository. It leaves new inputs in the run's directory. A
 * finding is an input of the name {@code crash-…} or {@code timeout-…} there.
 */
public final class Fuzz {

    /** The name of the part. */
    public static final String PART = "fuzz";

    private static final int SECONDS = 600;
    private static final int FEW_SECONDS = 10;
    private static final String MAX_BYTES = "2048";
    private static final Pattern RUNS = Pattern.compile("Done (\\d+) (?:runs|in)");

    private Fuzz() {
    }

    /** Runs those that were asked for. */
    public static void run(Run run) {
        for (String fuzzer : Fuzzers.ALL) {
            String name = fuzzer.substring(fuzzer.lastIndexOf('.') + 1);
            run.run(PART, name, (all, directory) -> fuzz(all, directory, fuzzer, name));
        }
    }

    private static void fuzz(Run run, Path directory, String fuzzer, String name)
            throws IOException, InterruptedException {
        Path found = Files.createDirectories(directory.resolve("corpus"));
        Path log = directory.resolve("jazzer.log");
        String path = run.home().resolve("lib/jazzer") + "/*" + File.pathSeparator
                + System.getProperty("java.class.path");
        int status = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "-Dregistry.war=" + run.root().resolve("registry-war/target/registry.war"), "-cp", path,
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + fuzzer,
                "--instrumentation_includes=io.microcdi.**",
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                "--custom_hook_includes=io.microcdi.**",
                "-max_total_time=" + run.pick(SECONDS, FEW_SECONDS), "-max_len=" + MAX_BYTES, "-rss_limit_mb=3000",
                found.toString(), run.root().resolve("src/it/fuzz/corpora").resolve(name).toString()))
                .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        Matcher runs = RUNS.matcher(Files.readString(log));
        run.report().note("inputs", runs.find() ? Double.parseDouble(runs.group(1)) : 0, "");
        run.report().check("no finding (" + log + ")", status == 0, "status " + status, "status 0");
    }
}

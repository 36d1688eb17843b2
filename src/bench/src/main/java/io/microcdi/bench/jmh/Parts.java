package io.microcdi.bench.jmh;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs all that JMH measures, each in a process of its own, and prints two lines for each: nanoseconds and bytes. */
public final class Parts {

    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final int WARM_UPS = 3;
    private static final int ITERATIONS = 5;

    private Parts() {
    }

    /**
     * Measures.
     *
     * @param args part of the names of those that are wanted; none for all
     */
    public static void main(String[] args) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.include(args.length == 0 ? "" : args[0]).mode(Mode.AverageTime).timeUnit(TimeUnit.NANOSECONDS).forks(1)
                .warmupIterations(WARM_UPS).warmupTime(ITERATION).measurementIterations(ITERATIONS)
                .measurementTime(ITERATION).addProfiler(GCProfiler.class).shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT).jvmArgs("-Xms512m", "-Xmx512m",
                        "-Djava.util.logging.config.file="
                                + System.getProperty("java.util.logging.config.file", ""));
        new Runner(options.build()).run().forEach(Parts::print);
    }

    private static void print(RunResult result) {
        String name = name(result.getParams());
        System.out.printf(Locale.ROOT, "ns %s %.1f%n", name, result.getPrimaryResult().getScore());
        System.out.printf(Locale.ROOT, "bytes %s %.0f%n", name,
                result.getSecondaryResults().get(ALLOCATED).getScore());
    }

    /** As {@code Call.callAsync instances=1}. */
    private static String name(BenchmarkParams params) {
        String[] names = params.getBenchmark().split("\\.");
        StringBuilder name = new StringBuilder(names[names.length - 2].replace("Benchmark", "")).append('.')
                .append(names[names.length - 1]);
        params.getParamsKeys().forEach(key -> name.append(' ').append(key).append('=').append(params.getParam(key)));
        return name.toString();
    }
}

package io.microcdi.bench.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.microcdi.bench.compare.ejb.EjbContender;
import io.microcdi.bench.compare.grpc.GrpcContender;
import io.microcdi.bench.compare.jms.JmsContender;
import io.microcdi.bench.compare.micro.MicroContender;
import io.microcdi.bench.compare.rest.RestContender;
import io.microcdi.bench.compare.telemetry.RecordingSdk;

/**
 * Measures the calls a second of each contender, by threads that each wait for their answer. Each contender runs in a
 * process of its own, after a warm-up. Before, the program checks that a payment is charged and a wrong one refused, and
 * ends with status 1 if not. {@code compare.millis} is the length of a measurement, 3,000 without it, and
 * {@code compare.contenders} names those that run. {@code micro-otel-api} and {@code micro-otel-sdk} are ours with
 * {@code micro-opentelemetry}, without and with an SDK.
 */
public final class Comparison {

    private static final List<String> ALL = List.of("micro", "micro-otel-api", "micro-otel-sdk", "rest", "grpc", "ejb",
            "jms");
    private static final List<String> CONTENDERS = List
            .of(System.getProperty("compare.contenders", "micro,rest,grpc,ejb,jms").split(",", -1));
    /** Where the build has put servers and libraries. */
    private static final Path HOME = Path.of(System.getProperty("compare.home", "target"));
    private static final int[] THREADS = { 1, 16, 64 };
    private static final Charge CHARGE = new Charge(4_250, "EUR");
    private static final long MILLIS = Long.getLong("compare.millis", 3_000);
    private static final int ROUNDS = 3;

    private Comparison() {
    }

    /** Measures all contenders, or those that are named. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1) {
            try (Contender contender = open(arguments[0])) {
                check(contender, arguments[0]);
                measure(contender, arguments[0]);
            }
            System.exit(0); // some of the libraries leave threads that are no daemons
        }
        for (String name : CONTENDERS) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms512m", "-Xmx512m",
                    "-Dcompare.millis=" + MILLIS, "-Dcompare.home=" + HOME));
            if (System.getProperty("java.util.logging.config.file") != null) {
                command.add("-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"));
            }
            command.addAll(List.of("-classpath", classPath(name), Comparison.class.getName(), name));
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException(name + " ended with status " + status);
            }
        }
    }

    private static String classPath(String name) throws IOException {
        String all = System.getProperty("java.class.path");
        return switch (name) {
            case "micro-otel-api" -> join(Stream.of(all), telemetry("opentelemetry-sdk").negate());
            case "micro-otel-sdk" -> join(Stream.of(all), telemetry(""));
            // the client of the server has all that it needs, in versions of its own
            case "ejb",
                    "jms" ->
                Stream.concat(Stream.of(client().toString()), Stream.of(all.split(File.pathSeparator, -1))
                        .filter(Pattern.compile("launch|shrinkwrap|bench.*classes").asPredicate()))
                        .collect(Collectors.joining(File.pathSeparator));
            default -> all;
        };
    }

    private static Predicate<Path> telemetry(String prefix) {
        return path -> path.getFileName().toString().startsWith(prefix);
    }

    private static String join(Stream<String> before, Predicate<Path> jars) throws IOException {
        try (Stream<Path> telemetry = Files.list(HOME.resolve("lib/telemetry"))) {
            return Stream.concat(before, telemetry.filter(jars).map(Path::toString))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static Path client() throws IOException {
        try (Stream<Path> servers = Files.list(HOME.resolve("servers"))) {
            return servers.map(server -> server.resolve("bin/client/jboss-client.jar")).filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no WildFly in " + HOME));
        }
    }

    private static Contender open(String name) throws Exception {
        return switch (name) {
            case "micro", "micro-otel-api" -> new MicroContender();
            case "micro-otel-sdk" -> {
                RecordingSdk.install();
                yield new MicroContender();
            }
            case "ejb" -> new EjbContender(HOME);
            case "jms" -> new JmsContender(HOME);
            case "rest" -> new RestContender();
            case "grpc" -> new GrpcContender();
            default -> throw new IllegalArgumentException(name + ": expected one of " + ALL);
        };
    }

    private static void check(Contender contender, String name) {
        Receipt receipt = contender.charge(CHARGE);
        if (receipt.amount() != CHARGE.amount() || receipt.id().isEmpty()) {
            throw new IllegalStateException(name + " answered " + receipt);
        }
        String status;
        try {
            status = "answer " + contender.charge(new Charge(0, "EUR"));
        } catch (RuntimeException failure) {
            status = contender.status(failure);
        }
        if (!List.of("422", "INVALID_ARGUMENT").contains(status)) {
            throw new IllegalStateException(name + " did not refuse a wrong payment: " + status);
        }
    }

    private static void measure(Contender contender, String name) throws Exception {
        for (int threads : THREADS) {
            rate(contender, threads); // not counted
            List<Long> rates = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                rates.add(rate(contender, threads));
            }
            rates.sort(null);
            System.out.println("calls/s " + name + " threads=" + threads + " " + rates.get(ROUNDS / 2));
        }
    }

    private static long rate(Contender contender, int threads) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long begun = System.nanoTime();
            long end = begun + TimeUnit.MILLISECONDS.toNanos(MILLIS);
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                counts.add(pool.submit(() -> calls(contender, end)));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - begun);
        } finally {
            pool.shutdown();
        }
    }

    private static long calls(Contender contender, long end) {
        long calls = 0;
        while (System.nanoTime() - end < 0) {
            if (contender.charge(CHARGE).amount() != CHARGE.amount()) {
                throw new IllegalStateException("a wrong answer");
            }
            calls++;
        }
        return calls;
    }
}

package io.microcdi.bench.compare;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Measures the calls a second of each contender, by threads that each wait for their answer. Each contender has a process
 * of its own. All processes are started and warmed up before the first measurement, and measure in turns, so that no
 * contender has the machine when it is colder or busier than for the others. Before, the program checks that a payment is
 * charged and a wrong one refused, and ends with status 1 if not. {@code compare.millis} is the length of a measurement, 3,000 without it, and
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
    private static final int WARMING_THREADS = 64;
    private static final Charge CHARGE = new Charge(4_250, "EUR");
    private static final long MILLIS = Long.getLong("compare.millis", 3_000);
    private static final int ROUNDS = 3;

    private Comparison() {
    }

    /** Measures all contenders, or those that are named; with a name as its argument, that one when it is asked to. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1) {
            System.exit(measured(arguments[0])); // some of the libraries leave threads that are no daemons
        }
        List<MeasuredProcess> processes = new ArrayList<>();
        try {
            for (String name : CONTENDERS) {
                processes.add(new MeasuredProcess(name, command(name)));
            }
            for (MeasuredProcess process : processes) {
                process.rate(WARMING_THREADS);
            }
            for (int threads : THREADS) {
                measureInTurns(processes, threads);
            }
        } finally {
            processes.forEach(MeasuredProcess::close);
        }
    }

    /** Measures one contender, and returns the exit status. */
    private static int measured(String name) {
        try (Contender contender = open(name)) {
            check(contender, name);
            measureWhenAsked(contender);
            return 0;
        } catch (Exception | Error failure) {
            failure.printStackTrace();
            return 1;
        }
    }

    private static void measureInTurns(List<MeasuredProcess> processes, int threads) throws IOException {
        Map<MeasuredProcess, List<Long>> rates = new LinkedHashMap<>();
        for (MeasuredProcess process : processes) {
            process.rate(threads); // not counted
        }
        for (int i = 0; i < ROUNDS; i++) {
            for (MeasuredProcess process : processes) {
                rates.computeIfAbsent(process, any -> new ArrayList<>()).add(process.rate(threads));
            }
        }
        rates.forEach((process, of) -> {
            of.sort(null);
            System.out.println("calls/s " + process.name() + " threads=" + threads + " " + of.get(ROUNDS / 2));
        });
    }

    private static List<String> command(String name) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms512m", "-Xmx512m",
                "-Dcompare.millis=" + MILLIS, "-Dcompare.home=" + HOME));
        if (System.getProperty("java.util.logging.config.file") != null) {
            command.add("-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"));
        }
        command.addAll(List.of("-classpath", classPath(name), Comparison.class.getName(), name));
        return command;
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

    /** Measures with as many threads as each line of the input says, until the input ends. */
    private static void measureWhenAsked(Contender contender) throws Exception {
        System.out.println(MeasuredProcess.READY);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(MeasuredProcess.RATE + rate(contender, Integer.parseInt(line)));
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

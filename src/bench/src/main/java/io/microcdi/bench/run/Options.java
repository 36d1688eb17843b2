package io.microcdi.bench.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.microcdi.bench.echo.Sending;
import io.microcdi.bench.load.Payload;

/**
 * The measured cases and their duration; system properties {@code bench.…}.
 *
 * @param hosts where, in this order
 * @param contenders what there; empty for all that are usual
 * @param payloads what is sent
 * @param inFlight how many calls at once, as {@code 1,16,64,256}
 * @param rounds how often each is measured
 * @param milliseconds how long each time
 * @param warmUp how often each contender is called before
 * @param profile whether it is told where the time goes
 * @param home where the build has put servers and libraries
 * @param recorded ratios of a former run: half of each is wanted
 */
record Options(List<Host> hosts, Set<String> contenders, List<Payload> payloads, List<Integer> inFlight, int rounds,
        long milliseconds, long warmUp, boolean profile, Path home, Optional<Path> recorded) {

    private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");

    /** They answered a question once, and may again where a server has changed. */
    private static final Set<String> UNUSUAL = Stream.of(Sending.values()).filter(sending -> sending != Sending.AWAITED)
            .map(Sending::contender).collect(Collectors.toSet());

    static Options read() {
        return new Options(list("servers", "se,grpc,rsocket,limit,tomcat,wildfly,payara,nodejs")
                .map(name -> Host.valueOf(name.toUpperCase(Locale.ROOT))).toList(),
                list("contenders", "").filter(name -> !name.isEmpty()).collect(Collectors.toSet()),
                list("payloads", "100B,1KB").map(Payload::parse).toList(),
                list("in-flight", "1,16,64,256").map(Integer::valueOf).toList(),
                Integer.parseInt(text("rounds", "5")), Long.parseLong(text("millis", "1000")),
                Long.parseLong(text("warm-up", "200000")), Boolean.parseBoolean(text("profile", "false")),
                Path.of(text("home", "target")),
                Optional.of(text("recorded", "")).filter(file -> !file.isEmpty()).map(Path::of));
    }

    /** Whether a contender is to be measured. */
    boolean wants(String contender) {
        return contenders.isEmpty() ? !UNUSUAL.contains(contender) : contenders.contains(contender);
    }

    /** Where logs, recordings and all that servers write are put. */
    Path directory() {
        return home.resolve("bench");
    }

    /** Java, and the settings that all processes of ours have. */
    List<String> java() {
        return Stream.concat(
                Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                        JVM.stream()),
                Stream.of("-Djava.util.logging.config.file="
                        + System.getProperty("java.util.logging.config.file", "")))
                .toList();
    }

    private static Stream<String> list(String name, String usual) {
        return Stream.of(text(name, usual).split(",")).map(String::strip);
    }

    private static String text(String name, String usual) {
        String value = System.getProperty("bench." + name, "");
        return value.isBlank() ? usual : value;
    }
}

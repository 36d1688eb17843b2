package io.microcdi.bench.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is measured, and how long; system properties {@code bench.…}.
 *
 * @param servers which, as {@code se,grpc,wildfly}
 * @param inFlight how many calls at once, as {@code 1,16,64,256}
 * @param rounds how often each is measured
 * @param milliseconds how long each time
 * @param warmUp how often each contender is called before
 * @param profile whether it is told where the time goes
 * @param directory where logs and recordings are put
 */
record Options(Set<String> servers, List<Integer> inFlight, int rounds, long milliseconds, long warmUp, boolean profile,
        Path directory) {

    static Options read() {
        return new Options(Set.of(text("servers", "se,grpc").split(",")),
                Stream.of(text("in-flight", "1,16,64,256").split(",")).map(Integer::valueOf).toList(),
                Integer.parseInt(text("rounds", "5")), Long.parseLong(text("millis", "1000")),
                Long.parseLong(text("warm-up", "200000")), Boolean.parseBoolean(text("profile", "false")),
                Path.of(text("directory", "target/bench")));
    }

    private static String text(String name, String usual) {
        String value = System.getProperty("bench." + name, "");
        return value.isBlank() ? usual : value;
    }
}

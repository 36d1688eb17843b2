package io.microcdi.bench.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.microcdi.bench.load.Payload;
import io.microcdi.bench.load.Style;

/** Measures calls: ours, those that people would use instead, and the least that each server allows. */
public final class Calls {

    private static final List<Row> PEERS = List.of(Host.GRPC.row("grpc-direct"), Host.GRPC.row("grpc"),
            Host.RSOCKET.row("rsocket"), Host.LIMIT.row(Host.NETTY), Host.WILDFLY.row("rest"),
            Host.NODEJS.row(NodeJs.ALONE));
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);
    private static final long WARM_UP_MILLISECONDS = 500;

    private final Options options;
    private final Results results = new Results();

    private Calls(Options options) {
        this.options = options;
    }

    /**
     * Measures and prints.
     *
     * @param args none; see {@link Options}
     */
    public static void main(String[] args) throws Exception {
        new Calls(Options.read()).run();
    }

    private void run() throws Exception {
        try (Lineup lineup = new Lineup(options, System.err)) {
            lineup.start();
            for (Contender contender : lineup.contenders()) {
                System.err.println("warming up " + contender.client());
                warmUp(contender);
            }
            System.err.println("measuring");
            List<Contender> order = new ArrayList<>(lineup.contenders());
            for (int round = 0; round < options.rounds(); round++) {
                for (Case what : cases()) {
                    order.forEach(contender -> measure(contender, what));
                    // nobody is always the one who comes after the same other
                    Collections.rotate(order, 1);
                }
            }
            if (options.profile()) {
                new Profile(options.directory(), System.out).print(lineup.contenders());
            }
        }
        List<Row> peers = PEERS.stream().filter(results.rows()::contains).toList();
        new Table(results, peers).print(System.out);
        System.out.println();
        List<String> ratios = new Ratios(results).lines(peers);
        ratios.forEach(System.out::println);
        new Plot(results).write(options.directory());
        options.recorded().ifPresent(file -> compare(ratios, file));
    }

    private static void compare(List<String> ratios, Path file) {
        List<String> missed = Recorded.read(file).missedBy(ratios);
        if (!missed.isEmpty()) {
            missed.forEach(System.err::println);
            System.exit(1);
        }
    }

    private void measure(Contender contender, Case what) {
        if (isMeasured(contender, what.style())) {
            results.add(Row.of(contender, what.style()), what, contender.measure(what, options.milliseconds()));
        }
    }

    /** How others fare with a thread for each call is no question of ours. */
    private static boolean isMeasured(Contender contender, Style style) {
        return style == Style.ASYNC || contender.name().equals(Ratios.OURS);
    }

    /** By calls, not by time: a busy machine needs more of it. */
    private void warmUp(Contender contender) {
        warmUp(contender, new Case(Payload.SMALL, Style.ASYNC, 64), options.warmUp() / 2);
        if (options.payloads().contains(Payload.LARGE)) {
            warmUp(contender, new Case(Payload.LARGE, Style.ASYNC, 16), options.warmUp() / 4);
        }
        if (isMeasured(contender, Style.BLOCKING)) {
            warmUp(contender, new Case(Payload.SMALL, Style.BLOCKING, 16), options.warmUp() / 4);
        }
        warmUp(contender, new Case(Payload.SMALL, Style.ASYNC, 1), options.warmUp() / 40);
    }

    private static void warmUp(Contender contender, Case what, long calls) {
        long end = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        for (long done = 0; done < calls && System.nanoTime() - end < 0;) {
            done += contender.call(what, WARM_UP_MILLISECONDS).calls();
        }
    }

    private List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int inFlight : options.inFlight()) {
            for (Payload payload : options.payloads()) {
                cases.add(new Case(payload, Style.ASYNC, inFlight));
            }
            if (options.payloads().contains(Payload.SMALL)) {
                cases.add(new Case(Payload.SMALL, Style.BLOCKING, inFlight));
            }
        }
        return cases;
    }
}

package io.microcdi.internal.registry.web;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.microcdi.registry.ProxyAnswer;
import io.microcdi.registry.ProxyAnswer.Outcome;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** The durations of the calls of the gateway, by their outcome. Thread-safe; recording never blocks. */
final class GatewayMeter {

    /** The outcome of a call whose client went away. */
    private static final String CANCELLED = "cancelled";

    private static final double[] BOUNDS = { 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
            Double.POSITIVE_INFINITY };

    private final Map<Outcome, Durations> byOutcome;
    private final Durations cancelled = new Durations();

    GatewayMeter() {
        Map<Outcome, Durations> all = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            all.put(outcome, new Durations());
        }
        byOutcome = Collections.unmodifiableMap(all);
    }

    /**
     * Records a call that has ended.
     *
     * @param answer {@code null} if it was cancelled
     */
    void record(ProxyAnswer answer, long nanos) {
        (answer == null ? cancelled : byOutcome.get(answer.outcome())).record(nanos);
    }

    HistogramSnapshot snapshot() {
        HistogramSnapshot.Builder all = HistogramSnapshot.builder().name("micro_gateway_call_duration_seconds")
                .help("Calls by the gateway.");
        byOutcome.forEach((outcome, durations) -> all.dataPoint(durations.snapshot(name(outcome))));
        return all.dataPoint(cancelled.snapshot(CANCELLED)).build();
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case ANSWERED -> "answered";
            case FAILED -> "failed";
            case NO_NAMESPACE -> "no_namespace";
            case NO_INSTANCE -> "no_instance";
            case TIMEOUT -> "timeout";
        };
    }

    private static final class Durations {

        private final LongAdder[] counts = Stream.generate(LongAdder::new).limit(BOUNDS.length)
                .toArray(LongAdder[]::new);
        private final LongAdder nanos = new LongAdder();

        void record(long duration) {
            double seconds = seconds(duration);
            int bucket = 0;
            while (seconds > BOUNDS[bucket]) {
                bucket++;
            }
            counts[bucket].increment();
            nanos.add(duration);
        }

        private static double seconds(long nanos) {
            return nanos / (double) TimeUnit.SECONDS.toNanos(1);
        }

        HistogramSnapshot.HistogramDataPointSnapshot snapshot(String outcome) {
            return HistogramSnapshot.HistogramDataPointSnapshot.builder().labels(Labels.of("outcome", outcome))
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS,
                            Arrays.stream(counts).mapToLong(LongAdder::sum).toArray()))
                    .sum(seconds(nanos.sum())).build();
        }
    }
}

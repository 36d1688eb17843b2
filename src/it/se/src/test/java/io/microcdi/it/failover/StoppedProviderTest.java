package io.microcdi.it.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;

/**
 * One of three providers is stopped while it is called, and goes on later. With {@code -Dfailover=full} it is stopped for
 * 30 s with the duration of an ejection as it is by default, else for 6 s with a duration of 2 s.
 */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGSTOP")
@Tag("slow")
class StoppedProviderTest {

    private static final boolean FULL = "full".equals(System.getProperty("failover"));
    private static final Duration STOPPED = Duration.ofSeconds(FULL ? 30 : 6);
    private static final Duration EJECTED = Duration.ofSeconds(FULL ? 30 : 2);
    /** On a busy machine the first probe may fail too. */
    private static final Duration USED_AGAIN_WITHIN = EJECTED.multipliedBy(3).plusSeconds(60);
    private static final Duration IDLE_LOOKS = Duration.ofSeconds(30);
    private static final int RATE = 200;

    @Test
    void fewCallsFailAndItIsUsedAgainAfterOneProbe() throws Exception {
        try (Cluster cluster = new Cluster()) {
            MicroNode caller = cluster.caller(node -> node.set(ConfigKeys.EJECTION_DURATION, EJECTED));
            MicroCall call = caller.caller().to(Provider.NAMESPACE).timeout(Duration.ofSeconds(5)).idempotent();
            warmUp(cluster, call);
            ProviderProcess victim = cluster.providers().get(0);
            MicroCall bounded = call.attemptTimeout(Duration.ofSeconds(1));
            try (Load load = new Load(RATE, number -> bounded)) {
                for (ProviderProcess provider : cluster.providers()) {
                    load.await(RATE / 10, ended -> ended.isAnsweredBy(provider.key()), IDLE_LOOKS);
                }
                victim.stop();
                long stopped = System.nanoTime();
                load.run(STOPPED);
                long goesOn = System.nanoTime();
                victim.goOn();
                load.await(RATE, ended -> ended.isAnsweredBy(victim.key()) && ended.started() - goesOn > 0,
                        USED_AGAIN_WITHIN);

                double usedAgain = (System.nanoTime() - goesOn) / 1e9;

                List<Ended> since = load.finish().stream().filter(ended -> ended.started() - stopped >= 0).toList();
                System.out.printf("stopped for %s: %d of %d calls failed, %d retries; %d answers of it within %.1f s%n",
                        STOPPED, since.stream().filter(ended -> ended.failure() != null).count(), since.size(),
                        caller.counters().retries(), RATE, usedAgain);
                assertThat(since.stream().filter(ended -> ended.failure() != null)).as("failures of " + since.size())
                        .hasSizeLessThan(since.size() / 200);
                wasProbedOnce(since.stream()
                        .filter(ended -> ended.isAnsweredBy(victim.key()) && ended.ended() - goesOn > 0).toList());
            }
        }
    }

    /** So that the time of an attempt is not spent on loading classes. */
    private static void warmUp(Cluster cluster, MicroCall call) throws Exception {
        try (Load load = new Load(RATE, number -> call)) {
            for (ProviderProcess provider : cluster.providers()) {
                load.await(RATE, ended -> ended.isAnsweredBy(provider.key()), IDLE_LOOKS);
            }
            load.finish();
        }
    }

    /** By its own clock, it was not asked a second time before it had answered the first one. */
    private static void wasProbedOnce(List<Ended> answered) {
        List<Provider.Answer> inOrder = answered.stream().map(Ended::answer)
                .sorted(Comparator.comparingLong(Provider.Answer::began)).toList();
        assertThat(inOrder.get(1).began()).as("when the second came").isGreaterThanOrEqualTo(inOrder.get(0).ended());
    }
}

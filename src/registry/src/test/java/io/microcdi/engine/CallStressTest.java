package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.MicroException;
import io.microcdi.testing.support.Await;

/** Ends of calls that race: answers, deadlines, aborts, and instances that leave. Each call ends once; nothing is left. */
class CallStressTest {

    private static final int CALLERS = 8;
    private static final int EACH = 300;

    private final Cluster cluster = new Cluster();
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        cluster.close();
    }

    @Test
    void everyCallEndsOnceWhateverEndsIt() throws Exception {
        cluster.startRegistry();
        List<MicroNode> providers = List.of(provider(), provider(), provider());
        MicroNode consumer = cluster.node(cluster.builder("checkout").set(ConfigKeys.RETRIES, 3)
                .set(ConfigKeys.EJECTION_DURATION, Duration.ofMillis(20)));
        consumer.start();
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int seed = i;
            callers.add(threads.submit(() -> callOften(consumer, new Random(seed))));
        }
        for (int round = 0; round < 4; round++) {
            MicroNode leaving = providers.get(round % providers.size());
            leaving.stop();
            leaving.start();
        }
        for (Future<?> caller : callers) {
            caller.get(200, TimeUnit.SECONDS);
        }
        assertThat(answered.get() + failed.get()).isEqualTo(CALLERS * EACH);
        assertThat(answered.get()).isPositive();
        assertThat(consumer.counters().calls()).isEqualTo(CALLERS * EACH);
        // a call may be counted off after its caller has heard of its end
        Await.until(() -> consumer.counters().inFlight(), 0);
        providers.forEach(provider -> assertThat(who(consumer)).isEqualTo("done"));
    }

    private void callOften(MicroNode consumer, Random random) {
        for (int i = 0; i < EACH; i++) {
            CompletableFuture<String> call = consumer.caller().to("payments").idempotent()
                    .timeout(Duration.ofMillis(1 + random.nextInt(40)))
                    .callAsync(random.nextBoolean() ? "/who" : "/slow", null, String.class);
            if (random.nextInt(4) == 0) {
                call.cancel(true);
            }
            try {
                call.orTimeout(60, TimeUnit.SECONDS).join();
                answered.incrementAndGet();
            } catch (CompletionException | MicroException | CancellationException e) {
                assertThat(e.getCause() instanceof TimeoutException).as("given up by this test").isFalse();
                failed.incrementAndGet();
            }
        }
    }

    private static String who(MicroNode consumer) {
        return consumer.caller().to("payments").idempotent().timeout(Duration.ofSeconds(20)).call("/who", null,
                String.class);
    }

    private MicroNode provider() {
        MicroNode node = cluster.node(cluster.builder("payments").set(ConfigKeys.DRAIN_TIMEOUT,
                Duration.ofMillis(20)));
        CompletableFuture<String> never = new CompletableFuture<>();
        node.register("/who", context -> "done");
        node.register("/slow", context -> context.remaining().toMillis() % 2 == 0 ? never.copy() : "done");
        node.start();
        return node;
    }
}

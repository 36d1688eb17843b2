package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.MicroException;
import io.microcdi.testing.socket.FrozenServer;
import io.microcdi.testing.socket.NodeSocket;

/** A peer that stops reading harms its own calls only, by real sockets. */
@Timeout(120)
class FrozenPeerTest {

    private static final String KILOBYTE = "x".repeat(1_000);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Cluster cluster = new Cluster();
    private FrozenServer frozen;
    private FrozenServer silent;
    private MicroNode node;

    @BeforeEach
    void start() throws Exception {
        cluster.startRegistry();
        frozen = new FrozenServer(false);
        silent = new FrozenServer(true);
        NodeSocket.connect(cluster.registryUrl() + "/127.0.0.1/" + frozen.port() + "/payments");
        NodeSocket.connect(cluster.registryUrl() + "/127.0.0.1/" + silent.port() + "/orders");
        node = cluster.node(cluster.builder("shop").set(ConfigKeys.MAX_QUEUED_SIZE, 1 << 20)
                // a busy machine has time to fill the queue before the link is closed as silent
                .set(ConfigKeys.PING_INTERVAL, Duration.ofSeconds(5)));
        node.start();
        node.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        frozen.close();
        silent.close();
    }

    @Test
    void noCallOfCallAsyncWaitsForItAndCallsToOthersEndInTime() throws Exception {
        MicroCall call = node.caller().to("payments").timeout(Duration.ofSeconds(30)).retries(0);
        connect(call);
        List<CompletableFuture<String>> unanswered = new ArrayList<>();
        long worst = 0;
        // a refusal comes on another thread
        AtomicReference<CompletableFuture<String>> refused = new AtomicReference<>();
        while (refused.get() == null) {
            long begun = System.nanoTime();
            CompletableFuture<String> next = call.callAsync("/x", KILOBYTE, String.class);
            worst = Math.max(worst, System.nanoTime() - begun);
            unanswered.add(next);
            next.whenComplete((answer, failure) -> refused.compareAndSet(null, next));
            assertThat(unanswered).as("calls that were taken though nothing is read").hasSizeLessThan(100_000);
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(worst))
                .as("milliseconds of the slowest callAsync, on a machine that may be busy")
                .isLessThan(20_000);
        assertThat(mayHaveExecuted(refused.get())).as("the queue is full: a later request is not executed").isFalse();

        long begun = System.nanoTime();
        assertThatThrownBy(() -> node.caller().call("orders", "/y", null, String.class, SECOND, 0))
                .isInstanceOf(CallTimeoutException.class);
        assertThat(System.nanoTime() - begun)
                .as("nanoseconds, on a machine that may be busy").isLessThan(TimeUnit.SECONDS.toNanos(20));

        CompletableFuture.anyOf(unanswered.get(0).handle((answer, failure) -> failure)).get(60, TimeUnit.SECONDS);
        assertThat(unanswered.get(0)).as("its link is closed when a send has taken the ping interval")
                .isCompletedExceptionally();
        assertThat(node.isRegistered()).isTrue();
        assertThat(cluster.registry().namespaces().stream().map(namespace -> namespace.name())).contains("shop");
    }

    /** The first call opens the link, also on a machine that is busy; nobody answers it. */
    private static void connect(MicroCall call) {
        assertThatThrownBy(() -> call.timeout(Duration.ofSeconds(2)).call("/x", null, String.class))
                .isInstanceOf(MicroException.class);
    }

    private static boolean mayHaveExecuted(CompletableFuture<String> call) {
        try {
            call.join();
            throw new AssertionError("answered");
        } catch (MicroException failure) {
            return failure.mayHaveExecuted();
        } catch (CompletionException failure) {
            throw new AssertionError(failure);
        }
    }
}

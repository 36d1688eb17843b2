package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/**
 * Answers of calls that have ended reach a peer that reads slowly, also if the node stops meanwhile. A peer that reads nothing
 * does not keep the node.
 */
@Timeout(120)
class SlowReaderAtStopTest {

    /** More than the sockets of both ends buffer, and less than a link queues. */
    private static final int CALLS = 12;
    private static final String ANSWER = "x".repeat(900_000);
    /** Longer than a node waits for the end of links with nothing to send. */
    private static final long PAUSE_MILLIS = 1_500;

    private final CountDownLatch answered = new CountDownLatch(CALLS);

    private MicroNode node(Duration drainTimeout, Duration pingInterval) {
        MicroNode node = MicroNode.builder("payments").registry("ws://127.0.0.1:1").listen("127.0.0.1", 0)
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false).set(ConfigKeys.DRAIN_TIMEOUT, drainTimeout)
                .set(ConfigKeys.PING_INTERVAL, pingInterval).build();
        node.register("/big", context -> {
            answered.countDown();
            return ANSWER;
        });
        node.start();
        return node;
    }

    @Test
    void waitingMessagesAreSentWithinTheDrainTimeout() throws Exception {
        MicroNode node = node(Duration.ofSeconds(20), Duration.ofSeconds(10));
        CompletableFuture<Void> stopping = null;
        try (RawSocket socket = callAll(node)) {
            CompletableFuture<Void> stop = CompletableFuture.runAsync(node::stop);
            stopping = stop;
            assertThatThrownBy(() -> stop.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(count(socket)).isGreaterThan((long) CALLS * ANSWER.length());
        } finally {
            if (stopping == null) {
                node.stop();
            } else {
                stopping.get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** The watch of the links goes on until they are closed. */
    @Test
    void aPeerThatReadsNothingIsCutOffLongBeforeTheDrainTimeout() throws Exception {
        MicroNode node = node(Duration.ofHours(1), Duration.ofSeconds(2));
        try (RawSocket socket = callAll(node)) {
            assertThat(socket.status()).isEqualTo(101);
            CompletableFuture.runAsync(node::stop).get(50, TimeUnit.SECONDS);
        }
    }

    /** Sends requests whose answers are more than the sockets buffer, and waits until all handlers have run. */
    private RawSocket callAll(MicroNode node) throws Exception {
        RawSocket socket = RawSocket.open(Integer.parseInt(node.key().substring(node.key().indexOf(':') + 1)),
                "/127.0.0.9/9000/shop");
        for (int id = 0; id < CALLS; id++) {
            socket.write(RawFrame.request(id, "/big", "null").maskedBytes());
        }
        assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
        return socket;
    }

    /** Counts the characters until the node closes. */
    private static long count(RawSocket socket) throws IOException {
        long all = 0;
        for (String text = socket.nextText(); text != null; text = socket.nextText()) {
            all += text.length();
        }
        return all;
    }
}

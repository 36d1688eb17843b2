package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/** Clients that go on asking for answers of 10 KB and read none slow nobody else down, and the server closes their links. */
@Tag("load")
@ExtendWith(ArquillianExtension.class)
class UnreadAnswersIT {
    private static final int CLIENTS = 20;
    private static final int CALLS = 500;
    private static final int LIMIT_MILLIS = 500;
    private static final Duration PING_INTERVAL = Duration.ofSeconds(3);
    /** How long the server's own closing handshake with a peer that does not read may take. */
    private static final Duration CLOSING = Duration.ofSeconds(Integer.getInteger("it.closing-seconds"));
    /** After so long without closing there is nothing more to wait for. */
    private static final Duration LIMIT = PING_INTERVAL.plus(CLOSING).plusSeconds(5);
    private static final Duration AT_LEAST = Duration.ofSeconds(5);
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "unread", order = 2, testable = false)
    static WebArchive unread() {
        return Wars.configured(Wars.exchange("unread"), "micro.ping-interval=" + PING_INTERVAL,
                "micro.link.max-queued-size=1MiB");
    }

    @Test
    void twentyClientsThatReadNoAnswersSlowNobodyDownAndAreClosed() throws Exception {
        Registration registration = Registration.await("unread", Server.key("/unread"));
        List<RawSocket> links = new ArrayList<>();
        try (NodeLink other = NodeLink.open(Server.url("/unread"), "127.0.0.1/19155/other")) {
            Latencies.of(CALLS, () -> echo(other));
            Latencies before = Latencies.of(CALLS, () -> echo(other));

            for (int i = 0; i < CLIENTS; i++) {
                links.add(RawSocket.open(Server.url(""), "/unread/127.0.0.1/" + (19200 + i) + "/unread-client"));
            }
            long start = System.nanoTime();
            List<CompletableFuture<Duration>> closed = links.stream().map(link -> askOnAndOn(link, start)).toList();
            Latencies during = Latencies.of(() -> goesOn(closed, start), () -> echo(other));
            List<Duration> times = closed.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join)
                    .sorted().toList();
            Latencies after = Latencies.of(CALLS, () -> echo(other));

            System.out.printf(
                    "%s: %d of %d clients that read nothing closed, the first and last after %s; calls before: %s; during: %s; after: %s%n",
                    Server.name(), times.size(), CLIENTS,
                    times.isEmpty() ? times : List.of(times.get(0), times.get(times.size() - 1)), before, during,
                    after);
            assertSoftly(all -> {
                all.assertThat(during.failures() + after.failures()).as("calls of another client that failed").isZero();
                all.assertThat(during.millis(0.99))
                        .as("99th percentile of the milliseconds of another client's calls meanwhile")
                        .isLessThan(LIMIT_MILLIS);
                all.assertThat(after.millis(0.5)).as("median milliseconds of its calls afterwards, before %s",
                        before).isLessThan(2 * before.millis(0.5) + 1);
                all.assertThat(times).as("times after which the server had closed the links").hasSize(CLIENTS)
                        .allSatisfy(time -> assertThat(time).isLessThan(PING_INTERVAL.plus(CLOSING)));
                all.check(registration::assertLasted);
            });
        } finally {
            for (RawSocket link : links) {
                link.close();
            }
        }
    }

    private static Object echo(NodeLink link) throws Exception {
        return link.call("/echo", "\"x\"");
    }

    private static boolean goesOn(List<CompletableFuture<Duration>> closed, long start) {
        Duration gone = Duration.ofNanos(System.nanoTime() - start);
        boolean open = closed.stream().anyMatch(one -> !one.isDone());
        return gone.compareTo(AT_LEAST) < 0 || open && gone.compareTo(LIMIT) < 0;
    }

    /** Sends a request each 10 ms until the socket takes no more of them; the result is how long that was after the start. */
    private static CompletableFuture<Duration> askOnAndOn(RawSocket link, long start) {
        CompletableFuture<Duration> closed = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                for (long id = 0; true; id++) {
                    link.write(RawFrame.request(id, "/give", "null").maskedBytes());
                    LockSupport.parkNanos(BETWEEN_NANOS);
                }
            } catch (IOException e) {
                closed.complete(Duration.ofNanos(System.nanoTime() - start).truncatedTo(ChronoUnit.MILLIS));
            }
        }, "unread-client");
        thread.setDaemon(true);
        thread.start();
        return closed;
    }
}

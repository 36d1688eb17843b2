package io.microcdi.it;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/**
 * Links that send small requests as fast as they can and read no answers leave another client's calls fast, and nobody
 * else loses its registration. A server whose own threads prevent this states its figures in its module, as
 * {@code flood.p99-millis} and {@code flood.max-millis},
 * {@code flood.refused-percent}.
 */
@Tag("load")
@ExtendWith(ArquillianExtension.class)
class FloodIT {
    private static final int P99_MILLIS = Integer.getInteger("it.flood.p99-millis");
    /** 503, not executed. */
    private static final int REFUSED_PERCENT = Integer.getInteger("it.flood.refused-percent");
    private static final int MAX_MILLIS = Integer.getInteger("it.flood.max-millis");
    private static final Duration CALM = Duration.ofSeconds(60);
    private static final Duration BEGIN = Duration.ofSeconds(2);
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final int WARM_UP_CALLS = 1_000;
    private static final int REQUESTS_A_WRITE = 64;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "flooded", order = 2, testable = false)
    static WebArchive flooded() {
        return Wars.exchange("flooded");
    }

    @Test
    void twentyLinksThatFlood() throws Exception {
        flood(20);
    }

    @Test
    void aHundredLinksThatFlood() throws Exception {
        flood(100);
    }

    private static void flood(int links) throws Exception {
        try (RawService bystander = RawService.answering("bystander");
                Flood flood = new Flood();
                Other other = new Other()) {
            Registration flooded = Registration.await("flooded", Server.key("/flooded"));
            Registration neighbour = Registration.await("bystander", bystander.key());
            Await.until("a flood that went before is over", CALM, () -> other.echo() != null);
            Latencies.of(WARM_UP_CALLS, other::echo);

            flood.begin(links);
            calls(other, BEGIN);
            Latencies calls = calls(other, MEASURED);

            System.out.printf("%s: flood over %d links: %s; %,d requests of the flood written, %d of its links open%n",
                    Server.name(), links, calls, flood.written(), flood.open());
            assertSoftly(all -> {
                all.assertThat(calls.failures())
                        .as("another client's calls that failed, first %s", calls.firstFailure())
                        .isLessThanOrEqualTo(calls.sortedNanos().length * REFUSED_PERCENT / 100);
                all.assertThat(calls.millis(0.99)).as("99th percentile of the milliseconds of another client's calls")
                        .isLessThan(P99_MILLIS);
                all.assertThat(calls.maxMillis()).as("milliseconds of the slowest of another client's calls")
                        .isLessThan(MAX_MILLIS);
                all.check(flooded::assertLasted);
                all.check(neighbour::assertLasted);
            });
        }
    }

    private static Latencies calls(Other other, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return Latencies.of(() -> System.nanoTime() - end < 0, other::echo);
    }

    /** The client whose calls are measured; it dials again where its link was closed. */
    private static final class Other implements AutoCloseable {
        private NodeLink link = open();

        private static NodeLink open() {
            return NodeLink.open(Server.url("/flooded"), "127.0.0.1/19157/other");
        }

        Object echo() throws Exception {
            if (link.isClosed()) {
                link = open();
            }
            return link.call("/echo", "\"x\"");
        }

        @Override
        public void close() {
            link.close();
        }
    }

    /** The links that send. */
    private static final class Flood implements AutoCloseable {
        private final List<RawSocket> links = new ArrayList<>();
        private final AtomicLong written = new AtomicLong();
        private final AtomicInteger open = new AtomicInteger();

        void begin(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                links.add(RawSocket.open(Server.url(""), "/flooded/127.0.0.1/" + (19300 + i) + "/flood"));
            }
            open.set(count);
            for (RawSocket link : links) {
                Thread thread = new Thread(() -> send(link), "flood");
                thread.setDaemon(true);
                thread.start();
            }
        }

        private void send(RawSocket link) {
            try {
                for (long id = 0; true; id += REQUESTS_A_WRITE) {
                    ByteArrayOutputStream requests = new ByteArrayOutputStream();
                    for (int i = 0; i < REQUESTS_A_WRITE; i++) {
                        requests.writeBytes(RawFrame.request(id + i, "/echo", "\"x\"").maskedBytes());
                    }
                    link.write(requests.toByteArray());
                    written.addAndGet(REQUESTS_A_WRITE);
                }
            } catch (IOException closed) {
                open.decrementAndGet();
            }
        }

        long written() {
            return written.get();
        }

        /** How many of the links are open. */
        int open() {
            return open.get();
        }

        @Override
        public void close() throws IOException {
            for (RawSocket link : links) {
                link.close();
            }
        }
    }
}

package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.socket.RawSocket;

/** What becomes of the handshakes that a registry which runs by itself cannot do at once. */
@Timeout(120)
class HandshakesInProgressIT {

    private static final Pattern RETRY_AFTER = Pattern.compile("\r\nRetry-After: (\\d+)\r\n");

    @Test
    void manyNodesAreBackWithOneHandshakeEach() throws Exception {
        int count = 300;
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=100",
                "-Dmicro.registry-server.handshakes-in-progress=2");
                Crowd crowd = new Crowd(registry.port(), count, "payments", null)) {
            crowd.join(0, count);
            assertThat(crowd.await(() -> crowd.registered.get() == count, 40)).as("%s", crowd).isTrue();
            assertThat(crowd.handshakes).as("%s", crowd).hasValue(count);
        }
    }

    @Test
    void aPeerThatKnowsNoRetryAfterWaits() throws Exception {
        int count = 30;
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=10",
                "-Dmicro.server.max-handshakes=" + count);
                Crowd crowd = Crowd.classic(registry.port(), count, "payments")) {
            crowd.join(0, count);
            assertThat(crowd.await(() -> crowd.registered.get() == count, 30)).as("%s", crowd).isTrue();
            assertThat(crowd.handshakes).as("%s", crowd).hasValue(count);
        }
    }

    @Test
    void nodesBeyondThoseThatMayWaitAreAskedToComeLaterOneAfterTheOther() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=5",
                "-Dmicro.server.max-handshakes=5")) {
            List<RawSocket> links = together(registry.port(), 60, "?v=1&id=a&features=errors");
            List<Integer> seconds = new ArrayList<>();
            int accepted = 0;
            for (RawSocket link : links) {
                Matcher later = RETRY_AFTER.matcher(link.head());
                if (link.status() == 101) {
                    accepted++;
                } else {
                    assertThat(link.status()).isEqualTo(503);
                    assertThat(later.find()).as(link.head()).isTrue();
                    seconds.add(Integer.valueOf(later.group(1)));
                }
                link.close();
            }
            assertThat(accepted).isBetween(5, 12);
            // 50 and more at 5 a second
            assertThat(seconds).contains(1, 2, 3, 4, 5);
            registry.awaitError("MICRO009102");
        }
    }

    @Test
    void aHandshakeWhoseClientHasGoneIsDropped() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=10")) {
            int count = 40;
            try (Crowd gone = new Crowd(registry.port(), count, "gone", null)) {
                gone.join(0, count);
                assertThat(gone.await(() -> gone.handshakes.get() == count, 20)).isTrue();
            }
            // waits behind all of them
            try (RawSocket link = RawSocket.handshake(registry.port(), "/127.0.0.1/9001/here?v=1&id=a&features=errors",
                    "")) {
                assertThat(link.status()).isEqualTo(101);
                new Http(registry.page()).awaitInstance("127.0.0.1:9001", Objects::nonNull);
                assertThat(registry.errors().lines().filter(line -> line.contains("+ gone ")).count())
                        .as("nodes that have registered").isLessThan(10);
            }
        }
    }

    @Test
    void otherRequestsDoNotWait() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=1");
                Crowd crowd = new Crowd(registry.port(), 20, "payments", null)) {
            crowd.join(0, 20);
            assertThat(crowd.await(() -> crowd.handshakes.get() == 20, 20)).isTrue();
            assertThat(new Http(registry.page()).send("GET", "/api/status").statusCode()).isEqualTo(200);
            assertThat(crowd.registered.get()).as("it has answered while others waited").isLessThan(20);
        }
    }

    private static List<RawSocket> together(int port, int count, String query) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<CompletableFuture<RawSocket>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String path = "/127.0.0.1/" + (20_000 + i) + "/many" + query;
                all.add(CompletableFuture.supplyAsync(() -> handshake(port, path), threads));
            }
            List<RawSocket> links = new ArrayList<>();
            for (CompletableFuture<RawSocket> link : all) {
                links.add(link.get());
            }
            return links;
        } finally {
            threads.shutdown();
        }
    }

    private static RawSocket handshake(int port, String path) {
        try {
            return RawSocket.handshake(port, path, "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

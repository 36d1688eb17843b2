package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.socket.HttpHead;
import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/** The handshakes that a standalone registry cannot do at once. */
@Timeout(120)
@Tag("slow")
class HandshakesInProgressIT {

    private static final Pattern RETRY_AFTER = Pattern.compile("\r\nRetry-After: (\\d+)\r\n");

    private static final String FILLER = "X-Filler: " + "x".repeat(1_500) + "\r\n";

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
        int count = 15; // the last one waits for 1.5 of the 4 s that the registry lets such a peer wait
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=10",
                "-Dmicro.server.max-handshakes=" + 2 * count);
                Crowd crowd = Crowd.classic(registry.port(), count, "payments")) {
            crowd.join(0, count);
            assertThat(crowd.await(() -> crowd.registered.get() == count, 30)).as("%s", crowd).isTrue();
            assertThat(crowd.handshakes).as("%s", crowd).hasValue(count);
        }
    }

    @Test
    void nodesBeyondThoseThatMayWaitAreAskedToComeLaterOneAfterTheOther() throws Exception {
        // four fifths of the places are for one address
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=1",
                "-Dmicro.server.max-handshakes=10")) {
            long begun = System.nanoTime();
            List<RawSocket> links = together(registry.port(), 60, "?v=1&id=a&features=errors");
            double took = (System.nanoTime() - begun) / 1e9;
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
            // those that waited, one that began at once and one of the small group that may, and one in each second
            assertThat(accepted).as("accepted in %s s", took).isBetween(5, 8 + 2 + (int) took);
            // behind the eight that wait, at 1 a second; a node pauses for 1.5 times as long as it is asked to
            assertThat(seconds).contains(8, 10, 12, 14, 16);
            registry.awaitError("MICRO009102");
        }
    }

    @Test
    void aHandshakeWhoseClientHasGoneIsDropped() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=1")) {
            int count = 40;
            try (Crowd gone = new Crowd(registry.port(), count, "gone", null)) {
                gone.join(0, count);
                assertThat(gone.await(() -> gone.handshakes.get() == count, 20)).isTrue();
            }
            assertFewOfThoseBeforeHaveRegistered(registry, "");
        }
    }

    /** A head may be longer than the bytes by which the registry knows a handshake. */
    @Test
    void aLongHandshakeWhoseClientHasGoneIsDropped() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=1")) {
            for (int i = 0; i < 40; i++) {
                try (Socket gone = new Socket(InetAddress.getLoopbackAddress(), registry.port())) {
                    gone.getOutputStream().write(("GET /127.0.0.1/" + (20_000 + i) + "/gone?v=1&id=a HTTP/1.1\r\n"
                            + "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + FILLER + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertFewOfThoseBeforeHaveRegistered(registry, FILLER);
        }
    }

    /** A handshake from the same address waits behind all of them. */
    private static void assertFewOfThoseBeforeHaveRegistered(RegistryProcess registry, String headers)
            throws Exception {
        try (RawSocket link = RawSocket.handshake(registry.port(), "/127.0.0.1/9001/here?v=1&id=a&features=errors",
                headers)) {
            assertThat(link.status()).isEqualTo(101);
            new Http(registry.page()).awaitInstance("127.0.0.1:9001", Objects::nonNull);
            assertThat(registry.errors().lines().filter(line -> line.contains("+ gone ")).count())
                    .as("nodes that have registered").isLessThan(10);
        }
    }

    @Test
    void bytesBehindALongHandshakeStayInOrder() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start()) {
            int[] behind = new int[0];
            for (int i = 0; i < 40; i++) {
                byte[] ping = new RawFrame(RawFrame.PING,
                        ("ping " + i + "x".repeat(100)).getBytes(StandardCharsets.US_ASCII))
                        .maskedBytes();
                behind = IntStream.concat(Arrays.stream(behind), IntStream.range(0, ping.length).map(b -> ping[b]))
                        .toArray();
            }
            try (RawSocket link = RawSocket.handshake(registry.port(), "/127.0.0.1/9001/here", FILLER, behind)) {
                assertThat(link.status()).isEqualTo(101);
                for (int i = 0; i < 40; i++) {
                    assertThat(link.nextPong()).startsWith("ping " + i + "x");
                }
            }
        }
    }

    /** The handshakes are no longer in progress then, although their connections are not served to their end. */
    @Test
    void refusedHandshakesWithRequestsBehindThemDelayNoOther() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.registry-server.handshakes-in-progress=2")) {
            List<Socket> unread = new ArrayList<>();
            String refused = "GET /127.0.0.1/9000/1/2/3/4/5/6/7/8/9 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n";
            String more = "GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(98);
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(4 << 10);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), registry.port()));
                socket.getOutputStream().write((refused + more).getBytes(StandardCharsets.US_ASCII));
                unread.add(socket);
            }
            for (Socket socket : unread) {
                assertThat(HttpHead.read(socket.getInputStream())).startsWith("HTTP/1.1 404");
            }
            try (RawSocket link = RawSocket.handshake(registry.port(), "/127.0.0.1/9001/here", "")) {
                assertThat(link.status()).isEqualTo(101);
            }
            for (Socket socket : unread) {
                socket.close();
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

    /** More may wait, but 256 connections are for pages. */
    @Test
    void handshakesThatWaitLeaveConnectionsForPages() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=1",
                "-Dmicro.max-links=50", "-Dmicro.server.max-handshakes=1000");
                Crowd crowd = new Crowd(registry.port(), 80, "payments", null)) {
            crowd.join(0, 80);
            assertThat(crowd.await(() -> crowd.refused.get() >= 25, 60)).as("%s", crowd).isTrue();
            registry.awaitError("micro.max-links for more connections");
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

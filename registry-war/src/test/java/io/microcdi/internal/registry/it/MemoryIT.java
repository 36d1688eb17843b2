package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.socket.RawSocket;

/** The memory of links at the standalone registry, and its end when memory runs out. */
class MemoryIT {

    private static final int LINKS = 500;
    private static final int KIB = 1024;

    /** Heap and direct buffers together; with the sizes of buffers that Tomcat has by itself it was 97 KiB. */
    @Test
    void anIdleLinkTakesLessThan20KiB() throws Exception {
        List<RawSocket> links = new ArrayList<>();
        try (RegistryProcess registry = RegistryProcess.start()) {
            open(registry, links, LINKS);
            long before = registry.memory();
            open(registry, links, LINKS);
            assertThat((registry.memory() - before) / LINKS).isLessThan(20 * KIB);
        } finally {
            close(links);
        }
    }

    /** Buffers are smaller than messages. */
    @Test
    void aLongMessageIsTakenAndAnsweredWhole() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start();
                NodeSocket node = NodeSocket.connect(registry.port(), "/127.0.0.1/9100/shop")) {
            String namespace = "x".repeat(100 * KIB);
            node.send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/nothing" + namespace + "\"}}");
            assertThat(node.next().getJsonObject("data").getInt("status")).isEqualTo(404);
        }
    }

    @Test
    @Timeout(300)
    void aRegistryWithoutMemoryEndsWithAMessage() throws Exception {
        List<RawSocket> links = new ArrayList<>();
        try (RegistryProcess registry = RegistryProcess.start("-Xmx24m", "-XX:+UseSerialGC",
                "-Dmicro.max-links=100000", "-Dmicro.registry-server.max-live-heap-percent=100")) {
            while (registry.isAlive()) {
                try {
                    open(registry, links, 1);
                } catch (IOException e) {
                    // it is about to end
                }
            }
            assertThat(registry.terminate()).isEqualTo(3);
            assertThat(registry.errors()).contains("memory has run out", "-Xmx",
                    "micro.registry-server.max-instances");
        } finally {
            close(links);
        }
    }

    /** With the default bound. Near it a collection by the JVM may let one more in, so that some are tried again. */
    @ParameterizedTest
    @Tag("capacity")
    @CsvSource({ "-XX:+UseSerialGC, -Xmx32m", "-XX:+UseG1GC, -Xmx64m" })
    @Timeout(420)
    void aRegistryRefusesLinksBeforeItsMemoryIsShort(String collector, String heap) throws Exception {
        List<RawSocket> links = new ArrayList<>();
        try (RegistryProcess registry = RegistryProcess.start(heap, collector, "-Dmicro.max-links=100000",
                "-Dmicro.registry-server.heartbeat-timeout=1h", "-Dmicro.ping-interval=1h")) {
            try {
                fill(registry, links);
                assertThat(links).hasSizeGreaterThan(200);
                int status = 101;
                for (int port = 9_001; status == 101; port++) {
                    fill(registry, links);
                    status = status(registry, "/127.0.0.9/" + port + "/payments?v=1&id=a&features=errors");
                }
                assertThat(status).isEqualTo(503);
                String last = path(links.size() - 1);
                links.remove(links.size() - 1).close();
                try (RawSocket back = RawSocket.handshake(registry.port(), last, "")) {
                    assertThat(back.closeCodeOrPong()).as("an instance that comes back").isZero();
                }
                assertThat(registry.isAlive()).isTrue();
                assertThat(registry.errors().split("MICRO001214", -1)).as("a line a minute").hasSizeLessThan(5);
                assertThat(registry.errors()).contains("Memory is short: ", "java -Xmx",
                        "micro.registry-server.max-live-heap-percent");
                // a collection may have ended the refusing since
                assertThat(status(registry)).contains("\"memory\":{\"live\":", "\"refusing\":");
            } finally {
                close(links);
            }
            links.clear();
            while (!status(registry).contains("\"refusing\":false")) {
                // the garbage is collected within four minutes
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            registry.awaitError("MICRO001215");
            for (int i = 0; i < 20; i++) {
                assertThat(isTaken(registry, links)).isTrue();
            }
            close(links);
        }
    }

    /** Opens links until one is refused. */
    private static void fill(RegistryProcess registry, List<RawSocket> links) throws IOException {
        while (isTaken(registry, links)) {
            assertThat(links).hasSizeLessThan(10_000);
        }
    }

    private static String status(RegistryProcess registry) throws Exception {
        return new Http(registry.page()).send("GET", "/api/status").body();
    }

    private static int status(RegistryProcess registry, String path) throws IOException {
        try (RawSocket link = RawSocket.handshake(registry.port(), path, "")) {
            return link.status();
        }
    }

    /** Opens a link. Returns whether the registry keeps it. */
    private static boolean isTaken(RegistryProcess registry, List<RawSocket> links) throws IOException {
        RawSocket link = RawSocket.handshake(registry.port(), path(links.size()), "");
        assertThat(link.status()).isEqualTo(101);
        int code = link.closeCodeOrPong();
        if (code == 0) {
            links.add(link);
            return true;
        }
        assertThat(code).isEqualTo(1013);
        link.close();
        return false;
    }

    private static String path(int number) {
        return "/127.0." + number / 250 + "." + number % 250 + "/9000/payments";
    }

    private static void open(RegistryProcess registry, List<RawSocket> links, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            links.add(RawSocket.handshake(registry.port(), path(links.size()), ""));
        }
    }

    private static void close(List<RawSocket> links) throws IOException {
        for (RawSocket link : links) {
            link.close();
        }
    }
}

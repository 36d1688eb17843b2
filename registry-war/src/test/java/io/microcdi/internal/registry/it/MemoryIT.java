package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.socket.RawSocket;

/** What links cost the registry that runs by itself, and its end where memory does not suffice. */
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
    @Timeout(120)
    void aRegistryWithoutMemoryEndsWithAMessage() throws Exception {
        List<RawSocket> links = new ArrayList<>();
        try (RegistryProcess registry = RegistryProcess.start("-Xmx24m", "-XX:+UseSerialGC",
                "-Dmicro.max-links=100000")) {
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

    private static void open(RegistryProcess registry, List<RawSocket> links, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int number = links.size();
            links.add(RawSocket.handshake(registry.port(),
                    "/127.0." + number / 250 + "." + number % 250 + "/9000/payments", ""));
        }
    }

    private static void close(List<RawSocket> links) throws IOException {
        for (RawSocket link : links) {
            link.close();
        }
    }
}

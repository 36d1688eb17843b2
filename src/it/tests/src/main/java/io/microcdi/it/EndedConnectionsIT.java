package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/** The registry lists no node whose TCP connection has ended, also where no close frame came. */
@Tag("registry")
@ExtendWith(ArquillianExtension.class)
class EndedConnectionsIT {
    /** {@code -Dended.connections=1000} for the full number. */
    private static final int CONNECTIONS = Integer.getInteger("ended.connections", 200);
    private static final String NAMESPACE = "ended";
    private static final int FIRST_PORT = 20_000;
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final Duration FORGOTTEN = Duration.ofSeconds(60);

    private final List<RawSocket> links = new ArrayList<>();

    @Deployment(testable = false)
    static WebArchive registry() {
        // it removes no node of this test for its silence
        return Wars.configured(Wars.registry(), "micro.registry-server.heartbeat-timeout=1h",
                "micro.ping-interval=10m");
    }

    @AfterEach
    void closeLinks() throws IOException {
        for (RawSocket link : links) {
            link.close();
        }
    }

    @Test
    void nodesWhoseConnectionsEndWithoutACloseFrameAreRemoved() throws Exception {
        awaitListed(0, JOINED); // it is there
        for (int i = 0; i < CONNECTIONS; i++) {
            links.add(RawSocket.open(Server.url(""), "/127.0.0.1/" + (FIRST_PORT + i) + "/" + NAMESPACE));
        }
        awaitListed(CONNECTIONS, JOINED);

        for (int i = 0; i < CONNECTIONS; i++) {
            if (i % 2 == 0) {
                links.get(i).finish();
            } else {
                links.get(i).reset();
            }
        }
        long start = System.nanoTime();
        awaitListed(0, FORGOTTEN);
        System.out.printf("%s: %d nodes whose connections ended: none listed after %,d ms%n", Server.name(),
                CONNECTIONS, Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(Http.get(Server.url("/api/status")).body()).contains("\"instances\":0");
    }

    private static void awaitListed(int count, Duration atMost) {
        Await.until(count + " of " + CONNECTIONS + " nodes listed", atMost, () -> {
            int listed = RegistryView.deployed().keys(NAMESPACE).size();
            if (listed != count) {
                throw new IllegalStateException(listed + " are listed");
            }
            return true;
        });
    }
}

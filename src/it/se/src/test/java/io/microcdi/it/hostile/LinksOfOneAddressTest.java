package io.microcdi.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.config.ConfigKeys;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/** In Java SE the address of a handshake is known before it is answered. */
@Timeout(180)
class LinksOfOneAddressTest {

    private static final int UNAVAILABLE = 503;

    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0)
            .set(ConfigKeys.MAX_LINKS_PER_ADDRESS, 2).build();

    @BeforeEach
    void start() {
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop();
    }

    @Test
    void oneMoreIsRefusedBeforeTheHandshakeAndFitsAgainLater() throws Exception {
        try (RawSocket first = open(1); RawSocket second = open(2)) {
            assertThat(first.status()).isEqualTo(second.status()).isEqualTo(101);
            // a link is counted when it has opened, which is after the answer
            Await.until(() -> registry.instances("orders").size(), 2);
            try (RawSocket third = open(3)) {
                assertThat(third.status()).isEqualTo(UNAVAILABLE);
                assertThat(third.head()).as("a full instance is no dead one").containsIgnoringCase("Retry-After: 2");
            }
        }
        int status = UNAVAILABLE;
        while (status == UNAVAILABLE) {
            try (RawSocket later = open(3)) {
                status = later.status();
            }
        }
        assertThat(status).isEqualTo(101);
    }

    private RawSocket open(int number) throws Exception {
        return RawSocket.handshake(registry.port(), "/127.0.0." + number + "/9000/orders", "");
    }
}

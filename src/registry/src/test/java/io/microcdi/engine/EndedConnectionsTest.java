package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.RegistryKeys;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/** Nodes whose TCP connections end without a close frame, as those of killed processes do. Nothing else removes them here. */
@Timeout(120)
class EndedConnectionsTest {

    private static final String NAMESPACE = "ended";
    private static final int FIRST_PORT = 20_000;
    /** {@code -Dended.times=true} bounds it, on a machine that does nothing else. */
    private static final Duration GONE_WITHIN = Duration.ofSeconds(Boolean.getBoolean("ended.times") ? 5 : 60);

    private final MicroRegistry registry = MicroRegistry.builder().listen(0).config(MicroConfig.defaults()
            .with(ConfigKeys.PING_INTERVAL, Duration.ofMinutes(10))
            .with(ConfigKeys.HANDSHAKES_PER_SECOND, 100_000)
            .with(RegistryKeys.HEARTBEAT_TIMEOUT, Duration.ofHours(1))).build();
    private final List<RawSocket> nodes = new ArrayList<>();

    @BeforeEach
    void start() {
        registry.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (RawSocket node : nodes) {
            node.close();
        }
        registry.stop();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void theEndOfOneIsNoticedWithinTwoSeconds(boolean reset) throws Exception {
        end(1, reset, Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(booleans = { false, true })
    void ofAThousandNoneIsListedFiveSecondsLater(boolean reset) throws Exception {
        end(1_000, reset, GONE_WITHIN);
    }

    private void end(int number, boolean reset, Duration within) throws Exception {
        for (int i = 0; i < number; i++) {
            nodes.add(RawSocket.open(registry.port(), "/127.0.0.1/" + (FIRST_PORT + i) + "/" + NAMESPACE));
        }
        Await.until(this::listed, number);
        for (RawSocket node : nodes) {
            if (reset) {
                node.reset();
            } else {
                node.finish();
            }
        }
        long ended = System.nanoTime();
        Await.until(this::listed, 0);
        Duration after = Duration.ofNanos(System.nanoTime() - ended);
        System.out.printf("%d connections ended: none listed after %,d ms%n", number, after.toMillis());
        assertThat(after).isLessThan(within);
    }

    private int listed() {
        return registry.instances(NAMESPACE).size();
    }
}

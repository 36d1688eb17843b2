package io.microcdi.it.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.NodeListener;
import io.microcdi.error.MicroException;

/** Servers close links that a node dialled, with reasons that would forge a line of its log. */
@Timeout(180)
class CloseReasonsInLogTest {

    private static final String FORGED = "INFO MICRO001200: + payments 6.6.6.6:6666";
    private static final List<String> SEPARATORS = List.of("\n", "\r", "\u001B[2K", "\u0085", "\u009B2K", "\u2028",
            "\u202E", "\u2066", "\u200B\uFEFF\u200D");
    private static final String HELLO = "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":"
            + "{\"v\":1,\"id\":\"4f0c9b5e-1d8f-4a57-9f6d-1f0a6f1c2b3d\",\"namespace\":\"registry\",\"features\":[]}}}";

    private final LogLines log = new LogLines();
    private final BlockingQueue<URI> joined = new LinkedBlockingQueue<>();
    private volatile int foundPort = 1;
    private ClosingServer registry;
    private MicroNode node;

    @BeforeEach
    void start() throws Exception {
        registry = new ClosingServer(HELLO, frame -> frame.contains("/-/find")
                ? "{\"host\":\"127.0.0.1\",\"port\":" + foundPort + "}"
                : null);
        node = MicroNode.builder("caller").registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0)
                .build();
        node.addListener(new NodeListener() {
            @Override
            public void registryJoined(URI url) {
                joined.add(url);
            }
        });
        node.start();
    }

    @AfterEach
    void stop() throws Exception {
        node.stop();
        registry.close();
        log.close();
    }

    @Test
    void ofTheRegistry() throws Exception {
        for (int i = 0; i < SEPARATORS.size(); i++) {
            assertJoined();
            registry.closeLast(reason(i));
            log.await(marker(i));
        }
        assertJoined(); // all messages about the lost link are older
        log.assertClean(FORGED);
    }

    @Test
    void ofAnotherNode() throws Exception {
        for (int i = 0; i < SEPARATORS.size(); i++) {
            String close = ClosingServer.closeWith(reason(i));
            try (ClosingServer peer = new ClosingServer(null, frame -> frame.contains("/work") ? close : null)) {
                foundPort = peer.port();
                MicroCall call = node.caller().to("work" + i).retries(0).timeout(Duration.ofSeconds(10));
                assertThatThrownBy(() -> call.call("/work", 1, String.class)).as("call whose link was closed")
                        .isInstanceOf(MicroException.class);
                log.await(marker(i));
            }
        }
        log.assertClean(FORGED);
    }

    private static String marker(int number) {
        return "bye" + number;
    }

    private static String reason(int number) {
        return marker(number) + SEPARATORS.get(number) + FORGED;
    }

    private void assertJoined() throws InterruptedException {
        assertThat(joined.poll(30, TimeUnit.SECONDS)).as("registry that the node joined").isNotNull();
    }
}

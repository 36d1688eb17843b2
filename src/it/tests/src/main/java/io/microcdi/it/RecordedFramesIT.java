package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;

import jakarta.json.JsonObject;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The registry on a server, spoken to in frames as the Node.js package's were recorded. */
@ExtendWith(ArquillianExtension.class)
@Tag("registry")
class RecordedFramesIT {
    /** Below the 20 s after which the registry removes silent nodes, as these are. */
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration AT_LAST = Duration.ofSeconds(60);

    @Deployment(testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    /** A link ends some time after its close, and the next test may register the same key. */
    @AfterEach
    void awaitNobody() {
        RegistryView.deployed().awaitKeys("svc", Set.of(), AT_LAST);
        RegistryView.deployed().awaitKeys("consumer", Set.of(), AT_LAST);
    }

    @Test
    void theHandshakeAloneRegistersAndTheEndOfTheLinkEndsIt() {
        NodeLink provider = NodeLink.open(Server.url(""), "127.0.0.1/19111/svc");
        RegistryView.deployed().awaitKeys("svc", Set.of("127.0.0.1:19111"), SOON);

        provider.close();
        RegistryView.deployed().awaitKeys("svc", Set.of(), SOON);
    }

    @Test
    void findHitDirect() throws Exception {
        RecordedCase recorded = RecordedCase.read("find-hit-direct");
        try (NodeLink provider = NodeLink.open(Server.url(""), "127.0.0.1/19111/svc");
                NodeLink consumer = NodeLink.open(Server.url(""), "127.0.0.1/19110/consumer")) {
            RegistryView.deployed().awaitKeys("svc", Set.of("127.0.0.1:19111"), SOON);
            assertThat(provider.isClosed()).isFalse();
            assertThat(recorded.replay(consumer)).isEqualTo(recorded.answer());
        }
    }

    @Test
    void findMiss() throws Exception {
        RecordedCase recorded = RecordedCase.read("find-miss");
        try (NodeLink consumer = NodeLink.open(Server.url(""), "127.0.0.1/19110/consumer")) {
            assertThat(recorded.replay(consumer)).isEqualTo(recorded.answer());
        }
    }

    /** It is a push: the proof that nothing is answered is that the next request's answer is the first thing to come. */
    @Test
    void heartbeatIsTakenAndNotAnswered() throws Exception {
        RecordedCase recorded = RecordedCase.read("heartbeat");
        try (NodeLink provider = NodeLink.open(Server.url(""), "127.0.0.1/19111/svc")) {
            provider.push(recorded.sent());
            JsonObject answer = provider.send(7, RecordedCase.read("find-miss").sent().replace("\"id\":1", "\"id\":7"))
                    .get();

            assertThat(answer.getInt("id")).isEqualTo(7);
            assertThat(provider.received()).isEqualTo(1);
            assertThat(RegistryView.deployed().keys("svc")).containsExactly("127.0.0.1:19111");
        }
    }
}

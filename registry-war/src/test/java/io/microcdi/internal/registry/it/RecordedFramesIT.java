package io.microcdi.internal.registry.it;

import static io.microcdi.testing.support.Recordings.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.support.Json;

/** The nodes of the recordings, replayed against the running jar: it answers as their own registry did. */
class RecordedFramesIT {

    private static final String PROVIDER = "127.0.0.1:19111";

    private RegistryProcess registry;
    private NodeSocket provider;
    private NodeSocket consumer;
    private Http http;

    @BeforeEach
    void start() throws Exception {
        registry = RegistryProcess.start();
        http = new Http(registry.page());
        provider = NodeSocket.connect(registry.port(), "/127.0.0.1/19111/svc");
        consumer = NodeSocket.connect(registry.port(), "/127.0.0.1/19210/consumer");
        http.awaitInstance(PROVIDER, Objects::nonNull);
    }

    @AfterEach
    void stop() throws Exception {
        registry.close();
    }

    @Test
    void findHitDirect() throws Exception {
        replay("find-hit-direct");
    }

    @Test
    void findMiss() throws Exception {
        replay("find-miss");
    }

    @Test
    void findWithExclusions() throws Exception {
        replay("find-exclude-other");
        replay("find-exclude-empty");
    }

    @Test
    void heartbeatIsNotedAndNotAnswered() throws Exception {
        String before = http.instance(PROVIDER).getString("lastHeartbeat");
        provider.send(frame("heartbeat", "provider", "registry"));
        JsonObject instance = http.awaitInstance(PROVIDER, i -> !i.getString("lastHeartbeat").equals(before));
        assertThat(instance.getString("lastHeartbeat")).isGreaterThan(before);

        consumer.send(frame("heartbeat", "consumer", "registry"));
        replay("find-hit-direct"); // its answer is the next that comes
    }

    @Test
    void theEndOfTheRegistryIsTold() throws Exception {
        assertThat(registry.terminate()).isZero();
        assertThat(provider.closeCode()).isEqualTo(1001);
        assertThat(consumer.closeCode()).isEqualTo(1001);
    }

    private void replay(String name) throws Exception {
        consumer.send(frame(name, "consumer", "registry"));
        assertThat(consumer.next()).isEqualTo(Json.object(frame(name, "registry", "consumer")));
    }
}

package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.MicroException;

/** Nodes with sockets that find each other by {@code micro.client.<namespace>.url}: there is no registry. */
@Timeout(120)
class ConfiguredAddressesTest {

    private static final String SECRET = "a secret of this test only";

    private final List<MicroNode> nodes = new ArrayList<>();

    /** A typed client of the namespace. */
    @RegisterMicroClient("payments")
    interface Payments {

        @Route("/who")
        String who();
    }

    private MicroNode node(String namespace, Map<String, String> settings) {
        MicroConfig config = MicroConfig.read(key -> Optional.ofNullable(settings.get(key)), ConfigKeys.ALL);
        MicroNode node = MicroNode.builder(namespace).config(config).registry("none").listen("127.0.0.1", 0).build();
        nodes.add(node);
        return node;
    }

    private MicroNode payments(Map<String, String> settings) {
        MicroNode node = node("payments", settings);
        node.register("/who", context -> node.key());
        node.start();
        return node;
    }

    private MicroNode caller(String url) {
        MicroNode node = node("shop", Map.of("micro.client.payments.url", url));
        node.start();
        return node;
    }

    @AfterEach
    void stop() {
        nodes.forEach(MicroNode::stop);
    }

    @Test
    void callsAreSpreadAndGoOnWhereOneIsLeft() {
        MicroNode one = payments(Map.of());
        MicroNode other = payments(Map.of());
        MicroNode caller = caller("ws://" + one.key() + ",ws://" + other.key());
        Set<String> answered = new HashSet<>();
        for (int i = 0; i < 2_000 && answered.size() < 2; i++) {
            answered.add(caller.caller().to("payments").call("/who", String.class));
        }
        assertThat(answered).containsExactlyInAnyOrder(one.key(), other.key());
        one.stop();
        for (int i = 0; i < 20; i++) {
            assertThat(caller.caller().to("payments").call("/who", String.class)).isEqualTo(other.key());
        }
    }

    @Test
    void aRealNameIsResolved() {
        MicroNode one = payments(Map.of());
        MicroNode caller = caller("dns+ws://localhost:" + one.key().substring(one.key().indexOf(':') + 1));
        for (int i = 0; i < 20; i++) {
            assertThat(caller.caller().to("payments").call("/who", String.class)).isEqualTo(one.key());
        }
    }

    @Test
    void aNodeThatHasNoRegistryIsReady() {
        MicroNode one = payments(Map.of());
        assertThat(one.isReady()).isTrue();
        assertThat(one.isRegistered()).isFalse();
        assertThatThrownBy(() -> one.caller().to("orders").call("/who", String.class))
                .isInstanceOf(MicroException.class).hasMessageContaining("none is configured");
    }

    @Test
    void aTypedClientCallsThem() {
        MicroNode one = payments(Map.of());
        Payments client = caller("ws://" + one.key()).caller().client(Payments.class);
        assertThat(client.who()).isEqualTo(one.key());
    }

    @Test
    void tokensAreCheckedAsForInstancesOfARegistry() {
        Map<String, String> secured = Map.of("micro.security.mode", "required", "micro.security.secret", SECRET);
        MicroNode one = payments(secured);
        Map<String, String> url = Map.of("micro.client.payments.url", "ws://" + one.key());
        MicroNode stranger = node("shop", url);
        stranger.start();
        assertThatThrownBy(() -> stranger.caller().to("payments").call("/who", String.class))
                .hasMessageContaining("401");
        Map<String, String> both = new HashMap<>(secured);
        both.putAll(url);
        MicroNode known = node("shop", both);
        known.start();
        assertThat(known.caller().to("payments").call("/who", String.class)).isEqualTo(one.key());
    }

    @Test
    void anAddressThatMayNotBeDialledIsNotDialled() {
        MicroNode one = payments(Map.of());
        MicroNode caller = node("shop", Map.of("micro.client.payments.url", "ws://" + one.key(),
                "micro.security.dial-ranges", "10.0.0.0/8"));
        caller.start();
        assertThatThrownBy(() -> caller.caller().to("payments").call("/who", String.class))
                .hasMessageContaining("is not in micro.security.dial-ranges");
    }
}

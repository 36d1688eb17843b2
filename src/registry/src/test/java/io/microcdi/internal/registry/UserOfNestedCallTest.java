package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.UserMode;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.Jwts;

/** The user of a gateway's HTTP request is known to the first node, and to the node that it calls in turn. */
@Timeout(120)
class UserOfNestedCallTest {

    private static final KeyPair KEYS = Jwts.rsa(2_048);

    private final List<AutoCloseable> open = new ArrayList<>();
    private MicroRegistry registry;

    private void start(UserMode ofRegistry) throws Exception {
        registry = MicroRegistry.builder().listen("127.0.0.1", 0).set(ConfigKeys.SECURITY_USER, ofRegistry).build();
        registry.start();
        open.add(registry::stop);
        MicroNode payments = node("payments");
        payments.register("/who",
                context -> context.principal().map(Principal::getName).orElse("nobody")
                        + (context.isUserInRole("admin") ? " as admin" : ""));
        MicroNode checkout = node("checkout");
        checkout.register("/nested", context -> checkout.caller().callAsync("payments", "/who", null, String.class)
                .thenApply(answer -> context.principal().map(Principal::getName).orElse("nobody") + ", " + answer));
        for (MicroNode node : List.of(payments, checkout)) {
            node.start();
            open.add(0, node::stop);
            node.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private MicroNode node(String namespace) {
        return MicroNode.builder(namespace).registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0)
                .set(ConfigKeys.SECURITY_USER, UserMode.FORWARD).set(ConfigKeys.JWT_KEY, Jwts.pem(KEYS)).build();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private ProxyAnswer nested(String token) throws Exception {
        AtomicReference<ProxyAnswer> answer = new AtomicReference<>();
        UserPolicy.<Exception, RuntimeException>run("Bearer " + token, () -> answer.set(registry
                .forward("checkout/nested", null, Duration.ofSeconds(20), CallProtocol.WS).get()));
        return answer.get();
    }

    private static String token(KeyPair keys) {
        return Jwts.token(keys, "ann", Instant.now().getEpochSecond() + 60, "admin");
    }

    @Test
    void bothNodesKnowTheUser() throws Exception {
        start(UserMode.FORWARD);
        assertThat(nested(token(KEYS)).payload()).isEqualTo("\"ann, ann as admin\"");
    }

    @Test
    void aTokenOfAnotherIssuerIsRefusedByTheFirstNode() throws Exception {
        start(UserMode.FORWARD);
        ProxyAnswer answer = nested(token(Jwts.rsa(2_048)));
        assertThat(answer.status()).isEqualTo("401");
        assertThat(answer.mayHaveExecuted()).isFalse();
    }

    @Test
    void aRegistryThatIsNotConfiguredToForwardsNoToken() throws Exception {
        start(UserMode.NONE);
        assertThat(nested(token(KEYS)).payload()).isEqualTo("\"nobody, nobody\"");
    }
}

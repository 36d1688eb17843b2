package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.security.Tokens;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A node tells a peer its health, and of the namespaces that it knows those which the token of the peer lets it see. */
class HealthRouteTest {

    private static final String SECRET = "the secret of all nodes";

    private final World world = new World();

    /** A node that has called two namespaces, with a policy as real nodes have it. */
    private TestNode node(String mode) {
        Map<String, String> settings = Map.of("micro.security.mode", mode, "micro.security.secret", SECRET,
                "micro.security.allow-plain", "true", "micro.security.names", "10.0.0.5",
                "micro.security.announce-ranges", "10.0.0.0/8",
                "micro.client.\"shop/stock\".url", "ws://10.0.0.6:9000", "micro.client.bank.url", "ws://10.0.0.7:9000");
        world.config(MicroConfig.read(key -> Optional.ofNullable(settings.get(key)), ConfigKeys.ALL));
        RawPeer.listen(world, "10.0.0.6:9000");
        RawPeer.listen(world, "10.0.0.7:9000");
        TestNode node = world.node("payments", "10.0.0.5:9000");
        HealthRoute.register(node.node(), node.directory(), Optional::empty);
        node.listen();
        node.call("shop/stock", "/x");
        node.call("bank", "/x");
        assertThat(node.directory().namespaces()).containsExactly("bank", "shop/stock");
        return node;
    }

    private String health(String rights) {
        long now = world.timer().now().getEpochSecond();
        String claims = Tokens.claims("page 10.0.0.9:9000", "payments 10.0.0.5:9000", now, now + 60)
                .replace(",\"jti\"", rights + ",\"jti\"");
        RawPeer peer = RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9000/page?v=1&id=a&features=errors",
                "Bearer " + Tokens.signed(Tokens.HS256, claims, SECRET));
        assertThat(peer.closed()).isEmpty();
        return peer.ask(1, "/-/health", "{}");
    }

    /** The token of a page is in the hands of each of its visitors. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '#', delimiter = '|', value = { "[]|[]", "[`shop/*`]|[`shop/stock`]",
            "[`bank`,`b*`]|[`bank`]", "[`*`]|[`bank`,`shop/stock`]" })
    void aPeerLearnsOnlyTheNamespacesThatItsTokenLetsItSee(String see, String namespaces) {
        node("required");
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(health(",\"register\":[],\"call\":[],\"see\":" + see.replace('`', '"')))
                    .contains("\"status\":200", "\"status\":\"ok\"",
                            "\"namespaces\":" + namespaces.replace('`', '"'));
            assertThat(audit.messages()).isEmpty();
        }
    }

    @Test
    void aTokenWithoutListsSeesAll() {
        node("required");
        assertThat(health("")).contains("\"namespaces\":[\"bank\",\"shop/stock\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = { "off", "permissive" })
    void aTokenHidesNothingInTheModesThatRefuseNobody(String mode) {
        node(mode);
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(health(",\"see\":[]")).contains("\"namespaces\":[\"bank\",\"shop/stock\"]");
            assertThat(audit.messages().stream().filter(line -> line.contains("/-/health")))
                    .hasSize(mode.equals("off") ? 0 : 1).allMatch(line -> line.contains("Would be refused"));
        }
    }

    @Test
    void theNodeItselfSeesAll() {
        assertThat(node("required").caller().self().<JsonObject>request("/-/health", null, JsonObject.class)
                .toCompletableFuture().join().getJsonArray("namespaces")).hasToString("[\"bank\",\"shop/stock\"]");
    }
}

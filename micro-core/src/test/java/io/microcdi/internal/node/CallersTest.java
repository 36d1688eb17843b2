package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.testing.Identities;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.World;

/** A node serves the peers whose proof allows them to call it, and its own routes to nodes only. */
class CallersTest {

    private final World world = new World();
    private int ran;

    @Test
    void aPeerThatMayCallOthersOnlyIs403AndNotExecuted() {
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            RawPeer peer = peer("orders/*", true);
            assertThat(peer.ask(1, "/charge", "1")).contains("\"status\":403", "\"executed\":false");
            assertThat(peer.ask(2, "/nowhere", "1")).as("it does not learn which routes there are")
                    .contains("\"status\":403");
            assertThat(ran).isZero();
            assertThat(audit.messages()).hasSize(2).first().asString().contains("Refused (rights): checkout at",
                    "/charge: its token does not allow calls to payments");
        }
    }

    @Test
    void aPeerThatMayCallThisNodeIsServed() {
        assertThat(peer("pay*", true).ask(1, "/charge", "1")).contains("\"status\":200");
        assertThat(ran).isEqualTo(1);
    }

    @Test
    void anIdentityWithoutTheRoutesOfTheNodeItselfIsRefusedThem() {
        RawPeer user = peer("*", false);
        assertThat(user.ask(1, "/-/health", "{}")).contains("\"status\":403");
        assertThat(user.ask(2, "/-/unknown", "{}")).contains("\"status\":403");
        assertThat(user.ask(3, "/charge", "1")).contains("\"status\":200");
        assertThat(peer("", true).ask(1, "/-/health", "{}")).contains("\"status\":200");
    }

    @Test
    void theRoutesOfTheApplicationAreToldToThoseWhoMayCallThem() {
        assertThat(peer("orders/*", true).ask(1, "/-/routes", "{}")).contains("\"status\":403",
                "its token does not allow calls to payments");
        assertThat(peer("*", false).ask(1, "/-/routes", "{}")).contains("\"status\":403",
                "its proof does not allow routes that begin with /-/");
        assertThat(peer("pay*", true).ask(1, "/-/routes", "{}")).contains("\"status\":200");
    }

    /** The token of a peer may allow it no calls at all, and being dialled must not give it more. */
    @ParameterizedTest
    @CsvSource({ "REQUIRED,,403", "REQUIRED,true,200", "AUTO,,200", "AUTO,false,403", "OFF,,200" })
    void aDialledPeerHasPresentedNoToken(SecurityMode mode, Boolean callBack, int status) {
        if (callBack != null) {
            world.set(ConfigKeys.SECURITY_CALL_BACK, callBack);
        }
        Node node = node(new Identities(mode, announced -> PeerIdentity.UNPROVED));
        RawPeer dialled = RawPeer.listen(world, "10.0.0.9:9000");
        node.dial(new PeerAddress("checkout", InstanceKey.parse("10.0.0.9:9000"), "ws", false)).join();
        for (String url : List.of("/charge", "/-/routes", "/-/health")) {
            assertThat(dialled.ask(1, url, "1")).as(url).containsPattern("\"status\":\"?" + status);
        }
        assertThat(ran).isEqualTo(status == 200 ? 1 : 0);
        assertThat(dialled.ask(2, "/-/unknown", "1")).as("a route of the link itself").contains("404");
    }

    /** It is the one thing that the mode required refuses and the mode auto does not. */
    @ParameterizedTest
    @CsvSource({ ", 1", "true, 0" })
    void permissiveTellsOnceALinkThatADialledPeerWouldBeRefused(Boolean callBack, int lines) {
        if (callBack != null) {
            world.set(ConfigKeys.SECURITY_CALL_BACK, callBack);
        }
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            Node node = node(new Identities(SecurityMode.PERMISSIVE, announced -> PeerIdentity.UNPROVED));
            RawPeer dialled = RawPeer.listen(world, "10.0.0.9:9000");
            node.dial(new PeerAddress("checkout", InstanceKey.parse("10.0.0.9:9000"), "ws", false)).join();
            dialled.ask(1, "/-/unknown", "1");
            assertThat(audit.messages()).isEmpty();
            for (int i = 1; i <= 2; i++) {
                assertThat(dialled.ask(i, "/charge", "1")).containsPattern("\"status\":\"?200");
            }
            assertThat(audit.messages()).hasSize(lines).allMatch(line -> line.contains(
                    "(rights)")
                    && line.contains("checkout at 10.0.0.9:9000, from 10.0.0.9:9000 (dialled by this node): ")
                    && line.contains("micro.security.call-back"));
        }
    }

    /** Its gateway calls over the link by which an instance has registered. */
    @Test
    void theRegistryThatWasDialledCallsInEachMode() {
        Node node = node(new Identities(SecurityMode.REQUIRED, announced -> PeerIdentity.UNPROVED));
        RawPeer registry = RawPeer.listen(world, "10.0.0.1:8427");
        node.dial(URI.create("ws://10.0.0.1:8427"), "registry", node.visitor()).join();
        assertThat(registry.ask(1, "/charge", "1")).contains("\"status\":200");
    }

    private RawPeer peer(String callable, boolean isNode) {
        PeerIdentity identity = new PeerIdentity(null, NamespaceGlobs.NONE, NamespaceGlobs.of(List.of(callable)),
                NamespaceGlobs.ALL, isNode, null, Long.MAX_VALUE);
        node(new Identities(announced -> identity));
        return RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9000/checkout?v=1&id=a&features=errors");
    }

    private Node node(ConnectPolicy policy) {
        Node node = new Node("payments", Set.of(), world.config(), world.environment(), world.network(), policy);
        node.register(RouteSpec.of("/charge"), context -> ++ran);
        node.registerOwn("/-/health", context -> "ok");
        node.registerOwn("/-/routes", context -> "ok");
        node.start();
        world.network().listen("10.0.0.5:9000", node::accept);
        return node;
    }
}

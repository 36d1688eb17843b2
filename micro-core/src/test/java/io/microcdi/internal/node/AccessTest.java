package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.AccessRule;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A route that its users may not use is refused, and does not run. */
class AccessTest {

    private final World world = new World();
    private final List<String> ran = new ArrayList<>();

    private TestNode node(String path, AccessRule rule) {
        TestNode node = world.node("payments", "10.0.0.5:9000");
        node.node().register(RouteSpec.of(path).withAccess(rule), context -> {
            ran.add(context.url());
            return context.principal().isPresent() || context.isUserInRole("**");
        });
        return node.listen();
    }

    private RawPeer peer() {
        return RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9000/orders?v=1&id=a&features=errors,metadata");
    }

    @Test
    void aDeniedRouteIs403AndNotExecuted() {
        node("/x", AccessRule.DENY_ALL);
        assertThat(peer().ask(1, "/x", "{}")).contains("\"status\":403", "\"executed\":false",
                "@DenyAll");
        assertThat(ran).isEmpty();
    }

    @Test
    void aRouteWithRolesIs403WhereNoUserIsKnown() {
        node("/x", AccessRule.rolesAllowed("admin", "admin", "**"));
        assertThat(peer().ask(1, "/x", "null")).contains("\"status\":403", "\"executed\":false",
                "micro.security.user=none");
        assertThat(ran).isEmpty();
    }

    @Test
    void aRouteWithoutRolesIsServedAndKnowsNoUser() {
        node("/x", AccessRule.PERMIT_ALL);
        assertThat(peer().ask(1, "/x", "null")).contains("\"status\":200", "\"data\":false");
        assertThat(ran).hasSize(1);
    }

    @Test
    void aCallOfTheNodeToItselfIsCheckedToo() {
        TestNode node = node("/x", AccessRule.DENY_ALL);
        assertThat(node.caller().self().request("/x", null, String.class).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(ran).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/files/private", "/files/%70rivate", "/files/private/", "/%66iles/priv%61te/" })
    void aDeniedRouteIsDeniedHoweverItsUrlIsWritten(String url) {
        TestNode node = node("/files/private", AccessRule.DENY_ALL);
        node.node().register(RouteSpec.of("/files/{path...}").withAccess(AccessRule.PERMIT_ALL),
                context -> ran.add(context.url()));
        assertThat(peer().ask(1, url, "{}")).contains("\"status\":403", "\"executed\":false");
        peer().send("{\"id\":2,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"" + url + "\"}}");
        RawPeer second = RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9001/orders");
        second.send("{\"id\":3,\"mode\":0,\"twoway\":true,\"data\":{\"cmd\":\"" + url
                + "\",\"protocol\":\"ws\",\"props\":[]}}");
        assertThat(second.last()).contains("403");
        assertThat(node.caller().self().request(url, null, String.class).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(ran).isEmpty();
        assertThat(peer().ask(4, "/files/public", "{}")).contains("\"status\":200");
    }

    @Test
    void eachRefusalIsAudited() {
        node("/x", AccessRule.DENY_ALL);
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            peer().ask(1, "/x", "null");
            assertThat(log.messages()).hasSize(1).first().asString()
                    .contains("Refused (rights): orders at 10.0.0.9:9000, from ", "/x: nobody may use this route");
        }
    }

    @Test
    void aRefusalOfTheNodesOwnCallSaysThatItIsItsOwn() {
        TestNode node = node("/x", AccessRule.DENY_ALL);
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            assertThat(node.caller().self().request("/x", null, String.class).toCompletableFuture())
                    .isCompletedExceptionally();
            assertThat(log.messages()).singleElement().asString()
                    .contains("Refused (rights): payments, from this node itself: /x");
        }
    }

    /** The peer has proved nothing, and its address is the one that was dialled. */
    @Test
    void aRefusalOverADialledLinkNamesTheDialledAddress() {
        TestNode node = node("/x", AccessRule.DENY_ALL);
        RawPeer dialled = RawPeer.listen(world, "10.0.0.6:9000");
        node.node().dial(new PeerAddress("billing", InstanceKey.parse("10.0.0.6:9000"), "ws", false)).join();
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            dialled.ask(1, "/x", "1");
            assertThat(log.messages()).singleElement().asString().contains("Refused (rights): billing at 10.0.0.6:9000",
                    "from 10.0.0.6:9000 (dialled by this node): /x");
        }
    }
}

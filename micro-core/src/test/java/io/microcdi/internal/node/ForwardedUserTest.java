package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.AccessRule;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.testing.Jwts;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** The user of a request: its name, its roles, and the calls with which its token travels. */
class ForwardedUserTest {

    private static final KeyPair KEYS = Jwts.rsa(2_048);

    private final World world = new World();
    private final Map<String, String> settings = new HashMap<>(
            Map.of("micro.security.user", "forward", "mp.jwt.verify.publickey", Jwts.pem(KEYS)));
    private final List<String> seen = new ArrayList<>();

    private TestNode node(String namespace, String address) {
        world.config(MicroConfig.read(key -> Optional.ofNullable(settings.get(key)), ConfigKeys.ALL));
        return world.node(namespace, address);
    }

    private TestNode payments(AccessRule rule) {
        TestNode node = node("payments", "127.0.0.1:9000");
        node.node().register(RouteSpec.of("/x").withAccess(rule), context -> {
            String user = context.principal().map(p -> p.getName()).orElse("nobody")
                    + (context.isUserInRole("admin") ? " as admin" : "");
            seen.add(user);
            return user;
        });
        return node.listen();
    }

    private String token(String user, String... roles) {
        return Jwts.token(KEYS, user, world.timer().now().getEpochSecond() + 60, roles);
    }

    private RawPeer peer() {
        return RawPeer.dial(world, "ws://127.0.0.1:9000/127.0.0.9/9000/orders?v=1&id=a&features=errors,metadata");
    }

    private String ask(RawPeer peer, String url, String authorization) {
        peer.send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"" + url + "\",\"metadata\":{"
                + (authorization == null ? "" : "\"authorization\":\"" + authorization + "\"") + "}}}");
        return peer.last();
    }

    @Test
    void theHandlerKnowsTheUserOfTheToken() {
        payments(AccessRule.rolesAllowed("admin"));
        assertThat(ask(peer(), "/x", "Bearer " + token("ann", "admin"))).contains("\"data\":\"ann as admin\"");
    }

    /** RFC 9110 compares schemes without regard to case. */
    @ParameterizedTest
    @ValueSource(strings = { "bearer ", "BEARER ", "BeArEr  " })
    void theSchemeIsOfAnyCase(String scheme) {
        payments(AccessRule.rolesAllowed("admin"));
        assertThat(ask(peer(), "/x", scheme + token("ann", "admin"))).contains("\"data\":\"ann as admin\"");
    }

    @Test
    void anotherRoleIs403AndNoUserOrAnInvalidTokenIs401() {
        payments(AccessRule.rolesAllowed("admin"));
        RawPeer peer = peer();
        assertThat(ask(peer, "/x", "Bearer " + token("bob", "clerk"))).contains("\"status\":403",
                "\"executed\":false");
        assertThat(ask(peer, "/x", null)).contains("\"status\":401", "\"executed\":false",
                "the request has no token of a user");
        assertThat(ask(peer, "/x", "Bearer a.b.c")).contains("\"status\":401", "\"executed\":false");
        assertThat(ask(peer, "/x", "Basic abc")).contains("\"status\":401", "\"executed\":false");
        assertThat(ask(peer, "/x", "Bearer " + Jwts.token(KEYS, "ann", 1, "admin"))).contains("\"status\":401");
        assertThat(seen).isEmpty();
    }

    /** Any valid token reaches this answer, so it does not name the roles of an application. */
    @Test
    void theRolesOfARouteAreInTheAuditAndNotInTheAnswer() {
        payments(AccessRule.rolesAllowed("manager", "admin"));
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(ask(peer(), "/x", "Bearer " + token("bob", "clerk"))).contains("none of the roles")
                    .doesNotContain("manager");
            assertThat(audit.messages()).singleElement().asString().contains("Refused (rights): orders at",
                    " for bob, ",
                    "the user has none of the roles of this route: admin, manager");
        }
    }

    @Test
    void theIssuerOfARefusedTokenIsInTheAuditAndNotInTheAnswer() {
        settings.put("mp.jwt.verify.issuer", "https://login.example");
        payments(AccessRule.rolesAllowed("admin"));
        String claims = "\"upn\":\"ann\",\"exp\":" + (world.timer().now().getEpochSecond() + 60);
        for (String[] each : new String[][] { { "\"iss\":\"https://other.example\\n\",", "https://other.example?" },
                { "", "the issuer of the token is not mp.jwt.verify.issuer: it has none" },
                { "\"iss\":7,", "it has none" } }) {
            assertRefused(Jwts.sign(KEYS.getPrivate(), "{\"alg\":\"RS256\"}", "{" + each[0] + claims + "}"), each[1]);
        }
    }

    @Test
    void theAudiencesOfARefusedTokenAreInTheAudit() {
        settings.put("mp.jwt.verify.audiences", "payments");
        payments(AccessRule.rolesAllowed("admin"));
        assertRefused(token("ann", "admin"), "mp.jwt.verify.audiences: it has shop");
        assertRefused(Jwts.sign(KEYS.getPrivate(), "{\"alg\":\"RS256\"}", "{\"aud\":[\"stock\",\"other.example\"],"
                + "\"upn\":\"ann\",\"exp\":" + (world.timer().now().getEpochSecond() + 60) + "}"),
                "it has stock, other.example");
    }

    /** Roles that no key verifies may be anybody's. */
    @Test
    void withoutAKeyTheRefusalNamesTheKey() {
        settings.remove("mp.jwt.verify.publickey");
        payments(AccessRule.rolesAllowed("admin"));
        assertThat(ask(peer(), "/x", "Bearer " + token("ann", "admin"))).contains("\"status\":403",
                "mp.jwt.verify.publickey");
    }

    private void assertRefused(String token, String audited) {
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(ask(peer(), "/x", "Bearer " + token)).contains("\"status\":401", "mp.jwt.verify.")
                    .doesNotContain("other.example", "none");
            assertThat(audit.messages()).singleElement().asString().contains("Refused (401)", audited)
                    .doesNotContain(token, token.split("\\.")[1]).matches("\\p{ASCII}*");
        }
    }

    @Test
    void withModeJwtEachRequestNeedsATokenExceptForPermitAllAndTheNodesOwnRoutes() {
        settings.put("micro.security.user", "jwt");
        payments(AccessRule.UNSTATED).node().register(RouteSpec.of("/open").withAccess(AccessRule.PERMIT_ALL),
                context -> "open");
        RawPeer peer = peer();
        assertThat(ask(peer, "/x", null)).contains("\"status\":401", "\"executed\":false");
        assertThat(ask(peer, "/x", "Bearer " + token("ann"))).contains("\"data\":\"ann\"");
        assertThat(ask(peer, "/open", null)).contains("\"data\":\"open\"");
    }

    @Test
    void withModeNoneATokenIsIgnored() {
        settings.put("micro.security.user", "none");
        payments(AccessRule.UNSTATED);
        assertThat(ask(peer(), "/x", "Bearer " + token("ann"))).contains("\"data\":\"nobody\"");
    }

    @Test
    void noTokenIsVerifiedForTheNodesOwnRoutesWhichRunOnTheReadingThread() {
        settings.put("micro.security.user", "jwt");
        payments(AccessRule.UNSTATED).node().registerOwn("/-/probe",
                context -> context.principal().map(p -> p.getName()).orElse("nobody"));
        RawPeer peer = peer();
        for (String authorization : new String[] { null, "Bearer a.b.c", "Bearer " + token("ann") }) {
            assertThat(ask(peer, "/-/probe", authorization)).as(authorization).contains("\"data\":\"nobody\"");
        }
    }

    private CompletableFuture<String> nested(TestNode checkout, String host, String authorization) {
        checkout.node().register(RouteSpec.of("/nested"),
                context -> checkout.caller().at("ws://" + host + ":9000").callAsync("/x", null, String.class));
        checkout.listen();
        RawPeer peer = RawPeer.dial(world,
                "ws://127.0.0.1:9001/127.0.0.9/9000/orders?v=1&id=a&features=errors,metadata");
        return CompletableFuture.completedFuture(ask(peer, "/nested", authorization));
    }

    @Test
    void aNestedCallOfAHandlerKnowsTheSameUser() {
        payments(AccessRule.rolesAllowed("admin"));
        TestNode checkout = node("checkout", "127.0.0.1:9001");
        assertThat(nested(checkout, "127.0.0.1", "Bearer " + token("ann", "admin")).join())
                .contains("\"data\":\"ann as admin\"");
    }

    @Test
    void aNodeWithoutAKeyPassesTheTokenOnUnread() {
        payments(AccessRule.UNSTATED);
        settings.remove("mp.jwt.verify.publickey");
        TestNode checkout = node("checkout", "127.0.0.1:9001");
        assertThat(nested(checkout, "127.0.0.1", "Bearer " + token("ann")).join()).contains("\"data\":\"ann\"");
    }

    @ParameterizedTest
    @ValueSource(strings = { "opaque", "HS256", "eyJhbGciOiJub25lIn0.e30.", "a.b.c" })
    void aNodeWithoutAKeyPassesOnOnlyASignedTokenOfAUser(String token) {
        settings.remove("mp.jwt.verify.publickey");
        RawPeer called = RawPeer.listen(world, "127.0.0.1:9000");
        TestNode checkout = node("checkout", "127.0.0.1:9001");
        String sent = token.equals("HS256") ? tokenOfANode() : token;
        nested(checkout, "127.0.0.1", "Bearer " + sent);
        called.send(
                "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,\"id\":\"b\","
                        + "\"namespace\":\"payments\",\"features\":[\"metadata\",\"errors\"]}}}");
        world.advance(Duration.ofSeconds(2));
        assertThat(called.received()).anyMatch(text -> text.contains("\"/x\""))
                .noneMatch(text -> text.contains("authorization") || text.contains(sent));
    }

    private static String tokenOfANode() {
        return Jwts.part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + Jwts.part(Jwts.claims("ann", 1)) + ".AAAA";
    }

    @Test
    void theTokenOfAnHttpRequestTravelsWithTheCallsOfItsThread() throws Exception {
        payments(AccessRule.UNSTATED);
        TestNode checkout = node("checkout", "127.0.0.1:9001").listen();
        List<String> answers = new ArrayList<>();
        UserPolicy.run("bearer " + token("ann"), () -> answers.add(
                checkout.caller().at("ws://127.0.0.1:9000").callAsync("/x", null, String.class).join()));
        answers.add(checkout.caller().at("ws://127.0.0.1:9000").callAsync("/x", null, String.class).join());
        assertThat(answers).containsExactly("ann", "nobody");
    }

    @Test
    void aCallOfTheNodeToItselfKnowsTheUserToo() throws Exception {
        TestNode payments = payments(AccessRule.rolesAllowed("**"));
        List<CompletableFuture<String>> answers = new ArrayList<>();
        UserPolicy.run("Bearer " + token("ann"), () -> answers
                .add(payments.caller().self().request("/x", null, String.class).toCompletableFuture()));
        assertThat(answers).hasSize(1).first().satisfies(answer -> assertThat(answer).isCompletedWithValue("ann"));
    }

    @Test
    void aTokenNeverTravelsInPlainTextToAnotherMachine() throws Exception {
        settings.put("micro.security.user", "none");
        node("payments", "192.0.2.5:9000").listen();
        settings.put("micro.security.user", "forward");
        TestNode checkout = node("checkout", "127.0.0.1:9001").listen();
        UserPolicy.run("Bearer " + token("ann"), () -> assertThatThrownBy(
                () -> checkout.caller().at("ws://192.0.2.5:9000").callAsync("/x", null, String.class).join())
                .hasMessageContaining("micro.security.allow-plain"));
    }

    @ParameterizedTest
    @CsvSource({ "127.0.0.1, false, , true", "127.0.0.1, true, , false", "192.0.2.5, false, , false",
            "127.0.0.1, false, payments, true", "127.0.0.1, true, payments, false" })
    void aPeerBehindAProxyOfThisMachineIsOnAnotherMachine(String remote, boolean proxied, String user, boolean may) {
        settings.put("micro.security.principals", "true");
        TestNode checkout = node("checkout", "127.0.0.1:9001").listen();
        String path = "/127.0.0.1/9000/payments";
        assertThat(checkout.node().refusal(new ConnectRequest(path, "v=1&id=a", remote, proxied, false, false, null,
                user == null ? null : () -> user, List.of()))).isEmpty();
        Link link = (Link) checkout.node().accept(new Pipe(Runnable::run).acceptor(), path, "v=1&id=a");
        assertThat(checkout.node().maySendUser(link)).isEqualTo(may);
    }

    @Test
    void aPeerWithoutMetadataNeverGetsAToken() throws Exception {
        TestNode checkout = node("checkout", "127.0.0.1:9001").listen();
        RawPeer old = RawPeer.listen(world, "127.0.0.1:9000");
        String token = token("ann");
        UserPolicy.run("Bearer " + token,
                () -> checkout.caller().at("ws://127.0.0.1:9000").callAsync("/x", null, String.class));
        world.advance(Duration.ofSeconds(2));
        assertThat(old.received()).isNotEmpty().noneMatch(text -> text.contains(token));
    }

    @Test
    void onlyASignedTokenOfAUserTravelsNotThatOfANodeAndNoPassword() throws Exception {
        settings.remove("mp.jwt.verify.publickey");
        payments(AccessRule.UNSTATED);
        TestNode checkout = node("checkout", "127.0.0.1:9001").listen();
        for (String header : List.of("Bearer " + tokenOfANode(), "Basic YTpi", "Bearer opaque",
                "Bearer " + "a".repeat(9_000))) {
            UserPolicy.run(header, () -> assertThat(checkout.node().userAuthorization()).isNull());
        }
        UserPolicy.run("Bearer " + token("ann"),
                () -> assertThat(checkout.node().userAuthorization()).isEqualTo("Bearer " + token("ann")));
        assertThat(checkout.node().userAuthorization()).isNull();
    }
}

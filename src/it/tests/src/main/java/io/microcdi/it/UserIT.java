package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

import jakarta.json.JsonObject;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Secured;
import io.microcdi.it.app.UserServlet;
import io.microcdi.testing.Jwts;

/** Roles of users on routes: by call, through the gateway, and with a nested call of another node. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class UserIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final KeyPair KEYS = Jwts.rsa(2_048);
    private static final String KEY = Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.configured(Wars.registry(), "micro.security.user=forward");
    }

    @Deployment(name = "secured", order = 2, testable = false)
    static WebArchive secured() {
        return Wars.configured(Wars.withExtension("secured", Secured.class), "micro.security.user=forward",
                "mp.jwt.verify.publickey=" + KEY, "mp.jwt.verify.issuer=https://issuer.example");
    }

    @Deployment(name = "front", order = 3, testable = false)
    static WebArchive front() {
        return Wars.configured(Wars.withExtension("front", UserServlet.class), "micro.security.user=forward");
    }

    @Deployment(name = "unidentified", managed = false, testable = false)
    static WebArchive unidentified() {
        return Wars.configured(Wars.withExtension("unidentified", Secured.class), "micro.security.user=none");
    }

    private static String token(String user, String... roles) {
        return Jwts.token(KEYS, user, Instant.now().getEpochSecond() + 120, roles);
    }

    private static String gateway(String route, String token) throws Exception {
        return Http.post(Server.url("/call/secured" + route), "\"witness\"", "Authorization", "Bearer " + token)
                .body();
    }

    private static void awaitSecured() throws Exception {
        RegistryView.deployed().awaitKeys("secured", Set.of(Server.key("/secured")), JOINED);
    }

    @Test
    void byCallAndThroughTheGatewayOnlyAUserWithTheRoleIsServed() throws Exception {
        awaitSecured();
        try (NodeLink link = NodeLink.open(Server.url("/secured"), "127.0.0.1/19131/tester")) {
            for (String route : Set.of("/admin", "/never")) {
                JsonObject refused = link.request(route, "null").get().getJsonObject("data");
                assertThat(refused.getInt("status")).as(route).isEqualTo(route.equals("/never") ? 403 : 401);
            }
            assertThat(link.call("/open", "null").getString("data")).isEqualTo("nobody");
        }
        assertThat(gateway("/admin", token("bob", "clerk"))).contains("\"status\":403");
        assertThat(gateway("/never", token("ann", "admin"))).contains("\"status\":403");
        assertThat(gateway("/admin", Jwts.token(Jwts.rsa(2_048), "eve", Long.MAX_VALUE / 1_000_000, "admin")))
                .contains("\"status\":401");
        assertThat(gateway("/admin", token("ann", "admin"))).isEqualTo("\"ann\"");
        assertThat(gateway("/open", token("ann", "admin"))).isEqualTo("\"ann as admin\"");
    }

    @Test
    void theTokenOfAnHttpRequestTravelsWithItsCalls() throws Exception {
        awaitSecured();
        assertThat(user("/admin", token("ann", "admin"))).isEqualTo("ann");
        assertThat(user("/admin", token("bob", "clerk"))).isEqualTo("403");
        assertThat(Http.get(Server.url("/front/user/admin")).body()).as("without a token").isEqualTo("401");
    }

    private static String user(String route, String token) throws Exception {
        return Http.get(Server.url("/front/user" + route), "Authorization", "Bearer " + token).body();
    }

    @Test
    void aNestedCallOnAnotherNodeKnowsTheSameUser() throws Exception {
        awaitSecured();
        try (OutsideNode witness = OutsideNode.ofUsers("witness", KEY)) {
            witness.node().register("/who", context -> context.principal().orElseThrow().getName());
            witness.start();
            assertThat(gateway("/relay", token("ann", "admin"))).isEqualTo("\"ann\"");
            assertThat(user("/open", token("ann", "admin"))).isEqualTo("ann as admin");
        }
    }

    @Test
    void anApplicationWithRolesAndWithoutUsersIsNotDeployed() throws Exception {
        Server.assertRefused(deployer, "unidentified", "MICRO002020", "Secured.admin(", "micro.security.user");
    }
}

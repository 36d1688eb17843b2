package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.SecuredDesk;
import io.microcdi.testing.Jwts;

/** A session bean with roles: the node checks them first, and the container then checks them for its own user. */
@ExtendWith(ArquillianExtension.class)
@Tag("ejb")
@Tag("quirks")
class SecuredSessionBeanIT {
    private static final KeyPair KEYS = Jwts.rsa(2_048);
    /** The user whom this server's EJB container sees on a handler's thread. */
    private static final String CONTAINER_USER = System.getProperty("it.session-bean.user");
    /** Whether this server's EJB container refuses a method with roles to this user. */
    private static final boolean IS_REFUSED = Boolean.getBoolean("it.session-bean.is-refused");

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.configured(Wars.registry(), "micro.security.user=forward");
    }

    @Deployment(name = "desk", order = 2, testable = false)
    static WebArchive desk() {
        return Wars.configured(Wars.withExtension("desk", SecuredDesk.class), "micro.security.user=jwt",
                "mp.jwt.verify.publickey=" + Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()));
    }

    private static String call(String route, String... roles) throws Exception {
        RegistryView.deployed().awaitKeys("desk", Set.of(Server.key("/desk")), Duration.ofSeconds(60));
        String token = Jwts.token(KEYS, "ann", Instant.now().getEpochSecond() + 120, roles);
        return Http.post(Server.url("/call/desk" + route), "null", "Authorization", "Bearer " + token).body();
    }

    @Test
    void withoutTheRoleTheNodeRefuses() throws Exception {
        assertThat(call("/desk-admin", "clerk")).contains("\"status\":403", "none of the roles");
    }

    @Test
    void theContainerHasAUserOfItsOwn() throws Exception {
        assertThat(call("/desk-users", "admin")).isEqualTo("\"ann, %s, %s\"".formatted(CONTAINER_USER, CONTAINER_USER));
    }

    @Test
    void theContainerChecksTheRolesOfItsOwnUser() throws Exception {
        String answer = call("/desk-admin", "admin");
        if (IS_REFUSED) {
            assertThat(answer).contains("\"status\":403", "the EJB container refuses the call");
        } else {
            assertThat(answer).isEqualTo("\"served\"");
        }
    }
}

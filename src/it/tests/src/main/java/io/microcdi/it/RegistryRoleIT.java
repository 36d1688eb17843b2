package io.microcdi.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's own realm says who may use the registry's page, API and gateway, by the lines of the registry's page. */
@ExtendWith(ArquillianExtension.class)
@Tag("own-users")
@Tag("quirks")
class RegistryRoleIT {
    private static final Path PAGE = Path.of(System.getProperty("it.pages"), "guide", "registry.md");
    /** As a proxy on this machine adds it, so that nobody counts as being on this machine. */
    private static final String[] FORWARDED = { "X-Forwarded-For", "203.0.113.7" };

    /** The role {@code **} is that of each user, so that no server needs a mapping of roles. */
    @Deployment(testable = false)
    static WebArchive registry() throws IOException {
        WebArchive war = Wars.configured(Wars.registry(), "micro.registry-server.role=**",
                "micro.security.names=registry.example");
        String descriptor = new String(war.get("WEB-INF/web.xml").getAsset().openStream().readAllBytes(), UTF_8);
        war.delete("WEB-INF/web.xml");
        return war.addAsWebInfResource(
                new StringAsset(
                        descriptor.replace("</web-app>", constraint().replace("operator", "**") + "</web-app>")),
                "web.xml");
    }

    private static String constraint() throws IOException {
        Matcher block = Pattern.compile("^```xml\\n(<security-constraint>.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(block.find()).as("the lines for web.xml in " + PAGE).isTrue();
        return block.group(1);
    }

    private static String[] as(String password) {
        return new String[] { FORWARDED[0], FORWARDED[1], "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(("tess:" + password).getBytes(UTF_8)) };
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/api/status", "/api/namespaces", "/metrics" })
    void onlyUsersOfTheServerRead(String path) throws Exception {
        assertThat(Http.get(Server.url(path), FORWARDED).statusCode()).isEqualTo(401);
        assertThat(Http.get(Server.url(path), as("wrong")).statusCode()).isEqualTo(401);
        assertThat(Http.get(Server.url(path), as("secret")).statusCode()).isEqualTo(200);
    }

    @Test
    void onlyUsersOfTheServerCallByTheGateway() throws Exception {
        assertThat(Http.post(Server.url("/call/nobody/x"), "{}", FORWARDED).statusCode()).isEqualTo(401);
        assertThat(Http.post(Server.url("/call/nobody/x"), "{}", as("secret")).statusCode())
                .as("admitted, and nothing is registered").isEqualTo(404);
    }

    @Test
    void nodesAreNotAskedForAPassword() throws Exception {
        assertThat(Handshake.status("/127.0.0.1/19127/node", null)).isEqualTo(101);
    }
}

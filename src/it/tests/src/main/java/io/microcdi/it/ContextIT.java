package io.microcdi.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.it.app.ContextServlet;
import io.microcdi.it.app.LaterTill;
import io.microcdi.it.app.Surroundings;

/** The dependents of asynchronous calls run with the context of the caller's thread, by Jakarta Concurrency. */
@ExtendWith(ArquillianExtension.class)
@Tag("context")
@Tag("quirks")
class ContextIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final String TESS = "Basic " + Base64.getEncoder().encodeToString("tess:secret".getBytes(UTF_8));

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "till", order = 2, testable = false)
    static WebArchive till() {
        return Wars.till();
    }

    @Deployment(name = "context", order = 3, testable = false)
    static WebArchive context() {
        return war("context");
    }

    @Deployment(name = "without", order = 4, testable = false)
    static WebArchive without() {
        return Wars.configured(war("without"), "micro.propagate-context=false");
    }

    private static WebArchive war(String name) {
        return Wars.withExtension(name, ContextServlet.class, LaterTill.class, Surroundings.class)
                .setWebXML(new StringAsset("""
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                            <security-constraint>
                                <web-resource-collection>
                                    <web-resource-name>secured</web-resource-name>
                                    <url-pattern>/secured/*</url-pattern>
                                </web-resource-collection>
                                <auth-constraint>
                                    <role-name>**</role-name>
                                </auth-constraint>
                            </security-constraint>
                            <login-config>
                                <auth-method>BASIC</auth-method>
                            </login-config>
                            <env-entry>
                                <env-entry-name>shop</env-entry-name>
                                <env-entry-type>java.lang.String</env-entry-type>
                                <env-entry-value>of-%s</env-entry-value>
                            </env-entry>
                        </web-app>
                        """.formatted(name)));
    }

    @BeforeEach
    void awaitTill() throws Exception {
        RegistryView.deployed().awaitKeys("till", Set.of(Server.key("/till")), JOINED);
    }

    private static String seen(String path, String... headers) throws Exception {
        HttpResponse<String> response = Http.get(Server.url(path), headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/here", "/stage", "/async", "/stages", "/nested", "/failure", "/caller" })
    void dependentsSeeUserNamingAndClassLoaderOfTheCaller(String path) throws Exception {
        String anonymous = seen("/context/open/here");

        assertThat(anonymous).endsWith(" of-context own").doesNotContain("tess");
        assertThat(seen("/context/secured" + path, "Authorization", TESS)).isEqualTo("tess of-context own");
        assertThat(seen("/context/open" + path)).as("the next call of nobody").isEqualTo(anonymous);
    }

    @Test
    void withoutItTheySeeNamingAndClassLoaderOfTheApplication() throws Exception {
        assertThat(seen("/without/secured/here", "Authorization", TESS)).isEqualTo("tess of-without own");
        assertThat(seen("/without/secured/stage", "Authorization", TESS)).endsWith(" of-without own")
                .doesNotContain("tess");
    }
}

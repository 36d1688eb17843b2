package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import jakarta.json.JsonString;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Dashes;
import io.microcdi.it.app.Diary;
import io.microcdi.it.app.Forgotten;
import io.microcdi.it.app.Numbers;
import io.microcdi.testing.support.Await;

/**
 * The routes and beans that the extension finds in an application's own classes, from its jar in the application's
 * libraries.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class ExtensionIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "found", order = 2, testable = false)
    static WebArchive found() {
        return Wars.withExtension("found", Diary.class, Dashes.class, Numbers.class,
                Numbers.Order.class, Forgotten.class);
    }

    /** No annotation of the web tier is looked at here; the endpoints are registered all the same. */
    @Deployment(name = "complete", order = 3, testable = false)
    static WebArchive complete() {
        return Wars
                .configured(Wars.withExtension("complete", Numbers.class, Numbers.Order.class),
                        "micro.namespace=shop/complete")
                .setWebXML(new StringAsset("""
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true"/>
                        """));
    }

    private static NodeLink link(String path) {
        return NodeLink.open(Server.url(path), "127.0.0.1/19113/tester");
    }

    @Test
    void eventsAreObserved() throws Exception {
        try (NodeLink link = link("/found")) {
            Await.until("events in the diary", LIMIT, () -> link.call("/diary", null).getJsonArray("data")
                    .getValuesAs(JsonString::getString)
                    .containsAll(List.of("joined", "joined, later", "opened tester")));
        }
    }

    @Test
    void theApplicationsOwnJsonbIsUsed() throws Exception {
        try (NodeLink link = link("/found")) {
            assertThat(link.call("/next", "{\"order-number\":1}").getJsonObject("data"))
                    .hasToString("{\"order-number\":2}");
        }
    }

    @Test
    @Tag("non-beans")
    void aClassWithRoutesThatIsNoBeanIsWarnedOf() throws Exception {
        Server.awaitLogged("MICRO002002: " + Forgotten.class.getName());
    }

    @Test
    void aWarWithCompleteMetadataServes() throws Exception {
        RegistryView.deployed().awaitKeys("shop/complete", Set.of(Server.key("/complete")), LIMIT);
        try (NodeLink link = link("/complete")) {
            assertThat(link.call("/next", "{\"orderNumber\":1}").getJsonObject("data"))
                    .hasToString("{\"orderNumber\":2}");
        }
    }
}

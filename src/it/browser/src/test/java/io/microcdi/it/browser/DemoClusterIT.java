package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashSet;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo with three registries, without a browser. */
@Tag("cluster")
class DemoClusterIT {

    private static final int REGISTRIES = 3;

    private final HttpClient http = HttpClient.newHttpClient();

    private String get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void threeRegistriesFormOneClusterThatKnowsBothServices() throws Exception {
        Set<URI> pages = new LinkedHashSet<>();
        try (DemoProcess demo = new DemoProcess(REGISTRIES)) {
            assertThat(demo.firstCall()).contains("amount");
            demo.checkoutPage();
            for (int i = 0; i < REGISTRIES; i++) {
                pages.add(demo.registryPage());
            }
            assertThat(pages).hasSize(REGISTRIES);
            for (URI page : pages) {
                assertThat(get(page.resolve("api/status")).split("\"self\":", -1)).as("members, and what is before")
                        .hasSize(REGISTRIES + 1);
                assertThat(get(page.resolve("api/namespaces"))).contains("\"payments\"", "\"checkout\"");
            }
        }
    }
}

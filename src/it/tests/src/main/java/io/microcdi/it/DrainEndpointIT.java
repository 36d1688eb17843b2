package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The HTTP request that drains a node: only where it is configured, and only for programs on the same machine. */
@ExtendWith(ArquillianExtension.class)
class DrainEndpointIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    /** Below the 20 s after which a registry removes silent nodes. */
    private static final Duration SOON = Duration.ofSeconds(15);

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "drained", order = 2, testable = false)
    static WebArchive drained() {
        return Wars.configured(Wars.exchange("drained"), "micro.drain-endpoint=true");
    }

    @Deployment(name = "undrained", order = 3, testable = false)
    static WebArchive undrained() {
        return Wars.exchange("undrained");
    }

    private static int ask(String method, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(Server.url(path + "/-/drain")).method(method,
                BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    @Test
    void onlyAProgramOnTheSameMachineDrains() throws Exception {
        RegistryView.deployed().awaitKeys("drained", Set.of(Server.key("/drained")), JOINED);
        RegistryView.deployed().awaitKeys("undrained", Set.of(Server.key("/undrained")), JOINED);
        NodeLink link = NodeLink.open(Server.url("/drained"), "127.0.0.1/19117/tester");

        assertThat(ask("POST", "/undrained")).as("it is off by default").isIn(404, 405);
        assertThat(ask("POST", "/drained", "Origin", "https://evil.example")).as("a page").isEqualTo(403);
        assertThat(ask("POST", "/drained", "X-Forwarded-For", "192.0.2.7")).as("through a proxy").isEqualTo(403);
        assertThat(ask("GET", "/drained")).isEqualTo(405);
        assertThat(RegistryView.deployed().keys("drained")).containsExactly(Server.key("/drained"));
        assertThat(link.call("/echo", "\"here\"").getString("data")).isEqualTo("here");

        assertThat(ask("POST", "/drained")).isEqualTo(204);
        RegistryView.deployed().awaitKeys("drained", Set.of(), SOON);
        assertThat(link.request("/echo", "\"here\"").get().getJsonObject("data").getInt("status"))
                .as("the link is open, and new requests are refused").isEqualTo(503);
        assertThat(RegistryView.deployed().keys("undrained")).containsExactly(Server.key("/undrained"));
        link.close();
    }
}

package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.RawSocket;

/** The page and what feeds it, over HTTP. */
class PagesIT {

    private static RegistryProcess registry;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start();
        http = new Http(registry.page());
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    @Test
    void thePageRunsNothingButItsOwn() throws Exception {
        HttpResponse<String> page = http.send("GET", "/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("default-src 'none'")
                .contains("script-src 'self'").contains("style-src 'self'").contains("trusted-types 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body()).contains("<title>MicroCDI registry</title>").doesNotContain("<style")
                .doesNotContainPattern("<script>").doesNotContainPattern(" on[a-z]+=\"");
    }

    @ParameterizedTest
    @CsvSource({ "/assets/main.js, text/javascript", "/assets/console.css, text/css",
            "/assets/uplot.js, text/javascript", "/assets/uplot-license.txt, text/plain" })
    void aFileOfTheConsoleIsSentOnce(String path, String type) throws Exception {
        HttpResponse<String> file = http.send("GET", path);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(file.body()).doesNotContain("innerHTML", "eval(");
        String tag = file.headers().firstValue("ETag").orElseThrow();
        RawHttp again = RawHttp.get(registry.port(), path, "If-None-Match: " + tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        HttpResponse<String> page = http.send("HEAD", "/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEmpty();
    }

    @Test
    void theStatus() throws Exception {
        JsonObject status = http.json("/api/status");
        assertThat(status.getString("status")).isEqualTo("ok");
        assertThat(status.getInt("uptime")).isNotNegative();
        assertThat(status.keySet()).contains("namespaces", "instances");
    }

    @Test
    void theDocumentOfTheApi() throws Exception {
        JsonObject document = http.json("/api/openapi.json");
        assertThat(document.getString("openapi")).startsWith("3.1");
        List<String> paths = document.getJsonObject("paths").keySet().stream().filter(path -> !path.contains("{"))
                .toList();
        assertThat(paths).contains("/status", "/namespaces", "/live", "/ready");
        for (String path : paths) {
            // the stream of events has no end
            String method = path.equals("/events") ? "HEAD" : "GET";
            assertThat(http.send(method, "/api" + path).statusCode()).as(path).isEqualTo(200);
        }
    }

    @Test
    void aConnectedNodeIsListedUntilItIsGone() throws Exception {
        String key = "127.0.0.1:9001";
        try (RawSocket node = RawSocket.handshake(registry.port(), "/127.0.0.1/9001/team/listed", "")) {
            assertThat(node.status()).isEqualTo(101);
            JsonObject instance = http.awaitInstance(key, Objects::nonNull);
            assertThat(instance.getString("host")).isEqualTo("127.0.0.1");
            assertThat(instance.getInt("port")).isEqualTo(9001);
            assertThat(instance.getString("since")).endsWith("Z");
        }
        http.awaitInstance(key, Objects::isNull);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/nothing", "/api", "/api/nothing", "/WEB-INF/web.xml", "/META-INF/MANIFEST.MF",
            "/io/microcdi/internal/registry/launcher/Main.class", "/127.0.0.1/9000/ns", "/favicon.ico", "/assets",
            "/assets/", "/assets/nothing.js", "/assets/../WEB-INF/web.xml", "/assets/%2e%2e/index.html", "/a%2Fb" })
    void notFound(String path) throws Exception {
        assertThat(http.send("GET", path).statusCode()).isEqualTo(404);
    }

    @Test
    void badRequest() throws Exception {
        assertThat(http.send("GET", "/a%00b").statusCode()).isEqualTo(400);
    }

    @Test
    void otherMethods() throws Exception {
        assertThat(http.send("POST", "/").statusCode()).isEqualTo(405);
        assertThat(http.send("DELETE", "/api/namespaces").statusCode()).isEqualTo(405);
    }
}

package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Chat;
import io.microcdi.it.app.Pages;
import io.microcdi.it.app.Plain;
import io.microcdi.testing.support.Await;

/** An application that serves pages and sockets of its own, at paths that a node may have. */
@ExtendWith(ArquillianExtension.class)
class CollidingPathsIT {
    private static final long LIMIT_SECONDS = 60;

    @Deployment(testable = false)
    static WebArchive colliding() {
        return Wars.withExtension("colliding", Plain.class, Chat.class, Pages.class)
                .addAsWebResource(new StringAsset("<html>its own page</html>"), "index.html")
                .addAsWebResource(new StringAsset("a file"), "127.0.0.1/19141/tester");
    }

    /** Jetty says that it has started an application a moment before it passes requests on. */
    @BeforeEach
    void awaitApplication() {
        Await.until("the application", Duration.ofSeconds(60), () -> get("/").statusCode() == 200);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return Http.get(Server.url("/colliding" + path));
    }

    private static void nodeAnswersAt(String announcement) throws Exception {
        try (NodeLink link = NodeLink.open(Server.url("/colliding"), announcement)) {
            assertThat(link.call("/echo", "\"hello\"").getString("data")).isEqualTo("hello");
        }
    }

    @Test
    void theWelcomePageIsTheApplications() throws Exception {
        assertThat(get("/").body()).isEqualTo("<html>its own page</html>");
    }

    @Test
    void aServletServesPagesWhereTheNodeTakesLinks() throws Exception {
        assertThat(get("/pages/19141/tester").body()).isEqualTo("page /19141/tester");
        nodeAnswersAt("pages/19141/tester");
    }

    @Test
    void aFileIsServedWhereTheNodeTakesLinks() throws Exception {
        assertThat(get("/127.0.0.1/19141/tester").body()).isEqualTo("a file");
        nodeAnswersAt("127.0.0.1/19141/tester");
    }

    @Test
    void withoutAnUpgradeTheNodeIsNotThere() throws Exception {
        assertThat(get("/127.0.0.1/19142/tester").statusCode()).isEqualTo(404);
    }

    @Test
    void theApplicationsOwnEndpointGoesBeforeTheNodes() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        URI url = URI.create(Server.url("/colliding/chat/19143/tester").toString().replaceFirst("^http", "ws"));
        WebSocket socket = Http.open(url, new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                answer.complete(data.toString());
                return null;
            }
        });
        socket.sendText("hi", true);
        assertThat(answer.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("chat: hi");
        socket.abort();
    }
}

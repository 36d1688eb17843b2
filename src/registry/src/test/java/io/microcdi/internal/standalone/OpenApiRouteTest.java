package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroNode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.LogCapture;

/** A node serves the OpenAPI document of its application, if there is one that can be served. */
@Timeout(120)
class OpenApiRouteTest {

    @TempDir
    Path directory;

    private final EngineRegistry registry = (EngineRegistry) MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private final LogCapture log = new LogCapture("io.microcdi.standalone");
    private MicroNode node;

    @BeforeEach
    void start() {
        registry.start();
    }

    @AfterEach
    void stop() {
        node.stop();
        registry.stop();
        log.close();
    }

    /** Makes a node as an application with this document makes it, and asks it through the registry. */
    private ProxyAnswer ask(byte[] document) throws Exception {
        if (document != null) {
            Path file = directory.resolve("META-INF/micro/openapi.json");
            Files.createDirectories(file.getParent());
            Files.write(file, document);
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(new URL[] { directory.toUri().toURL() }, before)) {
            thread.setContextClassLoader(application);
            node = MicroNode.builder("shop").registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0)
                    .build();
        } finally {
            thread.setContextClassLoader(before);
        }
        node.start();
        node.ready().toCompletableFuture().join();
        return registry.openApi("shop", Duration.ofSeconds(10)).join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theDocumentIsAnsweredAsItIs() throws Exception {
        String document = "{ \"openapi\" : \"3.1.0\",\n \"x\": \"\u00fc\", \"paths\": {\"/call/shop/orders\": {}} }";
        ProxyAnswer answer = ask(bytes(document + "\n"));
        assertThat(answer.outcome()).isEqualTo(ProxyAnswer.Outcome.ANSWERED);
        assertThat(answer.payload()).isEqualTo(document);
        assertThat(log.messages()).isEmpty();
    }

    /** As that of a library, or of another application on the class path. */
    @Test
    void aDocumentOfAnotherNamespaceIsLoggedOnceAndNotServed() throws Exception {
        byte[] document = bytes("{\"openapi\":\"3.1.0\",\"paths\":{\"/call/shop-2/orders\":{}}}");
        assertThat(ask(document).status()).isEqualTo("404");
        assertThat(registry.openApi("shop", Duration.ofSeconds(10)).join().status()).isEqualTo("404");
        assertThat(log.messages()).singleElement().asString()
                .contains("META-INF/micro/openapi.json is not served: it has no path that begins with \"/call/shop/");
    }

    @Test
    void anApplicationWithoutADocumentAnswers404() throws Exception {
        ProxyAnswer answer = ask(null);
        assertThat(answer.status()).isEqualTo("404");
        assertThat(answer.message()).contains("no route /-/openapi");
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void aDocumentThatIsTooLongIsLoggedAndNotServed() throws Exception {
        assertThat(ask(bytes("\"" + "x".repeat(1 << 20) + "\"")).status()).isEqualTo("404");
        assertThat(log.messages()).singleElement().asString()
                .contains("META-INF/micro/openapi.json is not served: it is longer than 1048576 bytes");
    }

    @Test
    void aDocumentThatIsNoJsonIsLoggedAndNotServed() throws Exception {
        assertThat(ask(bytes("{} {}")).status()).isEqualTo("404");
        assertThat(log.messages()).singleElement().asString().contains("is not one JSON value");
    }

    @Test
    void aDocumentThatIsNoUtf8IsLoggedAndNotServed() throws Exception {
        assertThat(ask(new byte[] { '"', (byte) 0xff, '"' }).status()).isEqualTo("404");
        assertThat(log.messages()).singleElement().asString().contains("is not served: it is not UTF-8");
    }
}

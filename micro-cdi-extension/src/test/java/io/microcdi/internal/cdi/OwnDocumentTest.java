package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;

/** The node of an application serves the OpenAPI document of this application, also if another thread builds the node. */
class OwnDocumentTest {

    @TempDir
    Path directory;

    @Test
    void theLoaderOfTheApplicationFindsTheDocument() throws Exception {
        Path file = directory.resolve("META-INF/micro/openapi.json");
        Files.createDirectories(file.getParent());
        String document = "{\"openapi\":\"3.1.0\",\"paths\":{\"/call/test/orders\":{}}}";
        Files.writeString(file, document);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(new URL[] { directory.toUri().toURL() }, before)) {
            thread.setContextClassLoader(application);
            try (App app = App.of()) {
                CompletableFuture<String> built = new CompletableFuture<>();
                Thread other = new Thread(() -> built.complete(app.bean(MicroNode.class).namespace()));
                other.setContextClassLoader(null);
                other.start();
                other.join();
                assertThat(built).isCompletedWithValue("test");
                assertThat(app.<RawJson>call("/-/openapi", null, RawJson.class).text())
                        .isEqualTo(document);
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

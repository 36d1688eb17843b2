package io.microcdi.internal.registry.tomcat;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.internal.registry.launcher.Arguments;

class TomcatServerTest {

    /** Fails when the registry is stopped. */
    public static final class FailingStop implements ServletContextListener {

        /** Called by the container. */
        public FailingStop() {
        }

        @Override
        public void contextInitialized(ServletContextEvent event) {
            event.getServletContext().setAttribute("io.microcdi.internal.registry.stop", (Runnable) () -> {
                throw new IllegalStateException("it does not stop");
            });
        }
    }

    @Test
    void theServerEndsThoughTheRegistryCannotBeStopped(@TempDir Path application) throws IOException {
        Files.writeString(Files.createDirectories(application.resolve("WEB-INF")).resolve("web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0" metadata-complete="true">
                    <listener><listener-class>%s</listener-class></listener>
                </web-app>
                """.formatted(FailingStop.class.getName()));
        TomcatServer server = new TomcatServer();
        int port = server.start(application, Arguments.parse("--port", "0", "--host", "127.0.0.1")).address()
                .getPort();
        connect(port);
        assertThatCode(server::stop).doesNotThrowAnyException();
        assertThatThrownBy(() -> connect(port)).isInstanceOf(IOException.class);
    }

    private static void connect(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
}

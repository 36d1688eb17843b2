package io.microcdi.internal.registry.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.ConfigException;
import io.microcdi.internal.registry.launcher.Arguments;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.testing.LogCapture;

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

    /** Otherwise the server ends with status 1 and a stack trace, and not with one line and status 2. */
    @ParameterizedTest
    @CsvSource({
            "micro.security.mode-file, permisive",
            "micro.security.secret-file, one",
            "micro.security.token-file, one two",
            "micro.registry-server.users-file, anna",
            "micro.registry-server.cluster.secret-file, short",
            "micro.tls.trust-store, no certificates"
    })
    void anInvalidFileIsASettingToCorrect(String key, String text, @TempDir Path application) throws IOException {
        Path file = Files.writeString(application.resolve("file"), text);
        Path registry = registry(application);
        for (String named : List.of(file.toString(), application.resolve("none").toString())) {
            System.setProperty("micro.registry-server.cluster.members",
                    key.contains("cluster") ? "localhost:7800" : "");
            System.setProperty(key, named);
            assertThatThrownBy(() -> start(registry)).as(key).isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(key + "=" + named + ": expected ");
        }
    }

    /** Otherwise the registry would listen without TLS, and ask nobody for a certificate. */
    @ParameterizedTest
    @CsvSource({ "trust-store, ca.pem, key-store", "key-store-password, hidden, key-store",
            "trust-store-password, hidden, trust-store" })
    void aSettingOfTlsThatHasNoEffectIsASettingToCorrect(String key, String value, String missing,
            @TempDir Path application) throws IOException {
        Path registry = registry(application);
        System.setProperty("micro.registry-server.tls." + key, value);
        assertThatThrownBy(() -> start(registry)).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("micro.registry-server.tls." + key + "="
                        + (key.endsWith("password") ? Excerpts.HIDDEN : value) + ": expected ")
                .hasMessageContaining("micro.registry-server.tls." + missing);
    }

    @Test
    void aLineOfTheUsersFileIsNamedByItsNumber(@TempDir Path application) throws IOException {
        Path file = Files.writeString(application.resolve("users"), "# people\n\nanna\n");
        System.setProperty("micro.registry-server.users-file", file.toString());
        assertThatThrownBy(() -> start(registry(application)))
                .hasMessageContaining("micro.registry-server.users-file=" + file + ": expected in line 3 name=hash");
    }

    @Test
    void aUserWithoutTheKeyOfTheIssuerIsASettingToCorrect(@TempDir Path application) throws IOException {
        System.setProperty("micro.security.user", "jwt");
        assertThatThrownBy(() -> start(registry(application))).isInstanceOf(ConfigException.class)
                .hasMessageContaining("mp.jwt.verify.publickey");
    }

    @Test
    void allInvalidSettingsAreNamedAtOnce(@TempDir Path application) throws IOException {
        System.setProperty("micro.security.mode", "permisive");
        System.setProperty("micro.registry-server.sweep-interval", "soon");
        assertThatThrownBy(() -> start(registry(application))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("micro.security.mode=permisive: expected ")
                .hasMessageContaining("micro.registry-server.sweep-interval=soon: expected ");
    }

    @Test
    void keysThatNothingReadsAreWarnedOf(@TempDir Path application) throws IOException {
        System.setProperty("micro.security.modus", "required");
        System.setProperty("micro.registry-server.operator", "ada");
        System.setProperty("micro.client.shop.colour", "red");
        System.setProperty("micro.client.shop.request-timeout", "1s");
        System.setProperty("micro.namespace", "of-a-node");
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            start(registry(application)).stop();
            assertThat(log.messages()).filteredOn(line -> line.startsWith("MICRO009010")).containsExactly(
                    "MICRO009010: Nothing reads the configuration key micro.client.shop.colour: correct its name"
                            + " (see the configuration table) or remove it",
                    "MICRO009010: Nothing reads the configuration key micro.registry-server.operator: correct its name"
                            + " (perhaps micro.registry-server.operators) or remove it",
                    "MICRO009010: Nothing reads the configuration key micro.security.modus: correct its name (perhaps"
                            + " micro.security.mode) or remove it");
        }
    }

    @AfterEach
    void clear() {
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith("micro."));
    }

    private static Path registry(Path application) throws IOException {
        Files.writeString(Files.createDirectories(application.resolve("WEB-INF")).resolve("web.xml"),
                """
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0" metadata-complete="true">
                            <listener><listener-class>io.microcdi.internal.registry.web.RegistryListener</listener-class></listener>
                        </web-app>
                        """);
        return application;
    }

    private static TomcatServer start(Path application) throws IOException {
        TomcatServer server = new TomcatServer();
        server.start(application, Arguments.parse("--port", "0", "--host", "127.0.0.1"));
        return server;
    }

    private static void connect(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
}

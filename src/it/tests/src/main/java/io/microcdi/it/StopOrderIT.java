package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.internal.server.JettyStop;
import io.microcdi.it.stop.Moments;
import io.microcdi.it.stop.MomentsExtension;
import io.microcdi.it.stop.MomentsInitializer;
import io.microcdi.it.stop.MomentsWeb;
import io.microcdi.testing.support.Await;

/**
 * The event by which a node learns of the end of its application comes while the server still reads and writes the
 * sessions of the application. The test prints the order of all events.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class StopOrderIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path RECORD = Path.of(System.getProperty("it.target")).toAbsolutePath().resolve("moments");
    /** Where the extension stops its node. */
    private static final List<String> OURS = List.of("Jetty's LifeCycle.Listener", "JMX RunningState is suspending",
            "JVM shutdown hook", "contextDestroyed of a listener that an initializer added");

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "moments", managed = false, testable = false)
    static WebArchive moments() throws ClassNotFoundException {
        JavaArchive jar = ShrinkWrap.create(JavaArchive.class, "moments.jar")
                .addClasses(MomentsExtension.class, MomentsExtension.Observer.class, MomentsInitializer.class,
                        JettyStop.class, Class.forName(JettyStop.class.getPackageName() + ".Reflection"))
                .addClass(MomentsInitializer.class.getName() + "$Added")
                .addClass(MomentsInitializer.class.getName() + "$Added$Use")
                .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsServiceProvider("jakarta.enterprise.inject.spi.Extension", MomentsExtension.class.getName())
                .addAsServiceProvider("jakarta.servlet.ServletContainerInitializer",
                        MomentsInitializer.class.getName());
        return Wars
                .empty("moments", Moments.class, MomentsWeb.class, MomentsWeb.Through.class, MomentsWeb.Annotated.class)
                .addAsLibraries(jar).addAsLibraries(Wars.lib("jboss-logging"))
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsResource(new StringAsset(RECORD.toString()), Moments.FILE);
    }

    @BeforeEach
    void forget() throws Exception {
        Files.deleteIfExists(RECORD);
    }

    @Test
    void anUndeploymentIsKnownWhileTheSessionsAreOpen() throws Exception {
        deployer.deploy("moments");
        Client client = Client.open();
        client.awaitPid();

        Client.write("the order to undeploy");
        deployer.undeploy("moments");
        client.abort();
        assertThat(events("undeployed")).as("the server reads the session at the event that we use")
                .anyMatch(StopOrderIT::isOursWhileRead);
    }

    /** {@code -Dshutdown}: the server is gone afterwards, so that no other test of the module can run. */
    @Test
    @EnabledIfSystemProperty(named = "shutdown", matches = ".*")
    void aShutdownOfTheServerIsKnownWhileTheSessionsAreOpen() throws Exception {
        deployer.deploy("moments");
        ProcessHandle server = ProcessHandle.of(Client.open().awaitPid()).orElseThrow();

        Client.write("SIGTERM");
        server.destroy();
        server.onExit().get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(events("SIGTERM")).as("the server reads the session at the event that we use")
                .anyMatch(StopOrderIT::isOursWhileRead);
    }

    private static boolean isOursWhileRead(String line) {
        return OURS.stream().anyMatch(event -> line.endsWith("server: still reads at " + event));
    }

    /** Returns the recorded lines in their order, each with the milliseconds since the order to stop. */
    private static List<String> events(String what) throws IOException {
        List<String[]> lines = Files.readAllLines(RECORD).stream().map(line -> line.split(" ", 2)).skip(1)
                .sorted(Comparator.comparing(line -> Long.valueOf(line[0]))).toList();
        long start = Long.parseLong(lines.get(0)[0]);
        List<String> events = lines.stream()
                .map(line -> String.format("%,6d ms %s", Long.parseLong(line[0]) - start, line[1])).toList();
        System.out.printf("%s, %s:%n%s%n", Server.name(), what, String.join("\n", events));
        return events;
    }

    /** Repeats each text, and records what happens at its end. */
    private static final class Client implements WebSocket.Listener {
        private final CompletableFuture<Long> pid = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private WebSocket socket;

        static Client open() {
            Client client = new Client();
            // Jetty's adapter returns before the application has begun
            Await.until("the application accepts a session", SOON, () -> {
                client.socket = Http.open(url(), client);
                return true;
            });
            client.socket.sendText("hello", true);
            return client;
        }

        long awaitPid() throws Exception {
            return pid.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }

        void abort() {
            socket.abort();
        }

        private static URI url() {
            return URI.create(Server.url("/moments/moments").toString().replaceFirst("^http", "ws"));
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            partial.append(text);
            from.request(1);
            if (!last) {
                return null;
            }
            String event = partial.toString();
            partial.setLength(0);
            if (event.startsWith("pid ")) {
                pid.complete(Long.valueOf(event.substring("pid ".length())));
                return null;
            }
            from.sendText(event, true);
            dial(event);
            return null;
        }

        /** Whether new sessions are accepted. */
        private static void dial(String event) {
            CompletableFuture.runAsync(() -> {
                String answer;
                try {
                    Http.open(url(), new WebSocket.Listener() {
                    }).abort();
                    answer = "accepts another session";
                } catch (RuntimeException e) {
                    answer = "accepts no other session";
                }
                write("client: the server " + answer + " at " + event);
            });
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            write("client: session closed, " + code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            write("client: connection ended, " + error.getMessage());
        }

        private static void write(String line) {
            try {
                Files.writeString(RECORD, System.currentTimeMillis() + " " + line + "\n", StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

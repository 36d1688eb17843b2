package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.arquillian.container.test.api.Deployer;

import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.testing.support.Await;

/** The server that the tests run on, as its module describes it in system properties. */
final class Server {
    private static final Duration LOGGED = Duration.ofSeconds(60);

    private Server() {
    }

    /** As it stands in the table. */
    static String name() {
        return System.getProperty("it.server");
    }

    static URI url(String path) {
        return URI.create(System.getProperty("it.url") + path);
    }

    /** The address of a health check of MicroProfile Health, which some servers have at another port. */
    static URI health(String path) {
        return URI.create(System.getProperty("it.health.url") + path);
    }

    /** Where its HTTPS listener is, whose certificate is for this host and issued by {@link #authority()}. */
    static String tls() {
        return "localhost:" + System.getProperty("it.https.port");
    }

    /** Whom to trust who dials {@link #tls()}. */
    static PrivateAuthority authority() {
        return PrivateAuthority.in(Path.of(System.getProperty("it.tls")));
    }

    /** The key of a deployment at a context path. */
    static String key(String path) {
        return url("").getHost() + ":" + url("").getPort() + path;
    }

    /** A port that is free for a registry of a test's own. */
    static int registryPort() {
        return Integer.getInteger("it.registry.port");
    }

    static Path log() {
        return Path.of(System.getProperty("it.log"));
    }

    /** Waits until the log has texts. A server may write them some time after what they tell of. */
    static void awaitLogged(String... texts) {
        awaitLogged(0, texts);
    }

    /** As {@link #awaitLogged(String...)}, behind so many characters. */
    static void awaitLogged(int behind, String... texts) {
        Await.until(List.of(texts) + " in " + log(), LOGGED, () -> {
            String all = Files.readString(log());
            String since = all.substring(Math.min(behind, all.length()));
            return Stream.of(texts).allMatch(since::contains);
        });
    }

    /**
     * Asserts that a server refuses a deployment for reasons that contain some texts. The log has the reasons if the server
     * tells the one who deploys only that it failed.
     */
    static void assertRefused(Deployer deployer, String deployment, String... reasons) throws IOException {
        int logged = Files.readString(log()).length();
        Throwable failure = catchThrowable(() -> deployer.deploy(deployment));
        assertThat(failure).as(deployment + " must not be deployed").isNotNull();
        if (tellsFailures()) {
            assertThat(Stream.iterate(failure, cause -> cause != null, Throwable::getCause).map(Throwable::toString)
                    // WildFly tells it as a text in a text
                    .collect(Collectors.joining("\n")).replace("\\\"", "\"")).contains(reasons);
        } else {
            awaitLogged(logged, reasons);
        }
    }

    /** Under which name a file is deployed at the root context: where no descriptor says so, the name must. */
    static String rootName(String name) {
        return Boolean.getBoolean("it.root-by-name") ? "ROOT.war" : name;
    }

    /** Returns whether the server gives the reason of a failure to the one who deploys. Otherwise only the log has it. */
    private static boolean tellsFailures() {
        return Boolean.getBoolean("it.tells-failures");
    }
}

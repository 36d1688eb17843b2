package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standalone registry speaks TLS, with a certificate that it is given. */
class TlsIT {

    private static final String PASSWORD = "open-sesame";
    private static final String KEY_STORE = "-Dmicro.registry-server.tls.key-store=";
    private static final String KEY_STORE_PASSWORD = "-Dmicro.registry-server.tls.key-store-password=" + PASSWORD;

    @TempDir
    private static Path directory;

    private static Path own;
    private static Path client;

    @BeforeAll
    static void generate() throws Exception {
        own = generate("own", "-ext", "san=ip:127.0.0.1");
        client = generate("client");
    }

    /** A certificate that is its own authority, so that the same file is the trust of the other end. */
    private static Path generate(String name, String... options) throws Exception {
        Path file = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", name,
                "-dname", "CN=" + name, "-keyalg", "EC", "-validity", "2", "-keystore", file.toString(), "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        return file;
    }

    private static KeyStore load(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        }
    }

    private static HttpClient trusting(Path presented) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(own));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(presented == null ? null : load(presented), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static int status(HttpClient http, URI page) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** A stack trace for each would let anybody who reaches the port fill the disk. */
    @Test
    void malformedHellosFillNoLog() throws Exception {
        byte[] hello = new byte[70_000];
        System.arraycopy(new byte[] { 0x16, 0x03, 0x01, (byte) 0xff, (byte) 0xff }, 0, hello, 0, 5);
        try (RegistryProcess registry = RegistryProcess.start(KEY_STORE + own, KEY_STORE_PASSWORD)) {
            for (int i = 0; i < 200; i++) {
                try (Socket socket = new Socket("127.0.0.1", registry.port())) {
                    socket.getOutputStream().write(hello);
                    while (socket.getInputStream().read() >= 0) {
                        // until the server closes it, after its line
                    }
                } catch (SocketException reset) {
                    // it closes without having read all
                }
            }
            assertThat(status(trusting(null), registry.page())).isEqualTo(200);
            assertThat(
                    registry.errors().lines().filter(line -> line.contains("Error running socket processor")).count())
                    .isBetween(1L, 120L);
        }
    }

    @Test
    void pageAndNodesAreServedByTlsOnly() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(KEY_STORE + own, KEY_STORE_PASSWORD)) {
            assertThat(registry.page().getScheme()).isEqualTo("https");
            HttpClient http = trusting(null);
            assertThat(status(http, registry.page())).isEqualTo(200);
            WebSocket node = http.newWebSocketBuilder().buildAsync(
                    URI.create("wss://127.0.0.1:" + registry.port() + "/127.0.0.1/19121/tester"),
                    new WebSocket.Listener() {
                    }).get(60, TimeUnit.SECONDS);
            node.abort();
            assertThat(status(HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + registry.port() + "/")))
                    .as("without TLS").isEqualTo(400);
            assertThatThrownBy(() -> status(HttpClient.newHttpClient(), registry.page()))
                    .as("without trust").isInstanceOf(SSLHandshakeException.class);
            assertThat(registry.errors()).doesNotContain("Exception", "WARN", PASSWORD);
        }
    }

    @Test
    void onlyThoseWithACertificateAreLetInWhereThatIsAskedFor() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(KEY_STORE + own, KEY_STORE_PASSWORD,
                "-Dmicro.registry-server.tls.trust-store=" + client,
                "-Dmicro.registry-server.tls.trust-store-password=" + PASSWORD)) {
            assertThat(status(trusting(client), registry.page())).isEqualTo(200);
            assertThatThrownBy(() -> status(trusting(null), registry.page())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> status(trusting(own), registry.page())).isInstanceOf(IOException.class);
        }
    }

    /** The other end of the proof: {@code OtherProofsTest}. */
    @Test
    void aCertificateProvesTheNamespaceThatItNames() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(KEY_STORE + own, KEY_STORE_PASSWORD,
                "-Dmicro.registry-server.tls.trust-store=" + client, "-Dmicro.security.mode=required",
                "-Dmicro.registry-server.tls.trust-store-password=" + PASSWORD, "-Dmicro.security.certificates=true")) {
            String node = "wss://127.0.0.1:" + registry.port() + "/127.0.0.1/19123/";
            WebSocket link = trusting(client).newWebSocketBuilder().buildAsync(URI.create(node + "client"),
                    new WebSocket.Listener() {
                    }).get(60, TimeUnit.SECONDS);
            link.abort();
            assertThatThrownBy(() -> trusting(client).newWebSocketBuilder().buildAsync(URI.create(node + "payments"),
                    new WebSocket.Listener() {
                    }).get(60, TimeUnit.SECONDS)).cause().isInstanceOfSatisfying(WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
            registry.awaitError("the certificate is that of another namespace (micro.security.certificates): it is for"
                    + " client");
        }
    }

    @Test
    void aFileThatIsNotThere() throws Exception {
        RegistryProcess.Ended ended = RegistryProcess.run(Map.of(), List.of(), "--port", "0", "--host", "127.0.0.1",
                "--key-store", "/nowhere/own.p12");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors()).contains("micro.registry-server.tls.key-store=/nowhere/own.p12: expected a file that"
                + " can be read");
    }

    @Test
    void aPasswordThatDoesNotOpenIt() throws Exception {
        RegistryProcess.Ended ended = RegistryProcess.run(
                Map.of("MICRO_REGISTRY_SERVER_TLS_KEY_STORE_PASSWORD", "pst-secret"), List.of(), "--port", "0",
                "--host", "127.0.0.1", "--key-store", own.toString());
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors()).contains("micro.registry-server.tls.key-store=" + own
                + ": expected a file that micro.registry-server.tls.key-store-password opens")
                .doesNotContain("pst-secret");
    }

    /** An operator may put an old file in its place: the certificate that clients accept stays. */
    @Test
    void aCertificateThatHasEndedReplacesNoOther() throws Exception {
        Path file = Files.copy(own, directory.resolve("replaced.p12"));
        Path ended = generate("ended", "-startdate", "-10d", "-ext", "san=ip:127.0.0.1");
        try (RegistryProcess registry = RegistryProcess.start(KEY_STORE + file, KEY_STORE_PASSWORD)) {
            Files.move(ended, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            registry.awaitError("a certificate that is valid now (NotAfter: ");
            assertThat(status(trusting(null), registry.page())).isEqualTo(200);
        }
    }

    /** A new certificate under load: connections that are open go on, new ones have the new certificate. */
    @Test
    void aCertificateThatChangesIsUsedWithoutAFailedCall() throws Exception {
        Path file = Files.copy(own, directory.resolve("changing.p12"));
        Path later = generate("later", "-ext", "san=ip:127.0.0.1");
        // the node sends no heartbeats
        try (RegistryProcess registry = RegistryProcess.start(KEY_STORE + file, KEY_STORE_PASSWORD,
                "-Dmicro.registry-server.heartbeat-timeout=1h")) {
            HttpClient early = trusting(null);
            WebSocket node = early.newWebSocketBuilder().buildAsync(
                    URI.create("wss://127.0.0.1:" + registry.port() + "/127.0.0.1/19122/tester"),
                    new WebSocket.Listener() {
                    }).get(60, TimeUnit.SECONDS);
            assertThat(status(early, registry.page())).isEqualTo(200);
            AtomicInteger calls = new AtomicInteger();
            AtomicBoolean ended = new AtomicBoolean();
            // both clients trust both certificates: one keeps its connection, the other opens one for each call
            SSLContext both = trust(own, later);
            Callable<Void> load = () -> {
                HttpClient kept = HttpClient.newBuilder().sslContext(both).build();
                while (!ended.get()) {
                    assertThat(status(kept, registry.page())).isEqualTo(200);
                    assertThat(status(HttpClient.newBuilder().sslContext(both).build(), registry.page()))
                            .isEqualTo(200);
                    calls.addAndGet(2);
                }
                return null;
            };
            FutureTask<Void> caller = new FutureTask<>(load);
            new Thread(caller, "caller").start();
            HttpClient newOnly = HttpClient.newBuilder().sslContext(trust(later)).build();
            Files.write(file, new byte[] { 1, 2, 3 });
            registry.awaitError("MICRO009101");
            // so that the registry does not close it for being idle
            assertThat(status(early, registry.page())).isEqualTo(200);
            assertThatThrownBy(() -> status(newOnly, registry.page())).isInstanceOf(IOException.class);
            Files.move(later, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            registry.awaitError("MICRO009100");
            assertThat(status(early, registry.page())).isEqualTo(200);
            assertThat(status(newOnly, registry.page())).as("the new certificate").isEqualTo(200);
            assertThatThrownBy(() -> status(trusting(null), registry.page())).isInstanceOf(IOException.class);
            int before = calls.get();
            while (calls.get() < before + 20 && !caller.isDone()) {
                Thread.onSpinWait();
            }
            ended.set(true);
            caller.get(30, TimeUnit.SECONDS);
            assertThat(node.isInputClosed()).as("the link of a node").isFalse();
            assertThat(status(early, registry.page())).as("an open connection").isEqualTo(200);
            node.abort();
        }
    }

    private static SSLContext trust(Path... files) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        all.load(null, null);
        for (Path file : files) {
            KeyStore store = load(file);
            String alias = store.aliases().nextElement();
            all.setCertificateEntry(alias, store.getCertificate(alias));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(all);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

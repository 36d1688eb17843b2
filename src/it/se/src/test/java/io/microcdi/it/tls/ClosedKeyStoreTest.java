package io.microcdi.it.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.it.front.TlsFront;

/**
 * A JVM that is told where its key store is, and not how to open it, as GlassFish's is: the JDK has no context of TLS
 * there, and Tyrus's transport fails whatever context it is given. A node needs neither, unless it is to present itself.
 */
@Timeout(180)
@Tag("slow")
class ClosedKeyStoreTest {

    private static final char[] PASSWORD = PrivateAuthority.PASSWORD.toCharArray();

    @TempDir
    private Path directory;

    private PrivateAuthority authority;
    private Path own;
    private Shop shop;
    private TlsFront registry;

    @BeforeEach
    void open() {
        authority = PrivateAuthority.create(directory);
        own = authority.issue("own", "localhost");
        shop = new Shop();
        registry = shop.registryFront(own);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "JKS", "PKCS12" })
    void aNodeWithATrustStoreJoins(String type) throws Exception {
        assertThat(join(List.of(closed(type)), List.of(authority.trustedPem().toString()))).contains(Registrar.JOINED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "JKS", "PKCS12" })
    void aNodeWithoutATrustStoreTrustsTheAuthoritiesOfTheJvm(String type) throws Exception {
        assertThat(join(List.of(closed(type)), List.of())).contains("the certificate is not trusted");
        List<String> trusting = List.of(closed(type), "-Djavax.net.ssl.trustStore=" + authority.trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + PrivateAuthority.PASSWORD);
        assertThat(join(trusting, List.of())).contains(Registrar.JOINED);
    }

    /** The option that names the store. */
    private String closed(String type) throws Exception {
        Path file = directory.resolve("closed." + type);
        KeyStore from = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(own)) {
            from.load(in, PASSWORD);
        }
        KeyStore to = KeyStore.getInstance(type);
        to.load(null, null);
        to.setKeyEntry("own", from.getKey("own", PASSWORD), PASSWORD, from.getCertificateChain("own"));
        try (OutputStream out = Files.newOutputStream(file)) {
            to.store(out, PASSWORD);
        }
        return "-Djavax.net.ssl.keyStore=" + file;
    }

    private String join(List<String> options, List<String> trusted) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.addAll(List.of(Registrar.class.getName(), "wss://localhost:" + registry.port()));
        command.addAll(trusted);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes());
        } finally {
            process.destroyForcibly();
        }
    }
}

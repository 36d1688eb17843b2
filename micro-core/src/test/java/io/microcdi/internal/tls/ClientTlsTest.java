package io.microcdi.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.testing.LogCapture;

/** Valid values of {@code micro.tls.*}, and the messages for invalid ones. */
class ClientTlsTest {

    private static final String PASSWORD = "open sesame";

    @TempDir
    private Path directory;

    private static ClientTls read(String... keysAndValues) {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            texts.put("micro.tls." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return ClientTls.of(MicroConfig.read(key -> Optional.ofNullable(texts.get(key)), ConfigKeys.ALL));
    }

    /** A trust store that is set, and not used, would restrict nobody. */
    @ParameterizedTest
    @ValueSource(strings = { "micro.tls.trust-store", "micro.tls.trust-store-password", "micro.tls.key-store",
            "micro.tls.key-store-password" })
    void aSettingBesideAContextOfTheProgramIsRefused(String key) throws Exception {
        SSLContext context = SSLContext.getDefault();
        MicroConfig config = MicroConfig.read(name -> Optional.ofNullable(name.equals(key) ? "/etc/pki" : null),
                ConfigKeys.ALL);
        assertThatThrownBy(() -> ClientTls.of(context, config)).isInstanceOf(ConfigException.class)
                .hasMessageContaining(key + "=").hasMessageContaining("SSLContext");
        assertThat(ClientTls.of(context, MicroConfig.defaults()).context()).isSameAs(context);
    }

    @Test
    void withoutSettingsItIsTheJvmsContext() throws Exception {
        assertThat(read().context()).isSameAs(SSLContext.getDefault());
    }

    /** The authorities of the JVM would be trusted, or no certificate would be shown, and nothing would tell why. */
    @ParameterizedTest
    @ValueSource(strings = { "trust-store", "key-store" })
    void aPasswordWithoutItsFileIsASettingToCorrect(String file) {
        assertThatThrownBy(() -> read(file + "-password", PASSWORD)).isInstanceOf(ConfigException.class)
                .hasMessage("micro.tls." + file + "-password=" + Excerpts.HIDDEN + ": expected also micro.tls." + file
                        + ", the file that it opens");
    }

    @ParameterizedTest
    @ValueSource(strings = { "PKCS12", "JKS" })
    void aTrustStoreMayBeOfEitherType(String type) throws Exception {
        String store = StoreFiles.trusting(directory, type).toString();
        assertThat(read("trust-store", store, "trust-store-password", PASSWORD).context())
                .isNotNull();
    }

    @Test
    void theCertificateOfAPrivateKeyIsTrustedTooWhereItIsAskedFor() throws Exception {
        Path file = StoreFiles.withKey(directory);
        KeyStore store = KeyStoreFile.trustStore(ConfigKeys.TLS_TRUST_STORE, file.toString(), Optional.of(PASSWORD));
        assertThat(Collections.list(store.aliases())).hasSize(1).allMatch(alias -> isCertificate(store, alias));
    }

    private static boolean isCertificate(KeyStore store, String alias) {
        try {
            return store.isCertificateEntry(alias);
        } catch (KeyStoreException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void certificatesMayBePem() throws Exception {
        assertThat(read("trust-store", StoreFiles.pem(directory, 2).toString()).context())
                .isNotNull();
    }

    @Test
    void aChangedFileIsReadAgainAndAnInvalidOneIsNot() throws Exception {
        AtomicLong now = new AtomicLong();
        String store = StoreFiles.pem(directory, 1).toString();
        MicroConfig config = MicroConfig.read(key -> Optional.of(store).filter(any -> key.equals(
                ConfigKeys.TLS_TRUST_STORE.name())), ConfigKeys.ALL);
        ClientTls tls = ClientTls.of(config, now::get);
        SSLContext first = tls.context();
        StoreFiles.pem(directory, 2);
        assertThat(tls.context()).isSameAs(first);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        SSLContext second = tls.context();
        assertThat(second).isNotSameAs(first);
        try (LogCapture log = new LogCapture("io.microcdi.tls")) {
            Files.writeString(Path.of(store), "no certificate");
            for (int i = 0; i < 3; i++) {
                now.addAndGet(TimeUnit.SECONDS.toNanos(1));
                assertThat(tls.context()).isSameAs(second);
            }
            assertThat(log.messages()).singleElement().asString().contains("micro.tls.trust-store");
        }
    }

    @Test
    void aChangedFileThatCouldNotBeReadIsReadUntilItCan() throws Exception {
        AtomicLong now = new AtomicLong();
        Path store = StoreFiles.pem(directory, 2);
        byte[] next = Files.readAllBytes(store);
        StoreFiles.pem(directory, 1);
        MicroConfig config = MicroConfig.read(key -> Optional.of(store.toString()).filter(any -> key.equals(
                ConfigKeys.TLS_TRUST_STORE.name())), ConfigKeys.ALL);
        ClientTls tls = ClientTls.of(config, now::get);
        SSLContext first = tls.context();
        Files.write(store, new byte[next.length]);
        FileTime time = Files.getLastModifiedTime(store);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(tls.context()).isSameAs(first);
        // as if only the rights of the file had changed: its time, its size and its place stay
        Files.write(store, next);
        Files.setLastModifiedTime(store, time);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(tls.context()).isNotSameAs(first);
    }

    /** An operator may put an old file in its place. At the start nothing is there that would be better. */
    @Test
    void aCertificateThatHasEndedReplacesNoOther() throws Exception {
        AtomicLong now = new AtomicLong();
        Path store = StoreFiles.selfSigned(directory, "valid", "+0d");
        Path ended = StoreFiles.selfSigned(directory, "ended", "-10d");
        byte[] valid = Files.readAllBytes(store);
        Map<String, String> texts = Map.of(ConfigKeys.TLS_KEY_STORE.name(), store.toString(),
                ConfigKeys.TLS_KEY_STORE_PASSWORD.name(), PASSWORD);
        MicroConfig config = MicroConfig.read(key -> Optional.ofNullable(texts.get(key)), ConfigKeys.ALL);
        try (LogCapture log = new LogCapture("io.microcdi.tls")) {
            ClientTls tls = ClientTls.of(config, now::get);
            assertThat(log.messages()).isEmpty();
            SSLContext first = tls.context();
            Files.write(store, Files.readAllBytes(ended));
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(tls.context()).isSameAs(first);
            assertThat(log.messages()).singleElement().asString().contains("MICRO001900",
                    "micro.tls.key-store=" + store + ": expected a certificate that is valid now (NotAfter: ");
            ClientTls started = ClientTls.of(config, now::get);
            assertThat(log.messages()).hasSize(2).last().asString().contains("MICRO001902",
                    "micro.tls.key-store=" + store, "NotAfter: ");
            Files.write(store, valid);
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(tls.context()).as("of the file that is valid again").isNotSameAs(first);
            assertThat(started.context()).isNotNull();
        }
    }

    @Test
    void aKeyStoreGivesTheNodeACertificateOfItsOwn() throws Exception {
        String store = StoreFiles.withKey(directory).toString();
        assertThat(read("key-store", store, "key-store-password", PASSWORD).context())
                .isNotNull();
    }

    @Test
    void aFileThatIsMissingIsNamedWithItsKey() {
        String missing = directory.resolve("missing.p12").toString();
        assertThatThrownBy(() -> read("trust-store", missing)).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("micro.tls.trust-store=" + missing + ": expected a file that can be read")
                .hasMessageContaining("NoSuchFileException");
        assertThatThrownBy(() -> read("key-store", directory.toString()))
                .hasMessageStartingWith("micro.tls.key-store=" + directory + ": expected a file that can be read");
        assertThatThrownBy(() -> read("key-store", "a\0b"))
                .hasMessageContaining("expected the path of a file");
    }

    @Test
    void aWrongPasswordIsNotRepeated() throws Exception {
        String trust = StoreFiles.trusting(directory, "PKCS12").toString();
        String key = StoreFiles.withKey(directory).toString();
        assertThatThrownBy(() -> read("trust-store", trust, "trust-store-password", "pst-secret"))
                .hasMessage("micro.tls.trust-store=" + trust
                        + ": expected a file that micro.tls.trust-store-password opens")
                .hasNoCause();
        assertThatThrownBy(() -> read("key-store", key, "key-store-password", "pst-secret"))
                .hasMessage("micro.tls.key-store=" + key + ": expected a file that micro.tls.key-store-password opens");
    }

    @Test
    void aMissingPasswordIsAskedFor() throws Exception {
        String trust = StoreFiles.trusting(directory, "PKCS12").toString();
        assertThatThrownBy(() -> read("trust-store", trust))
                .hasMessageContaining("micro.tls.trust-store-password opens");
        String key = StoreFiles.withKey(directory).toString();
        assertThatThrownBy(() -> read("key-store", key)).hasMessageContaining("micro.tls.key-store-password opens");
    }

    @Test
    void aStoreWithoutWhatIsNeededIsRefused() throws Exception {
        String empty = StoreFiles.withoutEntries(directory).toString();
        assertThatThrownBy(() -> read("trust-store", empty, "trust-store-password", PASSWORD))
                .hasMessageContaining("expected certificates in it");
        String trust = StoreFiles.trusting(directory, "PKCS12").toString();
        assertThatThrownBy(() -> read("key-store", trust, "key-store-password", PASSWORD))
                .hasMessageContaining("with a private key");
        assertThatThrownBy(() -> read("key-store", StoreFiles.pem(directory, 1).toString()))
                .hasMessageContaining("with a private key");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" })
    void aFileOfAnotherFormatIsRefusedByName(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("text"), text);
        assertThatThrownBy(() -> read("trust-store", file.toString())).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("micro.tls.trust-store=" + file + ": expected ");
    }
}

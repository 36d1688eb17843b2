package io.microcdi.internal.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.ReloadedFile;
import io.microcdi.internal.wire.Excerpts;

/** The TLS settings for dialling {@code wss} addresses. Thread-safe. */
public final class ClientTls {

    private final SSLContext chosen;
    /** The context of the files that the settings name; {@code null} if they name none. */
    private final ReloadedFile<SSLContext> files;
    private final boolean hasKeys;
    /**
     * The context for a JVM whose default context is unusable. All dials share it, because there is one client for each
     * context.
     */
    private SSLContext fallback;

    private ClientTls(SSLContext chosen, ReloadedFile<SSLContext> files, boolean hasKeys) {
        this.chosen = chosen;
        this.files = files;
        this.hasKeys = hasKeys;
    }

    /**
     * Returns the settings of a context that the program has made.
     *
     * @param config may have no key of {@code micro.tls.*}
     * @throws ConfigException if it has one, which would have no effect. The message names the key
     */
    public static ClientTls of(SSLContext context, MicroConfig config) {
        KeyStoreFile.checkUnset(config,
                List.of(ConfigKeys.TLS_TRUST_STORE, ConfigKeys.TLS_TRUST_STORE_PASSWORD, ConfigKeys.TLS_KEY_STORE,
                        ConfigKeys.TLS_KEY_STORE_PASSWORD),
                "no value, because the application has an SSLContext of its own, which is used for all dials");
        return new ClientTls(context, null, true);
    }

    /**
     * Returns the settings of {@code micro.tls.*}. The files are read now, and again when they have changed. If a file
     * becomes invalid, the certificates that were read before stay in use.
     *
     * @throws ConfigException if a file cannot be used. The message names its key
     */
    public static ClientTls of(MicroConfig config) {
        return of(config, System::nanoTime);
    }

    /**
     * As {@link #of(MicroConfig)}.
     *
     * @param clock gives nanoseconds
     */
    static ClientTls of(MicroConfig config, LongSupplier clock) {
        KeyStoreFile.checkPassword(config, ConfigKeys.TLS_TRUST_STORE, ConfigKeys.TLS_TRUST_STORE_PASSWORD,
                config.find(ConfigKeys.TLS_TRUST_STORE));
        KeyStoreFile.checkPassword(config, ConfigKeys.TLS_KEY_STORE, ConfigKeys.TLS_KEY_STORE_PASSWORD,
                config.find(ConfigKeys.TLS_KEY_STORE));
        List<String> files = Stream.of(ConfigKeys.TLS_TRUST_STORE, ConfigKeys.TLS_KEY_STORE)
                .flatMap(key -> config.find(key).stream()).toList();
        boolean hasKeys = config.find(ConfigKeys.TLS_KEY_STORE).isPresent()
                || files.isEmpty() && System.getProperty("javax.net.ssl.keyStore") != null;
        AtomicBoolean again = new AtomicBoolean();
        return new ClientTls(null, files.isEmpty() ? null
                : new ReloadedFile<>(files, clock, () -> read(config, again.getAndSet(true)),
                        changed -> TlsLog.LOG.filesRead(),
                        failure -> TlsLog.LOG.filesNotRead(Excerpts.of(failure))),
                hasKeys);
    }

    private static SSLContext read(MicroConfig config, boolean again) {
        Optional<KeyStore> trusted = config.find(ConfigKeys.TLS_TRUST_STORE).map(path -> KeyStoreFile
                .trustStore(ConfigKeys.TLS_TRUST_STORE, path, config.find(ConfigKeys.TLS_TRUST_STORE_PASSWORD)));
        Optional<KeyManager[]> own = config.find(ConfigKeys.TLS_KEY_STORE)
                .map(path -> keys(path, config.find(ConfigKeys.TLS_KEY_STORE_PASSWORD), again));
        return context(own, trusted);
    }

    /**
     * Returns the context for the next dial. Without settings it is the JVM's default context at the time of this call,
     * because a server may set that context at any time.
     *
     * @throws IllegalStateException if TLS cannot be set up
     */
    public SSLContext context() {
        return chosen != null ? chosen : files != null ? files.current() : ofTheJvm();
    }

    /** Returns whether the node may present a certificate of its own. The keys of a context that the program has set are not known. */
    public boolean mayPresentCertificate() {
        return hasKeys;
    }

    /**
     * Returns the JVM's default context. The JVM has none if it cannot open its own key store, as on GlassFish. Then a
     * context with only the JVM's trust store is returned.
     */
    private synchronized SSLContext ofTheJvm() {
        if (fallback == null) {
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                fallback = context(Optional.empty(), Optional.empty());
            }
        }
        return fallback;
    }

    /**
     * Makes a context. Without keys, the node presents no certificate. Without a trust store, it uses that of the JVM.
     */
    private static SSLContext context(Optional<KeyManager[]> keys, Optional<KeyStore> trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.orElse(null), trusted.isEmpty() ? null : trust(trusted.get()), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(String path, Optional<String> password, boolean again) {
        KeyStore store = KeyStoreFile.keyStore(ConfigKeys.TLS_KEY_STORE, path, password);
        KeyStoreFile.checkTime(ConfigKeys.TLS_KEY_STORE, path, store, again);
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password.map(String::toCharArray).orElse(null));
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new ConfigException(ConfigKeys.TLS_KEY_STORE.name(), path,
                    "a key that " + ConfigKeys.TLS_KEY_STORE_PASSWORD.name() + " opens (" + e.getMessage() + ")");
        }
    }
}

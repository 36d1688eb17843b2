package io.microcdi.internal.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
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

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SSLContext chosen;
    /** The settings whose files are read again when they change; {@code null} if there are none. */
    private final MicroConfig files;
    private final LongSupplier clock;
    private SSLContext ofFiles;
    /** The times of change and the sizes of the files that are in use. */
    private String version;
    private boolean failed;
    private long lookedAt;
    /**
     * The context for a JVM whose default context is unusable. All dials share it, because there is one client for each
     * context.
     */
    private SSLContext fallback;

    private ClientTls(SSLContext chosen, MicroConfig files, LongSupplier clock) {
        this.clock = clock;
        this.chosen = chosen;
        this.files = files;
        if (files != null) {
            version = version(files);
            ofFiles = read(files);
            lookedAt = clock.getAsLong();
        }
    }

    /** Returns the settings of a context that the program has made. */
    public static ClientTls of(SSLContext context) {
        return new ClientTls(context, null, System::nanoTime);
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
        boolean hasFiles = Stream.of(ConfigKeys.TLS_TRUST_STORE, ConfigKeys.TLS_KEY_STORE)
                .anyMatch(key -> config.find(key).isPresent());
        return new ClientTls(null, hasFiles ? config : null, clock);
    }

    private static SSLContext read(MicroConfig config) {
        Optional<KeyStore> trusted = config.find(ConfigKeys.TLS_TRUST_STORE).map(path -> KeyStoreFile
                .trustStore(ConfigKeys.TLS_TRUST_STORE, path, config.find(ConfigKeys.TLS_TRUST_STORE_PASSWORD)));
        Optional<KeyManager[]> own = config.find(ConfigKeys.TLS_KEY_STORE)
                .map(path -> keys(path, config.find(ConfigKeys.TLS_KEY_STORE_PASSWORD)));
        return context(own, trusted);
    }

    private static String version(MicroConfig config) {
        return Stream.of(ConfigKeys.TLS_TRUST_STORE, ConfigKeys.TLS_KEY_STORE)
                .flatMap(key -> config.find(key).stream()).map(ReloadedFile::version)
                .collect(Collectors.joining(" "));
    }

    /** Returns the context of the files, which is a new one after a file has changed. */
    private synchronized SSLContext current() {
        long now = clock.getAsLong();
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            String found = version(files);
            if (found.equals(version)) {
                failed = false;
            } else {
                try {
                    ofFiles = read(files);
                    version = found;
                    failed = false;
                    TlsLog.LOG.filesRead();
                } catch (ConfigException | IllegalStateException e) {
                    // it may be readable a moment later, without another time of change: it is read until it is valid
                    if (!failed) {
                        failed = true;
                        TlsLog.LOG.filesNotRead(Excerpts.of(e));
                    }
                }
            }
        }
        return ofFiles;
    }

    /**
     * Returns the context for the next dial. Without settings it is the JVM's default context at the time of this call,
     * because a server may set that context at any time.
     *
     * @throws IllegalStateException if TLS cannot be set up
     */
    public SSLContext context() {
        return chosen != null ? chosen : files != null ? current() : ofTheJvm();
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

    private static KeyManager[] keys(String path, Optional<String> password) {
        KeyStore store = KeyStoreFile.keyStore(ConfigKeys.TLS_KEY_STORE, path, password);
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

package io.microcdi.internal.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/**
 * The TLS by which {@code wss} addresses are dialled. Thread-safe.
 */
public final class ClientTls {

    private final SSLContext chosen;
    /** Instead of the JVM's where that has none; one for all dials, since a client belongs to a context. */
    private SSLContext fallback;

    private ClientTls(SSLContext chosen) {
        this.chosen = chosen;
    }

    /** What the program has made. */
    public static ClientTls of(SSLContext context) {
        return new ClientTls(context);
    }

    /**
     * What {@code micro.tls.*} says. Files are read now, and not again.
     *
     * @throws ConfigException if a file cannot be used; names its key
     */
    public static ClientTls of(MicroConfig config) {
        Optional<KeyStore> trusted = config.find(ConfigKeys.TLS_TRUST_STORE).map(path -> KeyStoreFile
                .trustStore(ConfigKeys.TLS_TRUST_STORE, path, config.find(ConfigKeys.TLS_TRUST_STORE_PASSWORD)));
        Optional<KeyManager[]> own = config.find(ConfigKeys.TLS_KEY_STORE)
                .map(path -> keys(path, config.find(ConfigKeys.TLS_KEY_STORE_PASSWORD)));
        if (trusted.isEmpty() && own.isEmpty()) {
            return new ClientTls(null);
        }
        return of(context(own, trusted));
    }

    /**
     * The context by which to dial now; without settings that of the JVM as it is at this call, which a server may have set.
     *
     * @throws IllegalStateException if TLS cannot be set up
     */
    public SSLContext context() {
        return chosen != null ? chosen : ofTheJvm();
    }

    /** It has none where its own key store cannot be opened, as on GlassFish; it trusts somebody all the same. */
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

    /** Without keys nobody is presented; trust is that of the JVM where there is no other. */
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

package io.microcdi.internal.registry.tomcat;

import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

import io.microcdi.config.ConfigException;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.ReloadedFile;
import io.microcdi.internal.registry.launcher.Arguments;
import io.microcdi.internal.registry.web.RegistryServerKeys;
import io.microcdi.internal.tls.KeyStoreFile;

/**
 * TLS for the registry's port. If a file of it changes, new connections have the new certificate and authorities. Open
 * connections stay as they are. A file that is not valid changes nothing.
 */
final class TlsPort {

    private static final long CHECK_INTERVAL_SECONDS = 1;

    private final MicroConfig config;
    private final String keyStore;
    private final Optional<String> trustStore;
    /** The times of change and the sizes of the files that are in use. */
    private String version;
    private boolean failed;

    private TlsPort(MicroConfig config, String keyStore) {
        this.config = config;
        this.keyStore = keyStore;
        this.trustStore = config.find(RegistryServerKeys.TLS_TRUST_STORE);
    }

    /**
     * Configures TLS for a connector if a certificate is configured.
     *
     * @return empty if the connector uses no TLS
     * @throws ConfigException if a file cannot be used, or a setting has no effect without another one
     */
    static Optional<TlsPort> configure(Connector connector, MicroConfig config, Arguments arguments) {
        Optional<String> keyStore = arguments.keyStore().or(() -> config.find(RegistryServerKeys.TLS_KEY_STORE));
        Optional<String> trustStore = config.find(RegistryServerKeys.TLS_TRUST_STORE);
        KeyStoreFile.checkPassword(config, RegistryServerKeys.TLS_KEY_STORE, RegistryServerKeys.TLS_KEY_STORE_PASSWORD,
                keyStore);
        KeyStoreFile.checkPassword(config, RegistryServerKeys.TLS_TRUST_STORE,
                RegistryServerKeys.TLS_TRUST_STORE_PASSWORD, trustStore);
        if (trustStore.isPresent() && keyStore.isEmpty()) {
            throw new ConfigException(RegistryServerKeys.TLS_TRUST_STORE.name(), trustStore.get(),
                    "also " + RegistryServerKeys.TLS_KEY_STORE.name()
                            + " or --key-store: without a certificate of its own"
                            + " the registry speaks no TLS, and asks nobody for a certificate");
        }
        Optional<TlsPort> tls = keyStore.map(file -> new TlsPort(config, file));
        tls.ifPresent(port -> {
            connector.setProperty("SSLEnabled", "true");
            connector.setSecure(true);
            connector.setScheme("https");
            port.version = port.versions();
            connector.addSslHostConfig(port.read(false));
        });
        return tls;
    }

    /** Looks each second whether a file has changed, until the connector stops. */
    void follow(Connector connector) {
        connector.getProtocolHandler().getUtilityExecutor().scheduleWithFixedDelay(
                new RepeatedTask(() -> readAgain((AbstractHttp11Protocol<?>) connector.getProtocolHandler())),
                CHECK_INTERVAL_SECONDS, CHECK_INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    private void readAgain(AbstractHttp11Protocol<?> protocol) {
        String found = versions();
        if (found.equals(version)) {
            return;
        }
        try {
            protocol.addSslHostConfig(read(true), true);
            version = found;
            failed = false;
            TomcatLog.LOG.certificateRead();
        } catch (RuntimeException e) {
            // the file may be half written: it is read again until it is valid
            if (!failed) {
                failed = true;
                TomcatLog.LOG.certificateNotRead(String.valueOf(e.getMessage()));
            }
        }
    }

    private String versions() {
        return Stream.concat(Stream.of(keyStore), trustStore.stream())
                .map(ReloadedFile::version).collect(Collectors.joining(" "));
    }

    private SSLHostConfig read(boolean again) {
        SSLHostConfig host = new SSLHostConfig();
        host.addCertificate(
                certificate(host, keyStore, config.find(RegistryServerKeys.TLS_KEY_STORE_PASSWORD), again));
        trustStore.ifPresent(trusted -> {
            host.setTrustStore(KeyStoreFile.trustStore(RegistryServerKeys.TLS_TRUST_STORE, trusted,
                    config.find(RegistryServerKeys.TLS_TRUST_STORE_PASSWORD)));
            host.setCertificateVerification("required");
        });
        return host;
    }

    private static SSLHostConfigCertificate certificate(SSLHostConfig host, String file, Optional<String> password,
            boolean again) {
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host,
                SSLHostConfigCertificate.Type.UNDEFINED);
        KeyStore store = KeyStoreFile.keyStore(RegistryServerKeys.TLS_KEY_STORE, file, password);
        KeyStoreFile.checkTime(RegistryServerKeys.TLS_KEY_STORE, file, store, again);
        certificate.setCertificateKeystore(store);
        password.ifPresent(certificate::setCertificateKeystorePassword);
        return certificate;
    }
}

package io.microcdi.internal.registry.tomcat;

import java.util.Optional;

import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.launcher.Arguments;
import io.microcdi.internal.registry.web.RegistryServerKeys;
import io.microcdi.internal.tls.KeyStoreFile;

/** Configures TLS for the registry's port if a certificate is configured. */
final class TlsPort {

    private TlsPort() {
    }

    /**
     * Configures a connector.
     *
     * @return whether the connector uses TLS
     * @throws io.microcdi.config.ConfigException if a file cannot be used
     */
    static boolean configure(Connector connector, MicroConfig config, Arguments arguments) {
        Optional<String> keyStore = arguments.keyStore().or(() -> config.find(RegistryServerKeys.TLS_KEY_STORE));
        keyStore.ifPresent(file -> {
            SSLHostConfig host = new SSLHostConfig();
            host.addCertificate(certificate(host, file, config.find(RegistryServerKeys.TLS_KEY_STORE_PASSWORD)));
            config.find(RegistryServerKeys.TLS_TRUST_STORE).ifPresent(trusted -> {
                host.setTrustStore(KeyStoreFile.trustStore(RegistryServerKeys.TLS_TRUST_STORE, trusted,
                        config.find(RegistryServerKeys.TLS_TRUST_STORE_PASSWORD)));
                host.setCertificateVerification("required");
            });
            connector.setProperty("SSLEnabled", "true");
            connector.setSecure(true);
            connector.setScheme("https");
            connector.addSslHostConfig(host);
        });
        return keyStore.isPresent();
    }

    private static SSLHostConfigCertificate certificate(SSLHostConfig host, String file, Optional<String> password) {
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host,
                SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystore(KeyStoreFile.keyStore(RegistryServerKeys.TLS_KEY_STORE, file, password));
        password.ifPresent(certificate::setCertificateKeystorePassword);
        return certificate;
    }
}

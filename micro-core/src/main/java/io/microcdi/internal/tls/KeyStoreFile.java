package io.microcdi.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.ValueType;
import io.microcdi.internal.wire.Excerpts;

/**
 * Reads key stores from files: PKCS12, JKS and all other formats that the JVM recognises. It also reads PEM files with
 * one or more certificates. Errors name the configuration key and the path, never a password.
 */
public final class KeyStoreFile {

    private static final String PEM = "-----BEGIN ";

    private KeyStoreFile() {
    }

    /**
     * Reads the trusted certificates. It also reads the certificates of private keys, which not every program trusts.
     *
     * @param key the configuration key of the path. The key of the password has the same name with {@code -password}
     * @throws ConfigException if the file cannot be read, has an unknown format, or has no certificate
     */
    public static KeyStore trustStore(ConfigKey<String> key, String path, Optional<String> password) {
        try {
            List<Certificate> certificates = certificates(read(key, path, password));
            if (certificates.isEmpty()) {
                throw new ConfigException(key.name(), path, "certificates in it that " + passwordOf(key) + " opens");
            }
            return storeOf(certificates);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("certificates cannot be kept in memory: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a private key and its certificates.
     *
     * @param key the configuration key of the path. The key of the password has the same name with {@code -password}
     * @throws ConfigException if the file cannot be read, is not a key store, or has no private key
     */
    public static KeyStore keyStore(ConfigKey<String> key, String path, Optional<String> password) {
        KeyStore store = read(key, path, password);
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return store;
                }
            }
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
        throw new ConfigException(key.name(), path,
                "a key store, as of type PKCS12, with a private key that " + passwordOf(key) + " opens");
    }

    /**
     * Checks that the certificates of private keys are valid at this time. Peers refuse others.
     *
     * @param key the configuration key of the path
     * @param replaces whether the file replaces one that is in use. Otherwise an invalid certificate is only logged: nothing
     *        is there that would be better
     * @throws ConfigException if the file replaces one, and a certificate has ended or is not valid yet
     */
    public static void checkTime(ConfigKey<String> key, String path, KeyStore store, boolean replaces) {
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    certificate.checkValidity();
                }
            }
        } catch (CertificateException e) {
            if (replaces) {
                throw new ConfigException(key.name(), path, "a certificate that is valid now (" + e.getMessage() + ")");
            }
            TlsLog.LOG.certificateNotValid(key.name(), Excerpts.of(path), Excerpts.of(e.getMessage()));
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Checks that a password has its file. Otherwise the file would be missing in silence, and TLS would be less strict
     * than it is meant.
     *
     * @param key the configuration key of the path
     * @param passwordKey the key of the password
     * @param path the path, wherever it is configured; empty for none
     * @throws ConfigException if there is a password and no path
     */
    public static void checkPassword(MicroConfig config, ConfigKey<String> key, ConfigKey<String> passwordKey,
            Optional<String> path) {
        if (path.isEmpty()) {
            checkUnset(config, List.of(passwordKey), "also " + key.name() + ", the file that it opens");
        }
    }

    /**
     * Checks that settings which would have no effect are not set.
     *
     * @param expected what is expected in place of a value
     * @throws ConfigException if one of them is set
     */
    public static void checkUnset(MicroConfig config, List<ConfigKey<String>> keys, String expected) {
        for (ConfigKey<String> key : keys) {
            config.find(key).ifPresent(text -> {
                throw new ConfigException(key.name(), key.type().equals(ValueType.SECRET) ? Excerpts.HIDDEN : text,
                        expected);
            });
        }
    }

    private static KeyStore read(ConfigKey<String> key, String path, Optional<String> password) {
        try {
            Path file = Path.of(path);
            byte[] bytes = Files.readAllBytes(file);
            return new String(bytes, StandardCharsets.ISO_8859_1).contains(PEM) ? storeOf(pem(bytes))
                    : KeyStore.getInstance(file.toFile(), password.map(String::toCharArray).orElse(null));
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? new ConfigException(key.name(), path, "a file that " + passwordOf(key) + " opens")
                    : new ConfigException(key.name(), path, "a file that can be read (" + e + ")");
        } catch (InvalidPathException e) {
            throw new ConfigException(key.name(), path, "the path of a file (" + e.getReason() + ")");
        } catch (GeneralSecurityException e) {
            throw new ConfigException(key.name(), path,
                    "a key store of type PKCS12 or JKS, or certificates as PEM (" + e.getMessage() + ")");
        }
    }

    private static List<Certificate> pem(byte[] text) throws GeneralSecurityException {
        return List.copyOf(
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(text)));
    }

    private static List<Certificate> certificates(KeyStore store) throws KeyStoreException {
        List<Certificate> certificates = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            Certificate certificate = store.getCertificate(alias);
            if (certificate != null) {
                certificates.add(certificate);
            }
        }
        return certificates;
    }

    private static KeyStore storeOf(List<Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("certificate-" + i, certificates.get(i));
        }
        return store;
    }

    private static String passwordOf(ConfigKey<String> key) {
        return key.name() + "-password";
    }
}

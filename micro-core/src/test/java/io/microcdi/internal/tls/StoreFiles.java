package io.microcdi.internal.tls;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.stream.Stream;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Stores in files, made of authorities that this JVM trusts anyway. */
final class StoreFiles {

    private static final String PASSWORD = "open sesame";

    private StoreFiles() {
    }

    static X509Certificate authority() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Stream.of(factory.getTrustManagers()).map(manager -> (X509TrustManager) manager)
                .flatMap(manager -> Stream.of(manager.getAcceptedIssuers())).findFirst().orElseThrow();
    }

    static Path trusting(Path directory, String type) throws Exception {
        KeyStore store = empty(type);
        store.setCertificateEntry("authority", authority());
        return write(store, directory.resolve("trust." + type.toLowerCase(java.util.Locale.ROOT)));
    }

    static Path withoutEntries(Path directory) throws Exception {
        return write(empty("PKCS12"), directory.resolve("empty.p12"));
    }

    static Path withKey(Path directory) throws Exception {
        KeyStore store = empty("PKCS12");
        store.setKeyEntry("own", KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate(),
                PASSWORD.toCharArray(), new Certificate[] { authority() });
        return write(store, directory.resolve("key.p12"));
    }

    /** A key with a certificate of its own for a day, from a time such as {@code -10d}. */
    static Path selfSigned(Path directory, String name, String from) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", "EC", "-startdate", from, "-validity",
                "1", "-keystore", file.toString(), "-storepass", PASSWORD).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
        return file;
    }

    static Path pem(Path directory, int copies) throws Exception {
        String one = "# a comment\n-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(authority().getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        return Files.writeString(directory.resolve("trust.pem"), one.repeat(copies), StandardCharsets.US_ASCII);
    }

    private static KeyStore empty(String type) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        return store;
    }

    private static Path write(KeyStore store, Path file) throws Exception {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}

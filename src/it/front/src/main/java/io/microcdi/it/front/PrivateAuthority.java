package io.microcdi.it.front;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority that nobody else trusts, made by the JDK's {@code keytool} in a directory of the test. */
public final class PrivateAuthority {

    /** The password of all stores of this authority. */
    public static final String PASSWORD = "changeit";

    private static final String OWN = "authority";

    private final Path directory;
    private final Path store;

    private PrivateAuthority(Path directory) {
        this.directory = directory;
        this.store = directory.resolve("authority.p12");
    }

    /** Makes one, in a directory that may be missing and must have no other. */
    public static PrivateAuthority create(Path directory) {
        try {
            Files.createDirectories(directory);
            PrivateAuthority authority = new PrivateAuthority(directory);
            authority.generate(OWN, "CN=Authority of a test", "-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign");
            authority.write("trust.p12", null);
            Files.writeString(directory.resolve("trust.pem"), Pem.of(authority.certificates(OWN)[0]));
            return authority;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes one for a build, and has it issue a certificate.
     *
     * @param args the directory; the base name of the certificate's files; its hosts
     */
    public static void main(String[] args) {
        create(Path.of(args[0])).issue(args[1], Arrays.copyOfRange(args, 2, args.length));
    }

    /** One that was made before, in this directory; it can issue more. */
    public static PrivateAuthority in(Path directory) {
        return new PrivateAuthority(directory);
    }

    /** A key store of type PKCS12 with the authority's certificate. */
    public Path trustStore() {
        return directory.resolve("trust.p12");
    }

    /** The authority's certificate as PEM. */
    public Path trustedPem() {
        return directory.resolve("trust.pem");
    }

    /** A context of a program that trusts the authority, and presents nothing. */
    public SSLContext context() {
        try (InputStream in = Files.newInputStream(trustStore())) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(in, PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Issues a certificate.
     *
     * @param name what its files are called
     * @param hosts names and IPv4 addresses that are in it
     * @return a key store of type PKCS12 with the key, the certificate and the authority's; beside it the same as PEM, with
     *         {@code .key} and {@code .pem} for {@code .p12}
     */
    public Path issue(String name, String... hosts) {
        String alternatives = Stream.of(hosts).map(host -> (host.matches("[0-9.]+") ? "ip:" : "dns:") + host)
                .collect(Collectors.joining(","));
        generate(name, "CN=" + name, "-signer", OWN, "-ext", "san=" + alternatives);
        Path issued = write(name + ".p12", name);
        try {
            Files.writeString(directory.resolve(name + ".pem"),
                    Stream.of(certificates(name)).map(Pem::of).collect(Collectors.joining()));
            Files.writeString(directory.resolve(name + ".key"), Pem.of(key(name)));
            return issued;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void generate(String alias, String subject, String... options) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                .toString(), "-genkeypair", "-alias", alias, "-dname", subject, "-keyalg", "EC", "-groupname",
                "secp256r1", "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " failed: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One entry in a store of its own; that of the authority is without its key. */
    private Path write(String file, String alias) {
        Path written = directory.resolve(file);
        try (OutputStream out = Files.newOutputStream(written)) {
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            if (alias == null) {
                one.setCertificateEntry(OWN, certificates(OWN)[0]);
            } else {
                one.setKeyEntry(alias, key(alias), PASSWORD.toCharArray(), certificates(alias));
            }
            one.store(out, PASSWORD.toCharArray());
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Certificate[] certificates(String alias) {
        try {
            return all().getCertificateChain(alias);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Key key(String alias) {
        try {
            return all().getKey(alias, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore all() throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore loaded = KeyStore.getInstance("PKCS12");
            loaded.load(in, PASSWORD.toCharArray());
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

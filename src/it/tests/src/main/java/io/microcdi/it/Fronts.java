package io.microcdi.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.it.front.TlsFront;

/** TLS in front of the server under test, by authorities that nobody knows but this JVM. */
final class Fronts implements AutoCloseable {
    /** The authority that applications trust. */
    final PrivateAuthority trusted;
    /** An authority that applications do not trust. */
    final PrivateAuthority foreign;
    /** With a certificate of this host. */
    final TlsFront here;
    /** With a certificate of another host. */
    final TlsFront elsewhere;

    private Fronts(Path directory) {
        trusted = PrivateAuthority.create(directory.resolve("trusted"));
        foreign = PrivateAuthority.create(directory.resolve("foreign"));
        int port = Server.url("").getPort();
        here = TlsFront.listen(trusted.issue("here", "localhost", "127.0.0.1")).leadTo(port);
        elsewhere = TlsFront.listen(trusted.issue("elsewhere", "elsewhere.example")).leadTo(port);
    }

    static Fronts open() {
        try {
            Path target = Files.createDirectories(Path.of(System.getProperty("it.target")));
            return new Fronts(Files.createTempDirectory(target, "tls-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of a configuration that trusts an authority. */
    static String[] trusting(PrivateAuthority authority, String... more) {
        String[] lines = new String[more.length + 2];
        lines[0] = "micro.tls.trust-store=" + authority.trustStore();
        lines[1] = "micro.tls.trust-store-password=" + PrivateAuthority.PASSWORD;
        System.arraycopy(more, 0, lines, 2, more.length);
        return lines;
    }

    @Override
    public void close() {
        here.close();
        elsewhere.close();
    }
}

package io.microcdi.it.front;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Ends TLS in front of a plain port of loopback, and passes the bytes on in both directions. It knows neither HTTP nor
 * WebSocket, so that whatever arrives behind it was said inside TLS.
 */
public final class TlsFront implements AutoCloseable {

    private static final int BACKLOG = 50;
    private static final int CONNECT_MILLIS = 30_000;

    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile int target;
    private volatile SSLContext context;
    private volatile boolean asks;

    private TlsFront(ServerSocket listening) {
        this.listening = listening;
    }

    /**
     * Begins to listen on a free port of loopback. A connection that comes before {@link #leadTo} is refused.
     *
     * @param keyStore as of {@link PrivateAuthority#issue}
     */
    public static TlsFront listen(Path keyStore) {
        return listen(keyStore, null);
    }

    /** As {@link #listen(Path)}, for those only who present a certificate that an authority has issued. */
    public static TlsFront listen(Path keyStore, Path trustStore) {
        try {
            TlsFront front = new TlsFront(new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1")));
            front.use(keyStore, trustStore == null ? new Path[0] : new Path[] { trustStore });
            start("tls-front", front::accept);
            return front;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes another certificate for the connections that come from now on. Open ones stay.
     *
     * @param trustStores the authorities one of which must have issued the certificate of a client; none to ask for none
     */
    public void use(Path keyStore, Path... trustStores) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(keyStore), PrivateAuthority.PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (int i = 0; i < trustStores.length; i++) {
                KeyStore store = load(trustStores[i]);
                trusted.setCertificateEntry("authority-" + i, store.getCertificate(store.aliases().nextElement()));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trustStores.length == 0 ? null : trusted);
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            asks = trustStores.length > 0;
            context = made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Passes on to a port of 127.0.0.1 from now on. */
    public TlsFront leadTo(int port) {
        target = port;
        return this;
    }

    /** How many connections have spoken TLS to the end of the handshake. */
    public int accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        end(listening::close);
        open.forEach(socket -> end(socket::close));
    }

    private void accept() throws IOException {
        while (true) {
            Socket plain = listening.accept();
            open.add(plain);
            start("tls-front-in", () -> serve(secure(plain)));
        }
    }

    private SSLSocket secure(Socket plain) throws IOException {
        SSLSocket outer = (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        outer.setUseClientMode(false);
        outer.setNeedClientAuth(asks);
        open.remove(plain);
        open.add(outer);
        return outer;
    }

    private void serve(Socket outer) throws IOException {
        Socket inner = new Socket();
        open.add(inner);
        int first;
        try {
            first = outer.getInputStream().read(); // after the handshake
            if (first >= 0) {
                accepted.incrementAndGet();
                inner.connect(new InetSocketAddress("127.0.0.1", target), CONNECT_MILLIS);
            }
        } catch (IOException e) {
            close(outer, inner);
            throw e;
        }
        if (first < 0) {
            close(outer, inner);
            return;
        }
        start("tls-front-out", () -> {
            try {
                inner.getInputStream().transferTo(outer.getOutputStream());
            } finally {
                close(outer, inner);
            }
        });
        try {
            inner.getOutputStream().write(first);
            outer.getInputStream().transferTo(inner.getOutputStream());
        } finally {
            // not both sockets: bytes that the target has sent before may still be on their way to the other end
            end(inner::shutdownOutput);
        }
    }

    private void close(Socket outer, Socket inner) {
        open.remove(outer);
        open.remove(inner);
        end(outer::close);
        end(inner::close);
    }

    private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PrivateAuthority.PASSWORD.toCharArray());
            return store;
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void start(String name, Action action) {
        Thread thread = new Thread(() -> end(action), name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Sockets that break, and handshakes that fail, are what the tests are about: the other end tells. */
    private static void end(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            // as above
        }
    }
}

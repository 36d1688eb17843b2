package io.microcdi.internal.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import javax.net.ssl.SSLContext;

import org.jboss.logging.Logger;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.tls.TlsFailure;

/**
 * Dials by the WebSocket client of the JDK, the same on every server. It never waits for a socket, checks that a
 * certificate is that of the dialled host, follows no redirect, uses no proxy, and keeps no cookie. Thread-safe.
 *
 * <p>There is one client for {@code ws} and one for each TLS context, made at the first dial. A client has a thread of the
 * JDK's that selects ready sockets. With {@code ws} that thread also hands messages to their receivers, which never block;
 * a link that has much to receive goes on by the executor after each {@link DialledSocket turn}.
 */
public final class HttpClientDialer implements Dialer, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(HttpClientDialer.class);

    private final SessionOptions options;
    private final Duration connectTimeout;
    private final ClientTls tls;
    private final Timer timer;
    private final Executor executor;
    private final ApplicationContext application = ApplicationContext.current();
    private final HandshakeGuard guard;
    private final Set<DialledSocket> open = ConcurrentHashMap.newKeySet();
    private HttpClient plain;
    private HttpClient secure;
    private SSLContext secureContext;

    /**
     * A dialler.
     *
     * @param options how sockets are used
     * @param connectTimeout how long a handshake may take
     * @param tls how {@code wss} addresses are dialled
     * @param executor does the work of TLS, and of links that have much to receive; must never reject
     */
    public HttpClientDialer(SessionOptions options, Duration connectTimeout, ClientTls tls, Timer timer,
            Executor executor) {
        this.options = options;
        this.connectTimeout = connectTimeout;
        this.tls = tls;
        this.timer = timer;
        this.executor = executor;
        this.guard = new HandshakeGuard(timer);
    }

    @Override
    public CompletableFuture<Void> dial(URI url, Function<Transport, Receiver> opened) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            begin(url, opened, result);
        } catch (IOException | RuntimeException e) {
            result.completeExceptionally(explained(e));
        }
        return result;
    }

    private void begin(URI url, Function<Transport, Receiver> opened, CompletableFuture<Void> result)
            throws IOException {
        resolve(url);
        DialledSocket socket = new DialledSocket(options.maxMessage(), opened, application, timer, executor, open);
        // before the handshake begins: its answer may come while this thread is still here
        Consumer<IOException> end = result::completeExceptionally;
        guard.watch(url, end);
        result.whenComplete((open, failure) -> guard.forget(url, end));
        CompletableFuture<WebSocket> handshake = client(url).newWebSocketBuilder().connectTimeout(connectTimeout)
                .buildAsync(url, socket);
        // an end of the dial, by a timeout or by its owner, ends the handshake and the socket, whichever there is
        result.whenComplete((open, failure) -> {
            if (failure != null) {
                handshake.cancel(true);
                socket.giveUp();
            }
        });
        handshake.whenComplete((webSocket, failure) -> {
            if (failure == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(explained(failure));
            }
        });
    }

    /** Here, since the client itself would do so on a thread that has other work. The JVM remembers the answer. */
    private static void resolve(URI url) throws IOException {
        if (url.getHost() == null) {
            throw new IOException(
                    "\"" + url.getRawAuthority() + "\" is no host that can be dialled: a name has letters,"
                            + " digits, - and . only");
        }
        try {
            InetAddress.getByName(url.getHost());
        } catch (UnknownHostException e) {
            throw new IOException("the host " + url.getHost() + " is not known here", e);
        }
    }

    private synchronized HttpClient client(URI url) {
        if (!"wss".equals(url.getScheme())) {
            if (plain == null) {
                plain = make(HttpClient.newBuilder().executor(Runnable::run));
            }
            return plain;
        }
        SSLContext context = tls.context();
        if (secure == null || secureContext != context) {
            // its links go on
            end(secure, "shutdown");
            secureContext = context;
            secure = make(HttpClient.newBuilder().executor(executor).sslContext(context));
        }
        return secure;
    }

    /** The client's thread takes the class loader of the thread that makes it, and on JDK 17 lives until it is collected. */
    private HttpClient make(HttpClient.Builder builder) {
        return new ApplicationContext(ClassLoader.getPlatformClassLoader()).call(() -> builder
                .version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY).cookieHandler(guard).build());
    }

    private static IOException explained(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause()
                : failure;
        if (cause instanceof WebSocketHandshakeException refused) {
            return new IOException("answered the handshake with HTTP status " + refused.getResponse().statusCode(),
                    cause);
        }
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = TlsFailure.explain(cause).orElse(text(cause.getMessage() == null ? root : cause));
        return new IOException(text, cause);
    }

    private static String text(Throwable failure) {
        // a refused connection has no message of its own before JDK 21
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() != null ? failure.getMessage()
                : failure instanceof java.net.ConnectException || name.equals("ClosedChannelException")
                        ? "connection refused"
                        : name;
    }

    /** Ends the clients and what sockets are left, whose links have been closed; the next dial makes new clients. */
    @Override
    public synchronized void close() {
        open.forEach(DialledSocket::giveUp);
        end(plain, "shutdownNow");
        end(secure, "shutdownNow");
        plain = null;
        secure = null;
        secureContext = null;
    }

    /** Since JDK 21 a client can be told to end; before, its thread ends when it has been collected. */
    private static void end(HttpClient client, String method) {
        if (client != null) {
            try {
                HttpClient.class.getMethod(method).invoke(client);
            } catch (NoSuchMethodException older) {
                LOG.trace("the client ends when it is collected");
            } catch (ReflectiveOperationException e) {
                LOG.debugf(e, "the client could not be ended");
            }
        }
    }
}

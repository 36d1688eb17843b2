package io.microcdi.internal.websocket;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.concurrent.Causes;
import io.microcdi.internal.concurrent.LoopWatch;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.BusyServerException;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.node.ForbiddenHandshakeException;
import io.microcdi.internal.security.DialRules;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.tls.TlsFailure;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Dials by the WebSocket client of the JDK, which is the same on every server. It never blocks on a socket. It checks
 * that a certificate belongs to the dialled host. It follows no redirect, uses no proxy, and stores no cookies.
 * Thread-safe.
 *
 * <p>There is one client for {@code ws} and one for each TLS context. Each is made at its first dial. Other dials have one
 * of their own only after {@linkplain OversizedAnswers answers} that the client does not clean up. A client has a
 * selector thread of the JDK. With {@code ws}, that thread also passes messages to their receivers, which never block.
 * A link with many messages continues on the executor after each {@link DialledSocket turn}.
 */
public final class HttpClientDialer implements Dialer, AutoCloseable {

    /** How long the answer to a handshake may still come after the dial was given up, in nanoseconds. */
    private static final long CANCEL_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = Logger.getLogger(HttpClientDialer.class);

    private static final String LEAVING = "this node is leaving";
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    private final SessionOptions options;
    private final Duration connectTimeout;
    private final Duration tcpTimeout;
    private final ClientTls tls;
    private final Timer timer;
    private final Executor executor;
    private final ApplicationContext application = ApplicationContext.current();
    private final HandshakeGuard guard;
    private final OversizedAnswers oversized;
    private final Set<DialledSocket> open = ConcurrentHashMap.newKeySet();
    /** The handshakes in progress, also those of dials that were given up. */
    private final Set<Consumer<IOException>> handshakes = ConcurrentHashMap.newKeySet();
    private Client plain;
    private Client secure;
    private SSLContext secureContext;
    /** How often the dialler was closed. A dial that began before its last end opens nothing. */
    private int closings;

    /**
     * A client of the JDK.
     *
     * @param thread its thread, which selects all its sockets; {@code null} if it is not known
     */
    private record Client(HttpClient http, @Nullable Thread thread) {

        /** Returns whether its thread has ended, as for want of memory: no socket of it is read, and no dial ends. */
        boolean isDead() {
            return thread != null && !thread.isAlive();
        }

        /**
         * Returns an object that says whether the client has ended, with its sockets and its memory. It refers to neither
         * the client nor its thread, so that the client can be garbage collected.
         */
        BooleanSupplier end() {
            if (thread == null) {
                return () -> false;
            }
            Reference<Thread> reference = new WeakReference<>(thread);
            return () -> {
                Thread left = reference.get();
                return left == null || !left.isAlive();
            };
        }
    }

    /**
     * Makes a dialler.
     *
     * @param options the options of sockets
     * @param connectTimeout the longest time of a handshake
     * @param tcpTimeout the longest time of a TCP connect with {@code ws}. If packets are dropped, a new connect comes
     *        through sooner than the old one, whose pauses between two packets grow. With {@code wss} the client cannot
     *        distinguish it from the handshake of TLS, which may take long if many nodes dial
     * @param tls the TLS settings for {@code wss} addresses
     * @param executor runs the work of TLS, and of links with many messages. It must never reject a task
     */
    public HttpClientDialer(SessionOptions options, Duration connectTimeout, Duration tcpTimeout, ClientTls tls,
            Timer timer, Executor executor) {
        this.options = options;
        this.connectTimeout = connectTimeout;
        this.tcpTimeout = tcpTimeout;
        this.tls = tls;
        this.timer = timer;
        this.executor = executor;
        this.guard = new HandshakeGuard(timer, executor);
        this.oversized = new OversizedAnswers(timer);
    }

    @Override
    public CompletableFuture<Void> dial(URI url, String authorization, Function<Transport, Receiver> opened) {
        return dial(url, authorization, DialRules.Check.NONE, opened);
    }

    @Override
    public CompletableFuture<Void> dial(URI url, String authorization, DialRules.Check check,
            Function<Transport, Receiver> opened) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            int before = closings();
            check.check(resolve(url));
            oversized.check(url);
            begin(url, authorization, opened, result, before);
        } catch (IOException | RuntimeException e) {
            result.completeExceptionally(explained(e, url));
        } catch (Error e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    @Override
    public boolean mayPresentCertificate() {
        return tls.mayPresentCertificate();
    }

    private synchronized int closings() {
        return closings;
    }

    /**
     * Begins a handshake.
     *
     * @param before how often the dialler had been closed before the name was resolved, which may take long
     */
    private void begin(URI url, String authorization, Function<Transport, Receiver> opened,
            CompletableFuture<Void> result, int before) throws IOException {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        // the thread that selects the sockets may run this too
        Consumer<IOException> end = reason -> application.runReading(() -> {
            result.completeExceptionally(reason);
            ended.complete(null);
        });
        DialledSocket socket = new DialledSocket("wss".equals(url.getScheme()), options.maxMessage(), transport -> {
            guard.forget(url, end); // the handshake is complete, and the client says so only later
            return opened.apply(transport);
        }, application, timer, executor, open, guard);
        // before the handshake begins, because its answer may come while this thread is still in this method
        guard.watch(url, end);
        handshakes.add(end);
        boolean alone = oversized.isSuspect(url);
        Client client;
        CompletableFuture<WebSocket> handshake;
        try {
            client = client(url, alone, before);
            WebSocket.Builder builder = client.http().newWebSocketBuilder().connectTimeout(connectTimeout);
            if (authorization != null) {
                builder.header("Authorization", authorization);
            }
            handshake = builder.buildAsync(url, socket);
        } catch (Throwable e) {
            forget(url, end);
            throw e;
        }
        ended.thenRun(() -> handshake.cancel(true));
        // a dial that is given up closes its socket, or ends its handshake if the answer does not come soon
        result.whenComplete((open, failure) -> {
            if (failure != null) {
                socket.giveUp();
            }
            if (result.isCancelled()) {
                timer.after(CANCEL_DELAY_NANOS, () -> handshake.cancel(true));
            } else if (failure != null) {
                handshake.cancel(true);
            }
        });
        // the thread that selects the sockets may run this, and what the application does then
        handshake.whenComplete((webSocket, failure) -> application.runReading(() -> {
            forget(url, end);
            if (failure == null) {
                oversized.succeeded(url);
                result.complete(null);
            } else {
                if (oversized.failed(url, failure, alone ? null : client.end())) {
                    forgetClients();
                }
                if (alone) {
                    end(client, "shutdownNow");
                }
                result.completeExceptionally(explained(failure, url));
            }
        }));
    }

    private void forget(URI url, Consumer<IOException> handshake) {
        guard.forget(url, handshake);
        handshakes.remove(handshake);
    }

    /**
     * Resolves the host name on this thread. The client itself would do it on a thread that has other work. The JVM
     * caches the answer for the client, for 30 seconds unless configured, so that the client nearly always dials the
     * address which was checked. The client cannot be given the address itself: it would send it as the requested host.
     */
    private static InetAddress resolve(URI url) throws IOException {
        if (url.getHost() == null) {
            throw new IOException(
                    "\"" + Excerpts.of(url.getRawAuthority()) + "\" is no host that can be dialled: a name has letters,"
                            + " digits, - and . only");
        }
        try {
            return InetAddress.getByName(url.getHost());
        } catch (UnknownHostException e) {
            throw new IOException("the host " + url.getHost() + " is not known here", e);
        }
    }

    private synchronized Client client(URI url, boolean alone, int before) throws IOException {
        if (closings != before) {
            throw new IOException(LEAVING);
        }
        return alone ? alone(url) : client(url);
    }

    private Client client(URI url) {
        if (!"wss".equals(url.getScheme())) {
            if (plain == null || isReplaced(plain, false)) {
                plain = make(plainBuilder());
            }
            return plain;
        }
        SSLContext context = tls.context();
        if (secure == null || secureContext != context || isReplaced(secure, true)) {
            // shut down in order: the links of the old client stay open
            end(secure, "shutdown");
            secureContext = context;
            secure = make(secureBuilder(context));
        }
        return secure;
    }

    /** Drops both shared clients. Each ends with its last link, and with it the memory that it holds for failed dials. */
    private synchronized void forgetClients() {
        end(plain, "shutdown");
        end(secure, "shutdown");
        plain = null;
        secure = null;
    }

    /** Makes a client for one dial. Only the handshake, and later the link, refers to it. */
    private Client alone(URI url) {
        return make("wss".equals(url.getScheme()) ? secureBuilder(tls.context()) : plainBuilder());
    }

    private HttpClient.Builder plainBuilder() {
        return HttpClient.newBuilder().connectTimeout(tcpTimeout).executor(guard::run);
    }

    private HttpClient.Builder secureBuilder(SSLContext context) {
        return HttpClient.newBuilder().executor(executor).sslContext(context);
    }

    /** Returns whether a client is dead. Its links end then, so that they are dialled again. */
    private boolean isReplaced(Client client, boolean ofSecure) {
        boolean dead = client.isDead();
        if (dead) {
            LoopWatch.logEnded(client.thread().getName());
            List<DialledSocket> left = open.stream().filter(socket -> socket.isSecure() == ofSecure).toList();
            // on another thread, because the application gets the ends of these links
            executor.execute(() -> left.forEach(DialledSocket::cutOff));
        }
        return dead;
    }

    /**
     * Makes a client, with the platform class loader as the context class loader. The client's thread inherits the
     * context class loader. On JDK 17 it lives until the client is garbage collected, and would hold the application's
     * class loader until then.
     */
    private Client make(HttpClient.Builder builder) {
        Set<Thread> others = threads();
        HttpClient http = new ApplicationContext(ClassLoader.getPlatformClassLoader()).call(() -> builder
                .version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY).cookieHandler(guard).build());
        Set<Thread> own = threads();
        own.removeAll(others);
        // several: another program has made a client meanwhile
        return new Client(http, own.size() == 1 ? own.iterator().next() : null);
    }

    /** Returns the threads of the JDK's clients that this thread can see, among them one that it has just started. */
    private static Set<Thread> threads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        Thread[] all = new Thread[2 * group.activeCount() + 8];
        int count = group.enumerate(all);
        return Arrays.stream(all, 0, count).filter(thread -> thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private IOException explained(Throwable failure, URI url) {
        Throwable cause = Causes.unwrapped(failure);
        // the client's message repeats unreadable parts of an answer, and the application may log the causes of its
        // failures
        Throwable safe = LoggedThrowable.of(cause);
        if (cause instanceof WebSocketHandshakeException refused) {
            int status = refused.getResponse().statusCode();
            String text = "answered the handshake with HTTP status " + status + cure(status, url);
            if (status == FORBIDDEN) {
                return new ForbiddenHandshakeException(text, safe);
            }
            String later = refused.getResponse().headers().firstValue("Retry-After").orElse("");
            return status == UNAVAILABLE && later.matches("[0-9]{1,9}")
                    ? new BusyServerException(text, Integer.parseInt(later), safe)
                    : new IOException(text, safe);
        }
        if (cause instanceof HttpTimeoutException) {
            return new IOException(timeout(cause instanceof HttpConnectTimeoutException), safe);
        }
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = TlsFailure.explain(cause).orElse(text(cause.getMessage() == null ? root : cause));
        return new IOException(Excerpts.message(text), safe);
    }

    /** Returns the text for a time that has passed. Usually the node itself ends the dial, at about the same time. */
    private String timeout(boolean connecting) {
        return connecting
                ? "Connection timeout: the TCP connect timed out after " + tcpTimeout.toMillis() + " ms ("
                        + ConfigKeys.CONNECT_TIMEOUT.name() + ")"
                : "Connection timeout: the WebSocket handshake timed out after " + connectTimeout.toMillis() + " ms ("
                        + ConfigKeys.CONNECT_TIMEOUT.name() + ", at a registry "
                        + ConfigKeys.REGISTRY_CONNECT_TIMEOUT.name() + ")";
    }

    /**
     * Returns the possible causes if a node has sent this status. The answer itself gives no reason: only the logs of that
     * node do.
     */
    private static String cure(int status, URI url) {
        return switch (status) {
            case BAD_REQUEST -> "ws".equals(url.getScheme()) ? HandshakeGuard.EXPECTS_TLS : "";
            case UNAUTHORIZED ->
                ": set " + ConfigKeys.SECURITY_SECRET.name() + " to the same secret here and there, or "
                        + ConfigKeys.SECURITY_NAMES.name() + " there; io.microcdi.audit at the other end says which";
            case FORBIDDEN ->
                ": set " + ConfigKeys.ANNOUNCE_RANGES.name() + " or " + ConfigKeys.ANNOUNCE_NAMES.name()
                        + " there, or prove the namespace (token, certificate); io.microcdi.audit there says which";
            case UNAVAILABLE -> ": it starts, leaves, or takes no more links (" + ConfigKeys.MAX_LINKS.name() + ", "
                    + ConfigKeys.MAX_LINKS_PER_ADDRESS.name() + " there); its log says which";
            default -> "";
        };
    }

    private static String text(Throwable failure) {
        // before JDK 21, the exception of a refused connection has no message
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() != null ? failure.getMessage()
                : failure instanceof java.net.ConnectException || name.equals("ClosedChannelException")
                        ? "connection refused"
                        : name;
    }

    /**
     * Ends the clients, the handshakes, and the remaining sockets, whose links are closed already. The next dial makes new
     * clients.
     */
    @Override
    public void close() {
        synchronized (this) {
            closings++;
            forgetClients();
            secureContext = null;
        }
        // no alarm ends them after this, and on JDK 17 no client does
        handshakes.forEach(end -> end.accept(new IOException(LEAVING)));
        open.forEach(DialledSocket::cutOff);
    }

    /**
     * Ends a client, which is possible since JDK 21. In earlier versions its thread ends when the client has been
     * garbage collected.
     */
    private static void end(@Nullable Client client, String how) {
        if (client != null) {
            try {
                HttpClient.class.getMethod(how).invoke(client.http());
            } catch (NoSuchMethodException older) {
                LOG.trace("the client ends when it is collected");
            } catch (ReflectiveOperationException e) {
                LOG.debugf(e, "the client could not be ended");
            }
        }
    }
}

package io.microcdi.internal.call;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallInterceptor;
import io.microcdi.MicroCall;
import io.microcdi.MicroCaller;
import io.microcdi.MicroPeer;
import io.microcdi.config.CallbackMode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.ValueType;
import io.microcdi.error.CallDetails;
import io.microcdi.error.MicroException;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.concurrent.CallbackStage;
import io.microcdi.internal.concurrent.ReadingThread;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.config.ScopedSettings;
import io.microcdi.internal.discovery.Directory;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.route.ExceptionMappers;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Metadata;

/** Makes calls by the registries and links of one node. */
public final class DefaultCaller implements MicroCaller {

    /** The largest number of remembered namespaces. It is bounded because a name may come from outside. */
    private static final int MAX_REMEMBERED = 1_000;
    private static final String NO_NAMESPACE = "the namespace is null";

    private final MicroConfig config;
    private final CallContext context;
    private final InstanceChoice choice;
    private final StickyPeers sticky;
    /** {@code null} if there are none. */
    private final @Nullable Interceptors interceptors;
    private final Executor callbacks;
    /** Captures the context of the calling thread. Supplies {@code null} if the thread has none. */
    private volatile @Nullable Supplier<? extends @Nullable Executor> contexts;
    /** The names of the metadata that nested calls take over. */
    private final List<String> propagated;
    /** The calls without settings of their own, by namespace. They are immutable, so they can be shared. */
    private final Map<String, CallBuilder> plain = new ConcurrentHashMap<>();
    /** The namespaces with an instance that {@link #ejectedOfCalled} has seen. */
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    /** The budget for the retries of all namespaces that are not remembered. */
    private final RetryBudget others;

    /** Makes the caller of a node. */
    public DefaultCaller(Node node, Directory directory, MicroConfig config) {
        this(node, directory, config, List.of());
    }

    /** Makes the caller of a node whose calls are intercepted. */
    public DefaultCaller(Node node, Directory directory, MicroConfig config,
            List<? extends CallInterceptor> interceptors) {
        this.interceptors = Interceptors.of(interceptors, node.environment().timer());
        this.config = config;
        this.context = new CallContext(node, directory, new OutlierEjection(node.environment().timer()),
                new CallCounters(), SlowCalls.of(config));
        this.others = new RetryBudget(context.now());
        this.choice = new InstanceChoice(context);
        this.callbacks = config.get(ConfigKeys.CALLBACKS) == CallbackMode.INLINE ? Runnable::run
                : node.environment().callbacks();
        this.propagated = config.get(ConfigKeys.PROPAGATE);
        this.sticky = new StickyPeers(this, context);
        node.ownCalls(context.open()::close);
    }

    /**
     * Lets the dependents of asynchronous calls run with the context of the thread that makes the call. It has no effect if
     * dependents run inline.
     *
     * @param capture returns an executor that runs a task on the same thread, with the context of the thread that called
     *        {@code get}; {@code null} for the threads of the application that have no context of their own
     */
    public void captureContexts(Supplier<? extends @Nullable Executor> capture) {
        if (config.get(ConfigKeys.CALLBACKS) != CallbackMode.INLINE) {
            contexts = capture;
        }
    }

    /** Forgets which instances have failed, and ends the calls that pause. Called when the node has stopped. */
    public void forget() {
        Steps.run(() -> Steps.each(context.pausing(), CallOperation::stopped), context.ejection()::clear);
    }

    /** Returns the counters of calls. */
    public CallCounters counters() {
        return context.counters();
    }

    /** Returns the mappers between the application's exceptions and answers. */
    public ExceptionMappers exceptionMappers() {
        return context.node().exceptionMappers();
    }

    /** Returns a peer for a link. */
    public MicroPeer peer(Link link) {
        return new LinkPeer(this, link.peer().namespace(), link.peer().key(), link);
    }

    /** Returns a peer for the node itself. It is called without a socket. */
    public MicroPeer self() {
        Node node = context.node();
        InstanceKey key = node.announcement() == null ? node.visitor().key() : node.announcement().key();
        return new LinkPeer(this, node.namespace(), key, null);
    }

    @Override
    public MicroCall to(String namespace) {
        CallBuilder known = plain.get(Objects.requireNonNull(namespace, NO_NAMESPACE));
        return known != null ? known : read(checked(namespace));
    }

    private static String checked(String namespace) {
        if (!Namespaces.isValid(Objects.requireNonNull(namespace, NO_NAMESPACE))) {
            throw new IllegalArgumentException(
                    "namespace \"" + Excerpts.of(namespace) + "\": expected " + Namespaces.GRAMMAR);
        }
        return namespace;
    }

    @Override
    public MicroCall at(String address) {
        URI url = parsed(Objects.requireNonNull(address, "the address is null"));
        InstanceKey key = InstanceKey.of(url);
        String name = url.getScheme() + "://" + key;
        // the additions of this peer are unknown, and there is no other instance for a retry
        return new CallBuilder(this, name, CallSettings.of(config, name).withRetries(0), null, Map.of(),
                PeerAddress.visited(name, key, url.getScheme()), others);
    }

    private static URI parsed(String address) {
        try {
            List<URI> urls = ValueType.WEBSOCKET_URLS.parser().apply(address);
            if (urls.size() == 1) {
                return urls.get(0);
            }
        } catch (IllegalArgumentException bad) {
            // thrown below, with a message that shows the valid form
        }
        throw new IllegalArgumentException("address \"" + Excerpts.of(address)
                + "\": expected ws:// or wss://, a host, and the port and context path of a node if it has them, as"
                + " ws://10.0.0.5:8080/payments");
    }

    /** Returns the settings for calls to a peer of a namespace. */
    CallSettings settings(String namespace) {
        CallBuilder known = plain.get(namespace);
        return (known != null ? known : read(namespace)).settings();
    }

    private CallBuilder read(String namespace) {
        // an invalid address fails the first call here, with the key
        ScopedSettings.instanceUrls(config, namespace);
        boolean remembered = plain.size() < MAX_REMEMBERED;
        CallBuilder call = new CallBuilder(this, namespace, CallSettings.of(config, namespace), null, Map.of(), null,
                remembered ? new RetryBudget(context.now()) : others);
        CallBuilder first = remembered ? plain.putIfAbsent(namespace, call) : null;
        return first == null ? call : first;
    }

    @Override
    public MicroPeer peer(String namespace, Collection<String> exclude) {
        checkMayBlock();
        try {
            return find(namespace, exclude).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MicroException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public CompletableFuture<MicroPeer> peerAsync(String namespace, Collection<String> exclude) {
        return CallbackStage.of(find(namespace, exclude), callbacks());
    }

    /** The dependents of the future may run on the thread that reads a socket. */
    private CompletableFuture<MicroPeer> find(String namespace, Collection<String> exclude) {
        Objects.requireNonNull(exclude, "the excluded keys are null")
                .forEach(key -> Objects.requireNonNull(key, "an excluded key is null"));
        return sticky.get(checked(namespace), exclude);
    }

    /**
     * Writes a payload.
     *
     * @throws MicroException if the payload cannot be written, is not JSON, or breaks a bound of a message. Nothing was
     *        sent
     */
    String encode(Object payload, CallDetails details) {
        try {
            return context.node().environment().codec().encode(payload);
        } catch (PayloadException e) {
            throw new MicroException("the call to " + details + " was not sent: " + e.getMessage(), details, false, e);
        }
    }

    /**
     * Returns the metadata of a call: its own entries, and those that it takes over from the request that this thread
     * serves.
     *
     * @param authorization the authorization of the user; {@code null} for none
     * @throws MicroException if all entries together break a bound. Nothing was sent
     */
    Map<String, String> metadata(Map<String, String> own, String authorization, CallDetails details) {
        Map<String, String> all = own;
        Invocation serving = propagated.isEmpty() ? null : Invocation.current();
        if (serving != null) {
            for (String name : propagated) {
                String value = own.containsKey(name) ? null : serving.metadata(name).orElse(null);
                if (value != null) {
                    all = all == own ? new LinkedHashMap<>(own) : all;
                    all.put(name, value);
                }
            }
        }
        if ((authorization != null || all != own) && !Metadata.fits(authorization, all)) {
            throw new MicroException("the call to " + details + " was not sent: its metadata has more than "
                    + Metadata.MAX_OWN + " entries, or more than 8 KiB together with the token of the user",
                    details, false, null);
        }
        return all;
    }

    /** Returns whether a request may have metadata that its caller has not given: the user's, propagated or intercepted. */
    boolean mayAddMetadata() {
        return interceptors != null || !propagated.isEmpty() || context.node().users().forwards();
    }

    /**
     * Runs the interceptors of a call.
     *
     * @param timeoutNanos the time that the whole call has
     * @return {@code null} if there are none
     * @throws MicroException if one of them has failed the call. Nothing was sent
     */
    @Nullable
    InterceptedCall intercept(CallDetails details, CallSettings settings, long timeoutNanos,
            Map<String, String> metadata, @Nullable String authorization) {
        return interceptors == null ? null
                : interceptors.begin(details, details.url(),
                        settings.withRequestTimeout(Duration.ofNanos(Math.max(1, timeoutNanos))),
                        metadata, authorization, context.node().environment().codec());
    }

    /** Returns the number of ejected instances by namespace. */
    public Map<String, Integer> ejected() {
        Map<String, Integer> numbers = new TreeMap<>();
        for (String namespace : context.ejection().namespaces()) {
            int number = context.ejection().ejected(namespace).size();
            if (number > 0) {
                numbers.put(namespace, number);
            }
        }
        return numbers;
    }

    /**
     * Returns the number of ejected instances for each of the first 1,000 namespaces that were called and found, also
     * when it is 0. A namespace stays, so that a gauge goes back to 0 instead of ending.
     */
    public Map<String, Integer> ejectedOfCalled() {
        Map<String, Integer> numbers = ejected();
        Stream.concat(context.directory().namespaces().stream(), numbers.keySet().stream())
                .filter(namespace -> found.size() < MAX_REMEMBERED).forEach(found::add);
        numbers.keySet().retainAll(found);
        found.forEach(namespace -> numbers.putIfAbsent(namespace, 0));
        return numbers;
    }

    /** Returns the failure of a call whose token would travel in plain text. */
    static MicroException plain(CallDetails details) {
        return new MicroException("the call to " + details + " was not sent: the token of the user would travel without"
                + " TLS. Use wss, or set " + ConfigKeys.SECURITY_ALLOW_PLAIN.name() + "=true", details, false, null);
    }

    CallContext context() {
        return context;
    }

    InstanceChoice choice() {
        return choice;
    }

    /** Returns the executor for the dependents of a call of this thread. */
    Executor callbacks() {
        Supplier<? extends @Nullable Executor> capture = contexts;
        // a thread of a handler has the context of the callbacks' threads
        Executor context = capture == null || Invocation.current() != null ? null : capture.get();
        return context == null ? callbacks : task -> callbacks.execute(() -> context.execute(task));
    }

    /**
     * Checks that a url begins with a slash. Otherwise it matches no route, and messages would join it to the
     * namespace's name.
     */
    static void checkUrl(String url) {
        if (!Objects.requireNonNull(url, "the url is null").startsWith("/")) {
            throw new IllegalArgumentException(
                    "url \"" + Excerpts.of(url) + "\": expected a path that begins with /, as \"/"
                            + Excerpts.of(url) + "\"");
        }
    }

    /**
     * Checks that the calling thread may block. The reading thread must not wait for a message of its own socket,
     * because it would wait for ever.
     *
     * @throws IllegalStateException in an inline route, an inline dependent or a listener
     */
    public static void checkMayBlock() {
        Invocation current = Invocation.current();
        if (current != null && current.isInline() && current.cancellation().isRunHere()) {
            throw new IllegalStateException("the route " + Excerpts.of(current.url())
                    + " runs inline on the thread that reads the socket and must not block: return the stage of callAsync, or"
                    + " leave the route to the pool");
        }
        if (ReadingThread.isHere()) {
            throw new IllegalStateException("this code runs on the thread that reads a socket, as a listener or, with "
                    + ConfigKeys.CALLBACKS.name()
                    + "=inline, the dependent of a call, and must not block: use callAsync,"
                    + " or another thread");
        }
    }
}

package io.microcdi.internal.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.ReloadedFile;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;

/**
 * The keys by which tokens of users are verified: from the configuration, from a file or resource, or from an address.
 * It reads a file again when the file has changed, by {@link ReloadedFile}. It fetches an address at the start, then each
 * hour, and if a token names an unknown key, at most twice a minute. If it fails, the last good keys stay. Thread-safe.
 */
final class KeySource {

    private static final int MAX_BYTES = 1 << 20;
    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(10);
    /** The longest time of a fetch, with the body of the answer. */
    private static final long MAX_FETCH_NANOS = 2 * FETCH_TIMEOUT.toNanos();
    private static final long MAX_AGE_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long MISS_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The location for messages, without a password. */
    private final String location;
    private final URI remote;
    /** The keys of a file; {@code null} if there is no file. */
    private final @Nullable ReloadedFile<List<VerificationKey>> file;
    private final Timer timer;
    private final Executor executor;
    private long fetchedAt;
    private boolean good;
    /** Whether a request has waited for the first fetch in vain. */
    private volatile boolean waited;
    /** The keys that are not those of a file, or the first fetch. */
    private volatile CompletableFuture<List<VerificationKey>> keys;
    private CompletableFuture<List<VerificationKey>> fetch;
    private HttpClient client;
    private long clientMadeAt;

    private KeySource(String location, URI remote,
            @Nullable ReloadedFile<List<VerificationKey>> file, List<VerificationKey> known,
            Timer timer, Executor executor) {
        this.location = location;
        this.remote = remote;
        this.file = file;
        this.timer = timer;
        this.executor = executor;
        this.keys = CompletableFuture.completedFuture(known);
        this.good = remote == null;
    }

    /** Returns whether a configuration names keys. */
    static boolean isConfigured(MicroConfig config) {
        return config.find(ConfigKeys.JWT_KEY).isPresent() || config.find(ConfigKeys.JWT_KEY_LOCATION).isPresent();
    }

    /**
     * Makes the source of a configuration. It reads a file or resource at once, and does not wait for an address.
     *
     * @param executor runs the fetches
     * @throws ConfigException if the keys cannot be read, or would come over a network in plain text
     */
    static KeySource of(MicroConfig config, Timer timer, Executor executor) {
        KeySource source = read(config, timer::nanoTime, timer, executor);
        if (source.remote != null) {
            source.keys = source.fetchNow();
        }
        return source;
    }

    /**
     * Checks what {@link #of} reads, and fetches nothing.
     *
     * @throws ConfigException as {@link #of}
     */
    static void check(MicroConfig config) {
        read(config, System::nanoTime, null, null);
    }

    private static KeySource read(MicroConfig config, LongSupplier clock, @Nullable Timer timer,
            @Nullable Executor executor) {
        String text = config.find(ConfigKeys.JWT_KEY).orElse(null);
        if (text != null) {
            return new KeySource("", null, null, parse(ConfigKeys.JWT_KEY.name(), Excerpts.HIDDEN, text), timer,
                    executor);
        }
        String location = config.get(ConfigKeys.JWT_KEY_LOCATION).strip();
        String shown = Excerpts.withoutUser(location);
        String key = ConfigKeys.JWT_KEY_LOCATION.name();
        try {
            if (location.startsWith("http:") || location.startsWith("https:")) {
                URI address = URI.create(location);
                if (address.getHost() == null || location.startsWith("http:")
                        && !address.getHost().equals("localhost") && !LocalHosts.isLoopback(address.getHost())
                        && !UserPolicy.allowsPlain(config)) {
                    throw new ConfigException(key, shown, "https, or http on this machine");
                }
                return new KeySource(shown, address, null, List.of(), timer, executor);
            }
            Path file = file(location);
            return file == null
                    ? new KeySource(shown, null, null, parse(key, shown, resource(location)), timer, executor)
                    : new KeySource(shown, null, reloaded(key, shown, file, clock), List.of(), timer, executor);
        } catch (IOException | IllegalArgumentException e) {
            throw e instanceof ConfigException bad ? bad
                    : new ConfigException(key, shown,
                            "a file, resource or address (" + Excerpts.withoutUser(e.toString()) + ")");
        }
    }

    private static ReloadedFile<List<VerificationKey>> reloaded(String key, String shown, Path file,
            LongSupplier clock)
            throws IOException {
        try {
            return new ReloadedFile<>(List.of(file.toString()), clock, () -> read(file), keys -> {
                // the next token is verified by them
            }, failure -> SafeLog.write(() -> SecurityLog.LOG.keysNotRead(Excerpts.of(shown), Excerpts.of(failure))));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalArgumentException e) {
            throw noKey(key, shown, e);
        }
    }

    private static List<VerificationKey> read(Path file) {
        try {
            return VerificationKey.parse(ReloadedFile.text(file, MAX_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<VerificationKey> parse(String key, String value, String text) {
        try {
            return VerificationKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw noKey(key, value, e);
        }
    }

    private static ConfigException noKey(String key, String value, IllegalArgumentException e) {
        return new ConfigException(key, value,
                "a public key of the issuer as PEM, JWK or JWKS (" + e.getMessage() + ")");
    }

    /** Returns the file of a location; {@code null} if the location is a resource of the application. */
    private static Path file(String location) {
        if (location.startsWith("file:")) {
            return Path.of(URI.create(location));
        }
        return location.startsWith("classpath:") || find(location) != null ? null : Path.of(location);
    }

    private static InputStream find(String location) {
        String name = location.replaceFirst("^classpath:", "").replaceFirst("^/", "");
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        InputStream found = context == null ? null : context.getResourceAsStream(name);
        return found != null ? found : KeySource.class.getClassLoader().getResourceAsStream(name);
    }

    private static String resource(String location) throws IOException {
        try (InputStream found = find(location)) {
            if (found == null) {
                throw new IOException("there is no such resource");
            }
            return new String(found.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        }
    }

    /**
     * Returns the keys. It waits only for the first fetch of an address, and a second at most. Once a call has waited in
     * vain, later calls do not wait, because they would block the threads of handlers.
     *
     * @return empty if there is no key yet
     */
    List<VerificationKey> keys(long waitNanos) {
        if (file != null) {
            return file.current();
        }
        refresh(false);
        try {
            return keys.get(waited ? 0 : Math.max(0, Math.min(waitNanos, MAX_WAIT_NANOS)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (TimeoutException late) {
            waited |= waitNanos > 0;
            return List.of();
        } catch (ExecutionException absent) {
            return List.of();
        }
    }

    /** Starts to fetch newer keys, because none of the known ones has signed a token. The result is for later tokens. */
    void missed() {
        refresh(true);
    }

    private synchronized void refresh(boolean missed) {
        long age = timer.nanoTime() - fetchedAt;
        if (fetch != null && age >= MAX_FETCH_NANOS) {
            // a node that stops and starts again forgets the alarms of its timer
            fetch.completeExceptionally(new TimeoutException("the answer did not end"));
        }
        if (remote != null && executor != null && fetch == null
                && age >= (!good ? RETRY_PAUSE_NANOS : missed ? MISS_PAUSE_NANOS : MAX_AGE_NANOS)) {
            fetchNow();
        }
    }

    private synchronized CompletableFuture<List<VerificationKey>> fetchNow() {
        fetchedAt = timer.nanoTime();
        CompletableFuture<HttpResponse<byte[]>> answer;
        try {
            answer = client().sendAsync(HttpRequest.newBuilder(remote).timeout(FETCH_TIMEOUT).build(),
                    head -> new Body());
        } catch (RuntimeException | Error e) { // as for want of a thread or a file descriptor
            answer = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<List<VerificationKey>> result = answer.thenApplyAsync(KeySource::body, executor)
                .thenApply(VerificationKey::parse);
        // the timeout of the request ends with the head of the answer
        Timer.Alarm alarm = timer.after(MAX_FETCH_NANOS,
                () -> result.completeExceptionally(new TimeoutException("the answer did not end")));
        Future<?> request = answer;
        fetch = result;
        result.whenComplete((found, failure) -> {
            alarm.cancel();
            request.cancel(true);
            fetched(found, failure);
        });
        return result;
    }

    /**
     * Returns the client, a new one each hour. Its thread inherits the context class loader, and must not keep that of
     * the application.
     */
    private HttpClient client() {
        if (client == null || fetchedAt - clientMadeAt >= MAX_AGE_NANOS) {
            Thread thread = Thread.currentThread();
            ClassLoader outer = thread.getContextClassLoader();
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            try {
                client = HttpClient.newBuilder().executor(executor).connectTimeout(FETCH_TIMEOUT)
                        .followRedirects(HttpClient.Redirect.NEVER).build();
                clientMadeAt = fetchedAt;
            } finally {
                thread.setContextClassLoader(outer);
            }
        }
        return client;
    }

    private synchronized void fetched(List<VerificationKey> found, Throwable failure) {
        fetch = null;
        if (failure == null) {
            good = true;
            keys = CompletableFuture.completedFuture(found);
        } else {
            SafeLog.write(() -> SecurityLog.LOG.keysNotRead(Excerpts.of(location), Excerpts.of(failure)));
        }
    }

    private static String body(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new UncheckedIOException(new IOException("answered " + response.statusCode()));
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** Collects an answer as it comes. No thread waits for it: the issuer may stop in the middle of it. */
    private static final class Body implements HttpResponse.BodySubscriber<byte[]> {

        private final HttpResponse.BodySubscriber<byte[]> all = HttpResponse.BodySubscribers.ofByteArray();
        private Flow.Subscription subscription;
        private long length;

        @Override
        public CompletionStage<byte[]> getBody() {
            return all.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
            all.onSubscribe(source);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            length += parts.stream().mapToLong(ByteBuffer::remaining).sum();
            if (length > MAX_BYTES) {
                subscription.cancel();
                onError(new IOException("answered more than " + MAX_BYTES + " bytes"));
            } else {
                all.onNext(parts);
            }
        }

        @Override
        public void onError(Throwable failure) {
            all.onError(failure);
        }

        @Override
        public void onComplete() {
            all.onComplete();
        }
    }
}

package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.support.Await;
import io.microcdi.testing.support.Json;

/**
 * The rules of Servlet 6.0 for output that does not block: one thread at a time, and only after {@code isReady} has returned
 * {@code true}. A container that is used against these rules sends broken answers now and then, so that only an output that
 * checks each call can tell. {@code EventsIT} reads streams of a real container.
 */
@Timeout(60)
class EventStreamTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 2_000;
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final PeerIdentity READER = new PeerIdentity("127.0.0.1", NamespaceGlobs.NONE, NamespaceGlobs.ALL,
            NamespaceGlobs.ALL, false, null, Long.MAX_VALUE);

    private final EngineRegistry registry = EngineRegistry.inServer(
            MicroConfig.defaults().with(ConfigKeys.SECURITY_MODE, SecurityMode.OFF),
            Executors.defaultThreadFactory(), () -> null);
    private final ExecutorService container = Executors.newSingleThreadExecutor();
    private final ExecutorService others = Executors.newFixedThreadPool(THREADS);
    private final StrictOutput out = new StrictOutput();
    private final AtomicBoolean mayRead = new AtomicBoolean(true);
    private final AtomicInteger completions = new AtomicInteger();
    private EventStreams streams;
    private EventStream stream;

    @BeforeEach
    void start() throws Exception {
        registry.start();
        streams = new EventStreams(registry, new ApiJson(registry, registry.timer().now()), principal -> mayRead.get(),
                10, 10);
        stream = open(out);
    }

    private EventStream open(StrictOutput output) throws IOException {
        return open(output, READER);
    }

    private EventStream open(StrictOutput output, PeerIdentity reader) throws IOException {
        assertThat(streams.enter("127.0.0.1")).isNull();
        AsyncContext async = proxy(AsyncContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getResponse" -> proxy(ServletResponse.class, (response, called, none) -> output);
            case "complete" -> {
                output.completed();
                completions.incrementAndGet();
                yield null;
            }
            default -> null;
        });
        EventStream opened = new EventStream(streams, async, "127.0.0.1", reader, true, 0,
                new ChangedNamespaces.Place(0, 0), "greeting".getBytes(StandardCharsets.US_ASCII));
        opened.start(RequestEnd.of(async));
        return opened;
    }

    @AfterEach
    void stop() {
        others.shutdownNow();
        container.shutdownNow();
        registry.stop();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    /** A response of a container that is ready sometimes, and that fails at any call against the rules. */
    private final class StrictOutput extends ServletOutputStream {

        private final Random random = new Random(7);
        private final AtomicBoolean inUse = new AtomicBoolean();
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final CompletableFuture<String> violation = new CompletableFuture<>();
        private final CompletableFuture<Void> last = new CompletableFuture<>();
        private final AtomicInteger asked = new AtomicInteger();
        private volatile WriteListener listener;
        private volatile boolean mayWrite;
        private volatile boolean flushed;
        private volatile boolean completed;
        private volatile boolean alwaysReady;
        private volatile Error failure;

        private void use(boolean allowed, String what) {
            if (!allowed || completed || !inUse.compareAndSet(false, true)) {
                violation.complete(
                        what + (completed ? " after the end" : allowed ? " by two threads" : " when not ready"));
            }
        }

        @Override
        public boolean isReady() {
            use(listener != null, "isReady");
            asked.incrementAndGet();
            boolean ready = alwaysReady || random.nextInt(3) > 0;
            mayWrite = ready;
            inUse.set(false);
            if (!ready) {
                container.execute(this::possible);
            }
            return ready;
        }

        private void possible() {
            try {
                listener.onWritePossible();
            } catch (Exception e) {
                violation.complete(e.toString());
            }
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            use(mayWrite, "write");
            mayWrite = false;
            if (failure != null) {
                inUse.set(false);
                throw failure;
            }
            written.write(bytes, from, count);
            flushed = false;
            inUse.set(false);
        }

        @Override
        public void write(int next) {
            throw new AssertionError("a byte alone");
        }

        @Override
        public void flush() {
            use(mayWrite, "flush");
            mayWrite = false;
            flushed = true;
            if (text().contains("the/last")) {
                last.complete(null);
            }
            inUse.set(false);
        }

        @Override
        public void setWriteListener(WriteListener newListener) {
            listener = newListener;
        }

        void completed() {
            use(true, "complete");
            completed = true;
            inUse.set(false);
        }

        String text() {
            return written.toString(StandardCharsets.US_ASCII);
        }
    }

    private void inManyThreads(Runnable action) throws Exception {
        List<Future<?>> all = IntStream.range(0, THREADS).<Future<?>>mapToObj(i -> others.submit(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                action.run();
            }
        })).toList();
        for (Future<?> each : all) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void nothingIsAskedBeforeTheContainerSaysThatItCanWrite() {
        stream.tick();
        stream.pump();
        assertThat(out.asked).hasValue(0);
        stream.close();
        assertThat(completions).hasValue(1);
        assertThat(streams.open()).isZero();
        assertThat(out.violation).isNotDone();
    }

    @Test
    void oneThreadAtATimeWritesWhenTheOutputIsReadyAndNothingIsLost() throws Exception {
        AtomicInteger number = new AtomicInteger();
        container.execute(out::possible);
        inManyThreads(() -> {
            streams.texts().changed("many/n" + number.incrementAndGet() % 50);
            stream.tick();
        });
        streams.texts().changed("the/last");
        stream.tick();
        CompletableFuture.anyOf(out.last, out.violation).get(30, TimeUnit.SECONDS);
        assertThat(out.violation).isNotDone();
        assertThat(out.flushed).as("the last text waits in no buffer").isTrue();
        Set<String> told = new HashSet<>();
        for (JsonObject stats : stats(out.text())) {
            stats.getJsonArray("gone").getValuesAs(JsonString.class).forEach(name -> told.add(name.getString()));
            assertThat(stats.getJsonObject("totals").getInt("namespaces")).isZero();
        }
        assertThat(told).isEqualTo(IntStream.rangeClosed(0, 50).mapToObj(i -> i == 50 ? "the/last" : "many/n" + i)
                .collect(Collectors.toSet()));
        assertThat(completions).hasValue(0);
    }

    /** Returns the data of all events after the greeting. Each is whole, and nothing is between them. */
    private static List<JsonObject> stats(String text) {
        assertThat(text).startsWith("greeting");
        List<String> blocks = List.of(text.substring("greeting".length()).split("(?<=\n\n)"));
        return blocks.stream().filter(block -> !block.isEmpty()).map(block -> {
            assertThat(block).matches("event: stats\ndata: \\{[^\n]*\\}\n\n");
            return Json.object(block.substring("event: stats\ndata: ".length()));
        }).toList();
    }

    @Test
    void anEventIsSentBeforeNumbers() throws Exception {
        out.alwaysReady = true;
        registry.accept(new Pipe(Runnable::run).acceptor(), "/10.0.0.9/9000/came", null);
        streams.texts().changed("many/n1");
        stream.tick();
        container.submit(out::possible).get();
        assertThat(out.violation).isNotDone();
        assertThat(out.text()).matches("greetingid: \\S+\nevent: joined\ndata: \\{[^\n]*came[^\n]*\n\n"
                + "event: stats\ndata: \\{[^\n]*many/n1[^\n]*\n\n");
    }

    @Test
    void aStreamWhoseReaderMayReadNoMoreEnds() throws Exception {
        out.alwaysReady = true;
        container.submit(out::possible).get();
        mayRead.set(false);
        streams.texts().changed("many/n1");
        stream.tick();
        assertThat(completions).hasValue(1);
        assertThat(out.text()).isEqualTo("greeting");
        assertThat(streams.open()).isZero();
        assertThat(out.violation).isNotDone();
    }

    /** As a link. The next request asks again who may read. */
    @Test
    void aStreamEndsWithTheTimeOfItsReader() throws Exception {
        StrictOutput output = new StrictOutput();
        output.alwaysReady = true;
        long ends = registry.timer().now().toEpochMilli() + 500;
        EventStream ofReader = open(output, new PeerIdentity("10.0.0.9", NamespaceGlobs.NONE, NamespaceGlobs.ALL,
                NamespaceGlobs.ALL, false, null, ends));
        container.submit(output::possible).get();
        Await.until("the stream has ended", Duration.ofSeconds(20), () -> {
            ofReader.tick();
            return completions.get() == 1;
        });
        assertThat(output.text()).as("the client has what was written").startsWith("greeting");
        assertThat(output.violation).isNotDone();
    }

    /** The server has admitted the user just now, by a leeway of its own or by a token whose end cannot be read. */
    @ParameterizedTest
    @ValueSource(ints = { -3_600, -1, 60 })
    void theStreamOfAUserOfTheServerLastsForMoreThanATick(int secondsLeft) throws Exception {
        StrictOutput output = new StrictOutput();
        output.alwaysReady = true;
        EventStream ofUser = open(output, person(registry.timer().now().getEpochSecond() + secondsLeft));
        container.submit(output::possible).get();
        ofUser.tick();
        assertThat(completions).hasValue(0);
        assertThat(output.text()).as("the client has what was written").startsWith("greeting");
        assertThat(output.violation).isNotDone();
    }

    /** Nothing tells that the server's user has signed out or lost the role. */
    @Test
    void theStreamOfAUserOfTheServerIsShort() {
        Instant now = registry.timer().now();
        Principal container = () -> "ada";
        assertThat(EventStream.longest(person(container), now, SKEW)).hasMinutes(5);
        assertThat(EventStream.longest(person(now.getEpochSecond() + 3_600), now, SKEW)).hasMinutes(5);
        assertThat(EventStream.longest(person(now.getEpochSecond() + 60), now, SKEW)).isEqualTo(SKEW.plusSeconds(60));
        assertThat(EventStream.longest(person(now.getEpochSecond() - 15), now, SKEW)).as("a link ends so, too")
                .isEqualTo(SKEW.minusSeconds(15));
        assertThat(EventStream.longest(person(now.getEpochSecond() - 3_600), now, SKEW)).hasSeconds(10);
        assertThat(EventStream.longest(person(0), now, SKEW)).as("a token without an end").hasMinutes(5);
        assertThat(EventStream.longest(person(new SignIn.User("ada", PasswordHash.OF_NOBODY)), now, SKEW))
                .as("asked at each tick").hasHours(1);
        assertThat(EventStream.longest(READER, now, SKEW)).as("a program on this machine").hasHours(1);
        assertThat(EventStream.longest(new PeerIdentity("10.0.0.9", NamespaceGlobs.NONE, NamespaceGlobs.ALL,
                NamespaceGlobs.ALL, true, () -> "CN=a", 1), now, SKEW))
                .as("a certificate, whose end is asked at each tick")
                .hasHours(1);
    }

    /** As a link: the wall clock may be set back meanwhile. */
    @ParameterizedTest
    @CsvSource({ "30000, 30000", "7200000, 3600000", "-1, 3600000" })
    void aStreamEndsWithItsTokenWhateverTheClockSaysThen(long millisLeft, long longest) {
        Instant now = registry.timer().now();
        PeerIdentity reader = new PeerIdentity("10.0.0.9", NamespaceGlobs.NONE, NamespaceGlobs.ALL, NamespaceGlobs.ALL,
                false, null, now.toEpochMilli() + millisLeft);
        assertThat(EventStream.longest(reader, now, SKEW)).hasMillis(longest);
    }

    private static PeerIdentity person(long end) {
        return person(new Jwt(end));
    }

    private static PeerIdentity person(Principal principal) {
        return new PeerIdentity("10.0.0.9", NamespaceGlobs.NONE, NamespaceGlobs.ALL, NamespaceGlobs.ALL, false,
                principal, Long.MAX_VALUE);
    }

    /** As a server with MicroProfile JWT makes it. */
    private record Jwt(long end) implements JsonWebToken {

        @Override
        public String getName() {
            return "ada";
        }

        @Override
        public Set<String> getClaimNames() {
            return Set.of("exp");
        }

        @Override
        @SuppressWarnings("unchecked") // the claim has this type
        public <T> T getClaim(String name) {
            return "exp".equals(name) ? (T) (Long) end : null;
        }
    }

    /** As after an OutOfMemoryError, the log has no memory either. */
    @Test
    void aStreamEndsByAnErrorThatCannotEvenBeLogged() throws Exception {
        out.alwaysReady = true;
        out.failure = new UnspeakableError();
        Future<?> failing = container.submit(out::possible);
        container.submit(() -> {}).get();
        assertThat(failing).isDone();
        assertThat(completions).hasValue(1);
        assertThat(streams.open()).isZero();
    }

    /** Their readers connect again at once. */
    @Test
    void oneLineAMinuteSaysThatStreamsEndByErrors() throws Exception {
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            for (int i = 0; i < 5; i++) {
                StrictOutput failing = new StrictOutput();
                failing.alwaysReady = true;
                failing.failure = new InternalError("thrown by a test");
                open(failing);
                container.submit(failing::possible).get();
            }
            assertThat(streams.open()).isEqualTo(1);
            assertThat(log.messages()).filteredOn(line -> line.startsWith("MICRO009009")).hasSize(1);
        }
    }

    private static final class UnspeakableError extends Error {

        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw this;
        }
    }

    @Test
    void aStreamThatManyThreadsEndIsEndedOnce() throws Exception {
        out.alwaysReady = true;
        container.submit(out::possible).get();
        AtomicInteger number = new AtomicInteger();
        inManyThreads(() -> {
            streams.texts().changed("many/n" + number.incrementAndGet() % 50);
            stream.tick();
            if (number.get() > ROUNDS) {
                stream.close();
            }
        });
        assertThat(completions).hasValue(1);
        assertThat(streams.open()).isZero();
        assertThat(out.violation).isNotDone();
        assertThat(stats(out.text())).allMatch(each -> each.getJsonArray("gone").size() <= 50);
    }
}

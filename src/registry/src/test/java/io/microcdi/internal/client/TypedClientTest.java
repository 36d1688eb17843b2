package io.microcdi.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.CallOptions;
import io.microcdi.MicroNode;
import io.microcdi.PendingCall;
import io.microcdi.RawJson;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.MicroException;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;
import io.microcdi.registry.MicroRegistry;

/** The methods of an interface call a service, in plain Java SE. */
@Timeout(120)
class TypedClientTest {

    public record Item(String id, int count) {
    }

    enum Size {
        SMALL, LARGE {
            @Override
            public String toString() {
                return "not the name";
            }
        }
    }

    interface Crud<T, K> {
        @Route("/item/{id}")
        T get(@RouteParam("id") K id);

        @Route("/items")
        List<T> all(List<T> some);

        T touched(T value);
    }

    @RegisterMicroClient("shop")
    interface Shop extends Crud<Item, Integer>, UnaryOperator<String> {

        @Override
        @Route("/echo")
        Item touched(Item value);

        @Route("/echo")
        RawJson raw(RawJson json);

        @Route("/nothing")
        RawJson nothing();

        @Route("/void")
        void unanswered(Item item);

        @Route("/void")
        Void boxed(Item item);

        @Route("/maybe/{there}")
        Optional<Item> maybe(@RouteParam("there") boolean there);

        @Route("/maybe/{there}")
        CompletionStage<Optional<Item>> maybeLater(@RouteParam("there") boolean there);

        @Route("/null")
        int number();

        @Route("/text/{a}/x/{b}")
        String texts(@RouteParam("b") Object2 b, @RouteParam("a") String a);

        @Route("/size/{size}/{id}")
        String size(@RouteParam("size") Size size, @RouteParam("id") UUID id);

        @Route("/rest/{path...}")
        String rest(@RouteParam("path") String path);

        @Route("/told")
        List<String> told(@Metadata("tenant") String tenant, CallOptions options, @Metadata("locale") String locale);

        @Route("/slow")
        CompletableFuture<String> slow();

        @Route("/slow")
        PendingCall<String> pending();

        @Route("/slow")
        String waiting(CallOptions options);

        @Route("/unwritable")
        PendingCall<String> unwritable(RawJson json);

        @Route("/teapot")
        String teapot();

        @Route("/sold-out/{mapped}")
        String buy(@RouteParam("mapped") boolean mapped) throws SoldOutException;

        @Route("/fails-once")
        String careful();

        @Route(value = "/fails-once", idempotent = true)
        String bold();

        @Override
        default String apply(String text) {
            return touched(new Item(text, 1)).id();
        }

        static String notCalled() {
            return "static";
        }
    }

    /** An exception of the application. */
    static class SoldOutException extends Exception {
        private static final long serialVersionUID = 1L;

        SoldOutException(String item) {
            super(item);
        }
    }

    /** Maps the exception, both ways. */
    static class SoldOutMapper implements RouteExceptionMapper<SoldOutException> {
        @Override
        public RouteException toRouteException(SoldOutException exception) {
            return new RouteException(409, "sold out").with(exception.getMessage());
        }

        @Override
        public SoldOutException toException(CallFailedException failure) {
            return failure.status() == 409 ? new SoldOutException(failure.body(String.class)) : null;
        }
    }

    /** A type that a path has as a text. */
    public record Object2(String text) {
        public static Object2 valueOf(String text) {
            return new Object2(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final MicroRegistry REGISTRY = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private static final CountDownLatch ABORTED = new CountDownLatch(2);
    private static final Semaphore BEGUN = new Semaphore(0);
    private static final AtomicInteger TRIES = new AtomicInteger();
    private static MicroNode shop;
    private static MicroNode consumer;
    private static Shop client;

    @BeforeAll
    static void start() {
        REGISTRY.start();
        String registry = "ws://127.0.0.1:" + REGISTRY.port();
        shop = MicroNode.builder("shop").exceptionMapper(SoldOutException.class, new SoldOutMapper())
                .registry(registry).listen("127.0.0.1", 0).build();
        shop.register("/item/{id}", context -> new Item(context.param("id"), 1));
        shop.register("/items", context -> context.payload(RawJson.class));
        shop.register("/echo", context -> context.payload(RawJson.class));
        shop.register("/nothing", context -> context.payload(RawJson.class));
        shop.register("/void", context -> 7);
        shop.register("/null", context -> null);
        shop.register("/maybe/{there}", context -> context.param("there").equals("true") ? new Item("x", 1) : null);
        shop.register("/text/{a}/x/{b}", context -> context.param("a") + "|" + context.param("b"));
        shop.register("/size/{size}/{id}", context -> context.param("size") + " " + context.param("id"));
        shop.register("/rest/{path...}", context -> context.url() + " " + context.param("path"));
        shop.register("/told", context -> List.of(context.metadata("tenant").orElse("-"),
                context.metadata("locale").orElse("-"), context.correlationId().orElse("-")));
        shop.register("/slow", context -> {
            context.onAbort(ABORTED::countDown);
            BEGUN.release();
            new CountDownLatch(1).await(30, TimeUnit.SECONDS); // until it is interrupted
            return "late";
        });
        shop.register("/teapot", context -> {
            throw new RouteException(418, "short and stout");
        });
        shop.register("/sold-out/{mapped}", context -> {
            if (context.param("mapped").equals("true")) {
                throw new SoldOutException("chair");
            }
            throw new RouteException(410, "gone");
        });
        shop.register("/fails-once", context -> {
            if (TRIES.getAndIncrement() % 2 == 0) {
                throw new RouteException(500, "try again");
            }
            return "done";
        });
        shop.start();
        consumer = MicroNode.builder("consumer").registry(registry).set(ConfigKeys.RETRIES, 1)
                .exceptionMapper(SoldOutException.class, new SoldOutMapper())
                .listen("127.0.0.1", 0).build();
        consumer.start();
        shop.ready().toCompletableFuture().join();
        consumer.ready().toCompletableFuture().join();
        client = consumer.caller().client(Shop.class);
    }

    @AfterAll
    static void stop() {
        consumer.stop();
        shop.stop();
        REGISTRY.stop();
    }

    @Test
    void payloadsAndAnswers() {
        assertThat(client.get(7)).isEqualTo(new Item("7", 1));
        List<Item> items = List.of(new Item("a", 1), new Item("b", 2));
        assertThat(client.all(items)).isEqualTo(items);
        assertThat(client.touched(new Item("a", 3))).isEqualTo(new Item("a", 3));
        assertThat(client.touched(null)).isNull();
        assertThat(client.raw(new RawJson("{\"a\":1.50}"))).isEqualTo(new RawJson("{\"a\":1.50}"));
        assertThat(client.nothing()).as("no payload is not null").isEqualTo(RawJson.ABSENT);
        client.unanswered(new Item("a", 1));
        assertThat(client.boxed(null)).isNull();
        assertThat(client.maybe(true)).contains(new Item("x", 1));
        assertThat(client.maybe(false)).isEmpty();
        assertThat(client.maybeLater(true).toCompletableFuture().join()).contains(new Item("x", 1));
        assertThat(client.maybeLater(false).toCompletableFuture().join()).isEmpty();
        assertThatThrownBy(() -> client.number()).isInstanceOf(MicroException.class)
                .hasMessageContaining("shop/null ").hasMessageContaining("int").hasMessageContaining("null");
    }

    @ParameterizedTest
    @ValueSource(strings = { "plain", "a/b", "ü€😀", " %2F+?#;=&", ".", "..", "{x}" })
    void aPathTakesEachText(String text) {
        assertThat(client.texts(new Object2(text), "first")).isEqualTo("first|" + text);
        assertThat(client.texts(new Object2("second"), text)).isEqualTo(text + "|second");
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "a/b c/d", "/a", "a/", "a//b", "/", "//" })
    void aRemainderKeepsItsSlashes(String path) {
        String sent = path.replace(" ", "%20").replaceFirst("/$", "%2F"); // a slash at the end of a url is ignored
        assertThat(client.rest(path)).isEqualTo("/rest/" + sent + " " + path);
    }

    /** A node of the Node.js packages would resolve a raw one. */
    @ParameterizedTest
    @CsvSource({ "., %2E", ".., %2E%2E", "a/../b/., a/%2E%2E/b/%2E", "../.../.a/b., %2E%2E/.../.a/b." })
    void aSegmentOfOneOrTwoDotsIsEncoded(String path, String sent) {
        assertThat(client.rest(path)).isEqualTo("/rest/" + sent + " " + path);
    }

    @Test
    void typesOfPathParameters() {
        UUID id = UUID.randomUUID();
        assertThat(client.size(Size.LARGE, id)).isEqualTo("LARGE " + id);
    }

    @Test
    void aPathHasATextForEachParameter() {
        assertThatThrownBy(() -> client.texts(null, "a")).isInstanceOf(NullPointerException.class)
                .hasMessageStartingWith("MICRO001772: ").hasMessageContaining("Shop.texts(")
                .hasMessageContaining("{b}");
        assertThatThrownBy(() -> client.rest("")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("MICRO001773: ").hasMessageContaining("{path}");
        assertThat(client.rest("a\ud83d\ude00")).endsWith(" a\ud83d\ude00");
        assertThatThrownBy(() -> client.rest("a\ud83d")).as("UTF-8 has no text for it, and ? is another thing")
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("MICRO001775: ")
                .hasMessageContaining("{path}");
    }

    @Test
    void textsBesideThePayload() {
        CallOptions id = call -> call.correlationId("c-1");
        assertThat(client.told("acme", id, "de")).containsExactly("acme", "de", "c-1");
        assertThat(client.told(null, id, null)).containsExactly("-", "-", "c-1");
        assertThat(client.told("acme", call -> call.with("tenant", "other").correlationId("c-2"), null))
                .as("the options are the last word").containsExactly("other", "-", "c-2");
        assertThat(client.told("acme", null, "fr")).startsWith("acme", "fr");
        assertThatThrownBy(() -> client.told("acme", call -> null, "fr"))
                .isInstanceOf(NullPointerException.class).hasMessageContaining("CallOptions have returned null");
    }

    @Test
    void aCallThatIsNotWantedIsAborted() throws InterruptedException {
        CompletableFuture<String> future = client.slow();
        assertThat(BEGUN.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        assertThat(future.cancel(true)).isTrue();
        PendingCall<String> pending = client.pending();
        assertThat(BEGUN.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        assertThat(pending.abort()).isTrue();
        assertThatThrownBy(pending::join).isInstanceOf(CallAbortedException.class);
        assertThat(ABORTED.await(20, TimeUnit.SECONDS)).as("the handlers were stopped").isTrue();
        assertThatThrownBy(() -> client.waiting(call -> call.timeout(Duration.ofMillis(300))))
                .isInstanceOf(CallTimeoutException.class).hasMessageContaining("300 ms");
    }

    @Test
    void aPendingCallFailsLater() {
        PendingCall<String> pending = client.unwritable(new RawJson("no json"));
        assertThatThrownBy(pending::join).isInstanceOf(MicroException.class).hasMessageContaining("was not sent");
    }

    @Test
    void failures() {
        assertThat(catchThrowableOfType(CallFailedException.class, () -> client.teapot()).status()).isEqualTo(418);
    }

    @Test
    void aMethodThrowsWhatTheHandlerThrew() {
        assertThatThrownBy(() -> client.buy(true)).isExactlyInstanceOf(SoldOutException.class).hasMessage("chair")
                .hasCauseInstanceOf(CallFailedException.class);
        assertThatThrownBy(() -> client.buy(false)).as("an answer of no mapper")
                .isInstanceOf(CallFailedException.class).hasMessage("gone");
        assertThatThrownBy(() -> shop.caller().client(Unmapped.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("MICRO001769: ");
    }

    @RegisterMicroClient("shop")
    interface Unmapped {
        @Route("/x")
        void go() throws IOException;
    }

    @Test
    void anIdempotentMethodIsRetriedAfterItHasRun() {
        TRIES.set(0);
        assertThatThrownBy(() -> client.careful()).isInstanceOf(CallFailedException.class);
        TRIES.set(0);
        MicroNode second = MicroNode.builder("shop").registry("ws://127.0.0.1:" + REGISTRY.port())
                .listen("127.0.0.1", 0).build();
        second.register("/fails-once", context -> "second");
        second.start();
        try {
            second.ready().toCompletableFuture().join();
            for (int i = 0; i < 6; i++) {
                assertThat(client.bold()).isIn("done", "second");
            }
        } finally {
            second.stop();
        }
    }

    @Test
    void defaultMethodsRunAsTheyAreWritten() {
        assertThat(client.apply("text")).isEqualTo("text");
        assertThat(client.andThen(text -> text + "!").apply("text")).as("of an interface of the JDK")
                .isEqualTo("text!");
    }

    @Test
    void theMethodsOfObject() {
        assertThat(client).hasToString(Shop.class.getName() + ", the client of shop").isEqualTo(client)
                .hasSameHashCodeAs(client).isNotEqualTo(consumer.caller().client(Shop.class));
    }

    @Test
    void aBrokenInterfaceIsRefused() {
        @RegisterMicroClient("x")
        interface Broken {
            @Route("/x")
            void go(String one, String two);
        }
        assertThatThrownBy(() -> consumer.caller().client(Broken.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("MICRO001758: ").hasMessageContaining(".go(String, String)");
    }
}

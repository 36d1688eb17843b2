package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.GenericType;
import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.PendingCall;
import io.microcdi.RawJson;
import io.microcdi.RouteHandler;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RouteException;

/** The whole engine over real sockets: a registry, a provider and a consumer. */
class CallsOnTyrusTest {

    /** The charged amount. */
    public record Charge(int amount) {
    }

    /** The result. */
    public record Receipt(String id, int amount) {
    }

    private static final Cluster CLUSTER = new Cluster();
    private static MicroNode provider;
    private static MicroNode consumer;

    @BeforeAll
    static void start() {
        CLUSTER.startRegistry();
        provider = CLUSTER.node("payments");
        provider.register("/charge", Charge.class, (charge, context) -> new Receipt("r-1", charge.amount()));
        provider.register("/echo", context -> context.payload(RawJson.class));
        provider.register("/greet", String.class, (name, context) -> "hello " + name);
        provider.register("/sum", context -> context.<List<Integer>>payload(new GenericType<List<Integer>>() {
        }.type()).stream().mapToInt(i -> i).sum());
        provider.register("/orders/{id}", context -> Map.of("id", context.param("id")));
        provider.register("/nothing", context -> RouteHandler.NOTHING);
        provider.register("/null", context -> null);
        provider.register("/forbidden", context -> {
            throw new RouteException(403, "forbidden");
        });
        provider.register("/boom", context -> {
            throw new IllegalStateException("boom");
        });
        provider.start();
        consumer = CLUSTER.node("checkout");
        consumer.start();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @Test
    void callReturnsWhatTheHandlerReturned() {
        assertThat(consumer.caller().call("payments", "/charge", new Charge(100), Receipt.class))
                .isEqualTo(new Receipt("r-1", 100));
    }

    @Test
    void scalarsAndListsReachTheHandlerUnwrapped() {
        assertThat(consumer.caller().call("payments", "/greet", "Ada", String.class)).isEqualTo("hello Ada");
        assertThat(consumer.caller().call("payments", "/sum", List.of(1, 2, 3), Integer.class)).isEqualTo(6);
    }

    @Test
    void pathParametersAreGiven() {
        assertThat(consumer.caller().call("payments", "/orders/a%20b", null, new GenericType<Map<String, String>>() {
        })).containsEntry("id", "a b");
    }

    @Test
    void nothingAndNullAreBothNullToTheCaller() {
        assertThat(consumer.caller().call("payments", "/nothing", null, String.class)).isNull();
        assertThat(consumer.caller().call("payments", "/null", null, String.class)).isNull();
    }

    @Test
    void theHandlersStatusIsKept() {
        assertThatThrownBy(() -> consumer.caller().call("payments", "/forbidden", null, Void.class))
                .isInstanceOfSatisfying(CallFailedException.class, e -> {
                    assertThat(e.status()).isEqualTo(403);
                    assertThat(e).hasMessage("forbidden");
                });
        assertThatThrownBy(() -> consumer.caller().call("payments", "/boom", null, Void.class))
                .isInstanceOfSatisfying(CallFailedException.class, e -> assertThat(e.status()).isEqualTo(500));
    }

    @Test
    void anUnknownRouteIsRefusedByName() {
        assertThatThrownBy(() -> consumer.caller().call("payments", "/missing", null, Void.class))
                .isInstanceOf(CallRefusedException.class).hasMessageContaining("/missing").hasMessageContaining("404");
    }

    @Test
    void anUnknownNamespaceIsNotFound() {
        assertThatThrownBy(() -> consumer.caller().call("ghost", "/x", null, Void.class))
                .isInstanceOf(NamespaceNotFoundException.class).hasMessageContaining("Namespace not found")
                .hasMessageContaining("ghost");
    }

    @Test
    void aCallPastItsTimeoutFailsAndTheHandlerIsTold() throws InterruptedException {
        // a call before it opens the link, so that the time is the handler's, which must begin within it
        consumer.caller().call("payments", "/greet", "Ada", String.class);
        CountDownLatch told = new CountDownLatch(1);
        provider.register("/slow", context -> {
            context.onAbort(told::countDown);
            told.await(20, TimeUnit.SECONDS);
            return null;
        });
        assertThatThrownBy(
                () -> consumer.caller().call("payments", "/slow", null, Void.class, Duration.ofSeconds(2), 0))
                .isInstanceOf(CallTimeoutException.class).hasMessageContaining("Abort");
        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void abortBeforeTheAnswerStopsTheHandler() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        provider.register("/wait", context -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return null;
        });
        MicroPeer peer = consumer.caller().peer("payments");
        PendingCall<Void> pending = peer.request("/wait", null, Void.class);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pending.abort()).isTrue();
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(pending::join).isInstanceOf(CallAbortedException.class);
    }

    @Test
    void aCallToOneselfNeedsNoSocket() {
        assertThat(provider.caller().call("payments", "/greet", "me", String.class)).isEqualTo("hello me");
    }

    @Test
    void dispatchRunsARouteInThisProcess() {
        assertThat(provider.<String>dispatch("/greet", "x", String.class).toCompletableFuture().join())
                .isEqualTo("hello x");
    }

    @Test
    void aPushArrives() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        provider.register("/log", String.class, (line, context) -> {
            arrived.countDown();
            return RouteHandler.NOTHING;
        });
        consumer.caller().peer("payments").push("/log", "a line");
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
    }
}

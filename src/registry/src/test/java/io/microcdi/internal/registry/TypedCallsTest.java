package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.GenericType;
import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallDetails;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RouteException;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.RegistryCall;

/** A program that runs a registry calls services through it, by their namespaces. */
@Timeout(120)
class TypedCallsTest {

    /** A payload. */
    public record User(int id, String name) {
    }

    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private final CountDownLatch held = new CountDownLatch(1);
    private final List<String> correlationIds = new CopyOnWriteArrayList<>();
    private final CountDownLatch working = new CountDownLatch(1);
    private final CountDownLatch aborted = new CountDownLatch(1);
    private MicroNode users;

    @BeforeEach
    void start() {
        registry.start();
        users = MicroNode.builder("user-service").registry("ws://127.0.0.1:" + registry.port())
                .listen("127.0.0.1", 0).build();
        users.register("/users", Integer.class, (id, context) -> new User(id, "Ada"));
        users.register("/all", context -> List.of(new User(1, "Ada"), new User(2, "Bob")));
        users.register("/teapot", context -> {
            correlationIds.add(context.correlationId().orElseThrow());
            throw new RouteException(418, "short and stout");
        });
        users.register("/worded", context -> {
            throw new RouteException("E_STOCK", "sold out");
        });
        users.register("/held", context -> {
            held.await(20, TimeUnit.SECONDS);
            return new User(1, "Ada");
        });
        users.register("/raw", RawJson.class, (json, context) -> json.text() == null ? "nothing" : json.text());
        users.register("/slow", context -> {
            context.onAbort(aborted::countDown);
            working.countDown();
            aborted.await(20, TimeUnit.SECONDS);
            return null;
        });
        users.start();
        users.ready().toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        held.countDown();
        users.stop();
        registry.stop();
    }

    @Test
    void payloadAndAnswerAreBound() {
        assertThat(registry.call("user-service/users", 17, User.class)).isEqualTo(new User(17, "Ada"));
        assertThat(registry.call("ws://user-service/all", null, new GenericType<List<User>>() {
        })).containsExactly(new User(1, "Ada"), new User(2, "Bob"));
        assertThat(registry.callAsync("user-service/users", 18, User.class).join().id()).isEqualTo(18);
    }

    @Test
    void theInstancesOfANamespaceAreListed() {
        assertThat(registry.namespaces()).extracting(NamespaceView::name).containsExactly("user-service");
        assertThat(registry.instances("user-service")).extracting(InstanceView::key).containsExactly(users.key());
        assertThat(registry.instances("nobody")).isEmpty();
    }

    @Test
    void aFailureIsTheOneThatACallerGets() {
        CallFailedException teapot = catchThrowableOfType(CallFailedException.class,
                () -> registry.call("user-service/teapot", null, String.class));
        assertThat(teapot).hasMessage("short and stout");
        assertThat(teapot.status()).isEqualTo(418);
        CallFailedException worded = catchThrowableOfType(CallFailedException.class,
                () -> registry.call("user-service/worded", null, String.class));
        assertThat(worded.statusText()).isEqualTo("E_STOCK");
        assertThat(worded.status()).isZero();
        assertThatThrownBy(() -> registry.call("nobody/x", null, String.class))
                .isInstanceOf(NamespaceNotFoundException.class).hasMessageContaining("nobody/x");
        assertThatThrownBy(() -> registry.callAsync("user-service/users", 17, Integer.class).join())
                .isExactlyInstanceOf(MicroException.class)
                .hasMessageContaining("user-service/users at " + users.key() + " was answered, but");
    }

    @Test
    void aCallThatTakesTooLongIsAborted() throws InterruptedException {
        // long enough for its handler to begin on a busy machine: only what has begun is aborted
        assertThatThrownBy(() -> registry.to("user-service/slow").timeout(Duration.ofSeconds(2))
                .protocol(CallProtocol.HTTP).callAsync(String.class).join()).isInstanceOf(CallTimeoutException.class);
        assertThatThrownBy(() -> registry.to("user-service/held").timeout(Duration.ofMillis(50)).call(String.class))
                .isInstanceOf(CallTimeoutException.class);
        assertThat(aborted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCallThatIsCancelledIsAborted() throws InterruptedException {
        CompletableFuture<String> call = registry.callAsync("user-service/slow", null, String.class);
        assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
        call.cancel(false);
        assertThat(aborted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anInterruptAbortsTheCall() throws InterruptedException {
        Thread waiting = Thread.currentThread();
        CompletableFuture.runAsync(() -> {
            await(working);
            waiting.interrupt();
        });
        assertThatThrownBy(() -> registry.call("user-service/slow", null, String.class))
                .isInstanceOf(CallAbortedException.class);
        assertThat(Thread.interrupted()).as("the exception is the interruption").isFalse();
        assertThat(aborted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void dependentsRunOnTheThreadsForCallbacks() {
        String thread = dependent(registry.callAsync("user-service/held", null, User.class));
        assertThat(thread).contains("micro-callback");
    }

    /** The thread of a dependent that was there before the answer. */
    private String dependent(CompletableFuture<?> call) {
        CompletableFuture<String> thread = call.thenApply(value -> Thread.currentThread().getName());
        held.countDown();
        return thread.join();
    }

    @Test
    void aCallTellsWhereItFailed() {
        CallDetails details = catchThrowableOfType(CallFailedException.class,
                () -> registry.call("user-service/teapot", null, String.class)).details();
        assertThat(details.namespace()).isEqualTo("user-service");
        assertThat(details.url()).isEqualTo("/teapot");
        assertThat(details.instance()).isEqualTo(users.key());
        assertThat(details.correlationId()).isEqualTo(correlationIds.get(0));
    }

    @Test
    void nullIsSentAndNothingIsNot() {
        assertThat(registry.call("user-service/raw", null, String.class)).isEqualTo("null");
        assertThat(registry.call("user-service/raw", RawJson.ABSENT, String.class)).isEqualTo("nothing");
        assertThat(registry.to("user-service/raw").call(String.class)).isEqualTo("nothing");
        assertThat(registry.to("user-service/raw").callAsync(new GenericType<String>() {
        }).join()).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(longs = { 0, -1, Long.MIN_VALUE })
    void aTimeoutIsMoreThanZero(long seconds) {
        Duration timeout = Duration.ofSeconds(seconds);
        RegistryCall call = registry.to("user-service/users");
        assertThatThrownBy(() -> call.timeout(timeout)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than zero");
        assertThatThrownBy(() -> registry.forward("user-service/users", "1", timeout, CallProtocol.WS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("more than zero");
    }

    @Test
    void theLongestTimeoutIsNoBound() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(registry.to("user-service/users").timeout(longest).call(17, User.class).id()).isEqualTo(17);
        assertThat(registry.forward("user-service/users", "17", longest, CallProtocol.WS).join().payload())
                .contains("17");
    }

    @Test
    void anAddressOfSomebodyElseIsToldCutAndEscaped() {
        assertThatThrownBy(() -> registry.call("nobody\nforged" + "x".repeat(10_000), null, String.class))
                .isInstanceOf(NamespaceNotFoundException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(1_000));
        assertThat(registry.forward("nobody\nforged" + "x".repeat(10_000), null, Duration.ofSeconds(1),
                CallProtocol.WS).join().message()).doesNotContain("\n").hasSizeLessThan(500);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

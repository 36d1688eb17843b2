package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.GenericType;
import io.microcdi.MicroNode;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RouteException;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.NamespaceView;

/** A program that runs a registry calls services through it, by their namespaces. */
@Timeout(30)
class TypedCallsTest {

    /** A payload. */
    public record User(int id, String name) {
    }

    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
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
            throw new RouteException(418, "short and stout");
        });
        users.register("/worded", context -> {
            throw new RouteException("E_STOCK", "sold out");
        });
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
        assertThat(registry.list("user-service")).extracting(InstanceView::key).containsExactly(users.key());
        assertThat(registry.list("nobody")).isEmpty();
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
                .isInstanceOf(CompletionException.class).hasCauseExactlyInstanceOf(MicroException.class)
                .hasMessageContaining("user-service/users was answered, but");
    }

    @Test
    void aCallThatTakesTooLongIsAborted() throws InterruptedException {
        assertThatThrownBy(() -> registry.callAsync("user-service/slow", null, String.class, Duration.ofMillis(50),
                CallProtocol.WS).join()).hasCauseInstanceOf(CallTimeoutException.class);
        assertThat(aborted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCallThatIsCancelledIsAborted() throws InterruptedException {
        CompletableFuture<String> call = registry.callAsync("user-service/slow", null, String.class);
        assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
        call.cancel(false);
        assertThat(aborted.await(10, TimeUnit.SECONDS)).isTrue();
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
        assertThat(aborted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void dependentsDoNotRunOnTheThreadThatReads() {
        String thread = registry.callAsync("user-service/users", 1, User.class)
                .thenApply(user -> Thread.currentThread().getName()).join();
        assertThat(thread).doesNotContain("grizzly").doesNotContain("Grizzly");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

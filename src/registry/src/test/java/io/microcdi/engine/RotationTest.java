package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.security.Tokens;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.MicroRegistryBuilder;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/** A mesh under 100 calls a second changes its secret, or its mode, and no call fails. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("slow")
class RotationTest {

    private static final String OLD = "the old secret of all";
    private static final String NEW = "the new secret of all";
    private static final int PERIOD_MILLIS = 10;
    /** Calls that begin after each step. */
    private static final int CALLS = 50;

    @TempDir
    private Path directory;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final Queue<CompletableFuture<Integer>> calls = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();
    private volatile MicroNode checkout;
    /** Calls {@link #checkout} at the same rate; {@code null} for nobody. */
    private volatile MicroNode back;
    private int registryPort;

    @AfterEach
    void stop() {
        clock.shutdownNow();
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }

    @Test
    void noCallFailsWhileAFileOfSecretsIsReplacedTwice() throws Exception {
        List<String> all = List.of("registry", "payments", "checkout");
        for (String file : all) {
            write(file, OLD);
        }
        MicroRegistry registry = registry(MicroRegistry.builder().set(ConfigKeys.SECURITY_SECRET_FILE, file("registry"))
                .set(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED));
        MicroNode payments = node("payments", SecurityMode.REQUIRED, "payments");
        checkout = node("checkout", SecurityMode.REQUIRED, "checkout");
        load();
        for (String[] secrets : new String[][] { { NEW, OLD }, { NEW } }) {
            for (String replaced : all) {
                write(replaced, secrets);
                int port = replaced.equals("registry") ? registry.port()
                        : port(replaced.equals("payments") ? payments : checkout);
                // a node reads its file when somebody connects
                Await.until(replaced + " takes the new secret", Duration.ofSeconds(30),
                        () -> status(replaced, port, NEW) == 101);
                Await.until(replaced + " takes the old secret only beside the new one", Duration.ofSeconds(30),
                        () -> status(replaced, port, OLD) == (secrets.length == 2 ? 101 : 401));
                // links that open now need the secrets of both sides
                MicroNode late = node("late", SecurityMode.REQUIRED, replaced);
                assertThat(call(late, 0).join()).isZero();
                late.stop();
                awaitCalls();
            }
        }
        assertNoneFailed(6 * CALLS);
    }

    @Test
    void noCallFailsWhileProofsAreIntroduced() throws Exception {
        write("secret", NEW);
        MicroRegistry registry = null;
        MicroNode provider = null;
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            for (SecurityMode mode : new SecurityMode[] { SecurityMode.OFF, SecurityMode.PERMISSIVE,
                    SecurityMode.REQUIRED }) {
                MicroRegistryBuilder builder = MicroRegistry.builder().set(ConfigKeys.SECURITY_MODE, mode);
                if (registry != null) {
                    registry.stop();
                    MicroRegistry again = registry(builder.set(ConfigKeys.SECURITY_SECRET_FILE, file("secret")));
                    registry = again;
                    // the caller itself may not have noticed yet that the one before has ended
                    Await.until("the caller has joined the new registry", Duration.ofSeconds(60),
                            () -> again.instances("checkout").stream()
                                    .anyMatch(instance -> instance.key().equals(checkout.key()))
                                    && checkout.isRegistered());
                } else {
                    registry = registry(builder);
                }
                String secrets = mode == SecurityMode.OFF ? null : "secret";
                MicroNode second = node("payments", mode, secrets);
                if (provider != null) {
                    // the caller of the mode before reaches the provider of this mode
                    provider.stop();
                    awaitCalls();
                }
                provider = second;
                MicroNode caller = node("checkout", mode, secrets);
                MicroNode before = checkout;
                // on the thread that calls, so that no call begins on a node that stops
                clock.submit(() -> checkout = caller).get();
                if (before == null) {
                    load();
                } else {
                    before.stop();
                }
                awaitCalls();
            }
            assertNoneFailed(5 * CALLS);
            assertThat(status("payments", port(provider), OLD)).as("the mode is required").isEqualTo(401);
            assertThat(audit.messages()).noneMatch(line -> line.contains("Refused") && !line.contains("orders"));
        }
    }

    @Test
    void noCallFailsWhileTheModeOfARunningPairChanges() throws Exception {
        write("secret", NEW);
        List<String> all = List.of("registry", "payments", "checkout");
        for (String each : all) {
            write(mode(each), "permissive");
        }
        MicroRegistry registry = registry(MicroRegistry.builder().set(ConfigKeys.SECURITY_SECRET_FILE, file("secret"))
                .set(ConfigKeys.SECURITY_MODE_FILE, file(mode("registry"))));
        MicroNode payments = changing("payments");
        checkout = changing("checkout");
        // each of the two is called by the other one, so that either may have dialled
        back = payments;
        load();
        awaitCalls();
        for (String mode : new String[] { "required", "auto", "permissive", "required" }) {
            for (String changed : all) {
                write(mode(changed), mode);
                int port = changed.equals("registry") ? registry.port()
                        : port(changed.equals("payments") ? payments : checkout);
                Await.until(changed + " is in the mode " + mode, Duration.ofSeconds(60),
                        () -> status(changed, port, null) == (mode.equals("required") ? 401 : 101));
                awaitCalls();
            }
        }
        assertNoneFailed(12 * CALLS);
    }

    private static String mode(String node) {
        return node + ".mode";
    }

    private MicroNode changing(String namespace) throws Exception {
        return start(MicroNode.builder(namespace).set(ConfigKeys.SECURITY_SECRET_FILE, file("secret"))
                .set(ConfigKeys.SECURITY_MODE_FILE, file(mode(namespace))));
    }

    private void load() {
        clock.scheduleAtFixedRate(() -> {
            int number = next.getAndIncrement();
            calls.add(call(checkout, "payments", number));
            if (back != null) {
                calls.add(call(back, "checkout", number));
            }
        }, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Every second call may run twice, so that it may be repeated. The others may not. */
    private CompletableFuture<Integer> call(MicroNode caller, int number) {
        return call(caller, "payments", number);
    }

    private CompletableFuture<Integer> call(MicroNode caller, String namespace, int number) {
        MicroCall call = caller.caller().to(namespace);
        CompletableFuture<Integer> answer = (number % 2 == 0 ? call.idempotent() : call)
                .callAsync("/count", number, Integer.class).toCompletableFuture();
        answer.whenComplete((value, failure) -> {
            if (failure != null || value != number) {
                failures.add(number + ": " + value + ", " + failure);
            }
        });
        return answer;
    }

    private void awaitCalls() {
        int all = next.get() + CALLS;
        Await.until(all + " calls", Duration.ofSeconds(60), () -> next.get() >= all);
    }

    private void assertNoneFailed(int least) throws Exception {
        clock.shutdown();
        assertThat(clock.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).handle((done, failure) -> null)
                .get(60, TimeUnit.SECONDS);
        assertThat(failures).isEmpty();
        assertThat(calls.size()).isEqualTo(next.get() * (back == null ? 1 : 2)).isGreaterThanOrEqualTo(least);
    }

    private MicroRegistry registry(MicroRegistryBuilder builder) {
        MicroRegistry registry = builder.listen("127.0.0.1", registryPort).build();
        registry.start();
        registryPort = registry.port();
        closing.push(registry::stop);
        return registry;
    }

    private MicroNode node(String namespace, SecurityMode mode, String secrets) throws Exception {
        MicroNodeBuilder builder = MicroNode.builder(namespace).set(ConfigKeys.SECURITY_MODE, mode);
        if (secrets != null) {
            builder.set(ConfigKeys.SECURITY_SECRET_FILE, file(secrets));
        }
        return start(builder);
    }

    private MicroNode start(MicroNodeBuilder builder) throws Exception {
        MicroNode node = builder.set(ConfigKeys.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                .registry("ws://127.0.0.1:" + registryPort).listen("127.0.0.1", 0).build();
        node.register("/count", Integer.class, (number, context) -> number);
        node.start();
        closing.push(node::stop);
        node.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return node;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /** Replaces a file at once, as an operator should: nobody reads half of it. */
    private void write(String name, String... secrets) throws IOException {
        Path whole = Files.write(directory.resolve(name + ".new"), List.of(secrets));
        Files.move(whole, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The status of a handshake with a token; without one where the secret is {@code null}. */
    private static int status(String target, int port, String secret) throws IOException {
        if (secret == null) {
            try (RawSocket socket = RawSocket.handshake(port, "/127.0.0.1/9000/orders", "")) {
                return socket.status();
            }
        }
        long now = Instant.now().getEpochSecond();
        String token = Tokens.signed(Tokens.HS256,
                Tokens.claims("orders 127.0.0.1:9000", target + " 127.0.0.1:" + port, now, now + 60), secret);
        try (RawSocket socket = RawSocket.handshake(port, "/127.0.0.1/9000/orders",
                "Authorization: Bearer " + token + "\r\n")) {
            return socket.status();
        }
    }

    private static int port(MicroNode node) {
        return Integer.parseInt(node.key().substring(node.key().lastIndexOf(':') + 1));
    }
}

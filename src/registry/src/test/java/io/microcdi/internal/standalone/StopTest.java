package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.MicroPeer;
import io.microcdi.NodeGauges;
import io.microcdi.NodeInstrument;
import io.microcdi.NodeListener;
import io.microcdi.OutgoingCall;
import io.microcdi.Registration;
import io.microcdi.RequestObservation;
import io.microcdi.RouteContext;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.LivingThreads;

/** A node that leaves: calls in flight end well, links say 1001, no thread and no port is left. On real sockets. */
class StopTest {

    private final List<Runnable> closing = new ArrayList<>();
    private EngineRegistry registry;
    private int registryPort;

    @BeforeEach
    void start() {
        startRegistry();
    }

    /** Again at the port that it had before. */
    private void startRegistry() {
        registry = (EngineRegistry) MicroRegistry.builder().listen(registryPort).build();
        registry.start();
        registryPort = registry.port();
    }

    @AfterEach
    void stop() {
        closing.forEach(Runnable::run);
        registry.stop();
    }

    @Test
    void callsInFlightAreFinishedAndNewOnesRefused() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        MicroNode provider = node("payments");
        provider.register("/slow", context -> {
            begun.countDown();
            return goOn.await(30, TimeUnit.SECONDS) ? "finished" : "late";
        });
        provider.register("/quick", context -> null);
        provider.start();
        MicroNode consumer = node("checkout");
        consumer.start();
        MicroPeer peer = consumer.caller().peer("payments");
        CompletableFuture<String> inFlight = peer.request("/slow", null, String.class).toCompletableFuture();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<String> closed = closed(consumer);
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(provider::stop);
        MicroException refusal = refusal(peer);
        assertThat(refusal.mayHaveExecuted()).isFalse();
        assertThat(refusal.status()).isEqualTo(503);
        goOn.countDown();
        assertThat(inFlight.get(30, TimeUnit.SECONDS)).isEqualTo("finished");
        stopping.get(30, TimeUnit.SECONDS);
        assertThat(closed.get(30, TimeUnit.SECONDS)).startsWith("1001 leaving ");
    }

    /** Asks until the node has begun to leave. */
    private static MicroException refusal(MicroPeer peer) {
        for (int i = 0; i < 100_000; i++) {
            try {
                peer.request("/quick", null, Void.class).join();
            } catch (CallRefusedException e) {
                if (e.status() == 503) {
                    return e;
                }
            }
        }
        throw new AssertionError("it never refused");
    }

    @Test
    void aCallInFlightMayStillCallOthers() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        MicroNode backend = node("backend");
        backend.register("/who", context -> "backend");
        backend.start();
        MicroNode provider = node("payments");
        provider.register("/slow", context -> {
            String before = provider.caller().call("backend", "/who", null, String.class);
            begun.countDown();
            goOn.await(30, TimeUnit.SECONDS);
            return before + " " + provider.caller().call("backend", "/who", null, String.class);
        });
        provider.start();
        MicroNode consumer = node("checkout");
        consumer.start();
        CountDownLatch left = new CountDownLatch(1);
        provider.addListener(new NodeListener() {
            @Override
            public void linkClosed(MicroPeer peer, int code, String reason) {
                left.countDown();
            }
        });
        CompletableFuture<String> inFlight = consumer.caller().callAsync("payments", "/slow", null, String.class);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(provider::stop);
        awaitUnregistered("payments");
        goOn.countDown();
        assertThat(inFlight.get(30, TimeUnit.SECONDS)).isEqualTo("backend backend");
        stopping.get(30, TimeUnit.SECONDS);
        assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHandlerThatDoesNotEndIsWaitedForNoLongerThanConfigured() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        MicroNode provider = node(builder("payments").set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofMillis(50)));
        provider.register("/never", context -> {
            begun.countDown();
            try {
                return new CountDownLatch(1).await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.complete(true);
                throw e;
            }
        });
        provider.start();
        MicroNode consumer = node("checkout");
        consumer.start();
        CompletableFuture<Void> call = consumer.caller().callAsync("payments", "/never", null, Void.class);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        provider.stop();
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkLostException.class)
                .hasMessageContaining("1001");
    }

    /** A program often stops its node because its own thread was interrupted. */
    @Test
    void anInterruptDoesNotEndTheDrain() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        MicroNode provider = node("payments");
        CountDownLatch begun = new CountDownLatch(1);
        provider.register("/slow", context -> {
            begun.countDown();
            return goOn.await(30, TimeUnit.SECONDS) ? "finished" : "late";
        });
        provider.start();
        MicroNode consumer = node("checkout");
        consumer.start();
        CompletableFuture<String> call = consumer.caller().callAsync("payments", "/slow", null, String.class);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread stopper = new Thread(() -> {
            Thread.currentThread().interrupt();
            provider.stop();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        stopper.start();
        awaitUnregistered("payments");
        goOn.countDown();
        assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("finished");
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).as("its program may look").isTrue();
        stopper.join();
    }

    /** A hook of the process, or an operator, may wait for it. */
    @Test
    void aDrainEndsAtTheLatestWithTheNode() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        MicroNode provider = node(builder("payments").set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofMillis(50)));
        provider.register("/never", context -> {
            begun.countDown();
            return new CountDownLatch(1).await(20, TimeUnit.SECONDS);
        });
        provider.start();
        MicroNode consumer = node("checkout");
        consumer.start();
        consumer.caller().callAsync("payments", "/never", null, Void.class);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> drained = provider.drain().toCompletableFuture();
        provider.stop();
        drained.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aStartThatEndsInAnErrorLeavesNothingAndMayBeTriedAgain() {
        AtomicInteger attached = new AtomicInteger();
        MicroNode node = node(builder("payments").threads(named("leaver")).instrument(new NodeInstrument() {
            @Override
            public RequestObservation serve(RouteContext request, String namespace, String route, Duration waited) {
                return null;
            }

            @Override
            public void intercept(OutgoingCall call) {
                // this test makes no call
            }

            @Override
            public Registration attach(NodeGauges gauges) {
                if (attached.incrementAndGet() == 1) {
                    throw new AssertionError("expected by this test");
                }
                return () -> {
                };
            }
        }));
        assertThatThrownBy(node::start).isInstanceOf(AssertionError.class);
        assertThat(leavers()).isEmpty();
        node.start();
        assertThat(attached).as("it was not taken for a node that runs").hasValue(2);
    }

    @Test
    void noThreadAndNoPortIsLeftAndItStartsAgain() throws IOException {
        MicroNode provider = node(builder("payments").threads(named("leaver")));
        provider.register("/who", context -> "me");
        MicroNode consumer = node("checkout");
        consumer.start();
        for (int i = 0; i < 2; i++) {
            provider.start();
            assertThat(consumer.caller().call("payments", "/who", null, String.class)).isEqualTo("me");
            int port = Integer.parseInt(provider.key().substring(provider.key().lastIndexOf(':') + 1));
            provider.stop();
            assertThat(leavers()).isEmpty();
            new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        }
    }

    @Test
    void aRegistryThatStopsSaysSoAndNodesComeBackToIt() throws Exception {
        MicroNode provider = node(builder("payments").set(ConfigKeys.RECONNECT_DELAY, Duration.ofMillis(50)));
        CountDownLatch lost = new CountDownLatch(1);
        CountDownLatch back = new CountDownLatch(2);
        provider.addListener(new NodeListener() {
            @Override
            public void registryLost(URI url) {
                lost.countDown();
            }

            @Override
            public void registryJoined(URI url) {
                back.countDown();
            }
        });
        provider.start();
        registry.stop();
        assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(provider.isReady()).as("once is enough").isTrue();
        assertThat(provider.isRegistered()).isFalse();
        startRegistry();
        assertThat(back.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(registry.instances()).isEqualTo(1);
    }

    /** As at SIGTERM, whose hook stops the node. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aStartThatWaitsForARegistryEndsWhenTheNodeIsStopped(boolean required) throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            MicroNode node = node(MicroNode.builder("payments").registry("ws://127.0.0.1:" + silent.getLocalPort())
                    .set(ConfigKeys.REGISTRY_REQUIRED, required).set(ConfigKeys.CONNECT_TIMEOUT, Duration.ofMinutes(1))
                    .set(ConfigKeys.REGISTRY_CONNECT_TIMEOUT, Duration.ofMinutes(1)).listen("127.0.0.1", 0));
            CompletableFuture<Void> starting = CompletableFuture.runAsync(node::start);
            silent.accept();
            CompletableFuture.runAsync(node::stop).get(30, TimeUnit.SECONDS);
            if (required) {
                assertThatThrownBy(() -> starting.get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(RegistryUnavailableException.class).hasMessageContaining("is stopped");
            } else {
                starting.get(30, TimeUnit.SECONDS);
            }
            assertThat(node.isReady()).isFalse();
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndNothingIsLeft() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            MicroNode node = MicroNode.builder("payments").registry("ws://127.0.0.1:" + registryPort)
                    .listen("127.0.0.1", taken.getLocalPort()).threads(named("leaver")).build();
            assertThatThrownBy(node::start).isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
            assertThat(leavers()).isEmpty();
        }
    }

    /** As a process that was stopped by SIGSTOP: the kernel accepts for it. */
    @Test
    void aHandshakeThatIsNeverAnsweredIsGivenUpInTimeAndHoldsNoThread() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            HttpClient.newHttpClient().newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + registryPort + "/127.0.0.1/" + silent.getLocalPort()
                            + "/silent"), new WebSocket.Listener() {
                            })
                    .join();
            MicroNode consumer = node(builder("checkout").threads(named("leaver"))
                    .set(ConfigKeys.CONNECT_TIMEOUT, Duration.ofMillis(500)));
            consumer.start();
            assertThatThrownBy(() -> consumer.caller().to("silent").retries(0).call("/x", null, Void.class))
                    .isInstanceOf(ConnectFailedException.class);
            consumer.stop();
            assertThat(leavers()).isEmpty();
        }
    }

    private void awaitUnregistered(String namespace) {
        while (registry.namespaces().stream().anyMatch(n -> n.name().equals(namespace))) {
            Thread.onSpinWait();
        }
    }

    private static CompletableFuture<String> closed(MicroNode node) {
        CompletableFuture<String> closed = new CompletableFuture<>();
        node.addListener(new NodeListener() {
            @Override
            public void linkClosed(MicroPeer peer, int code, String reason) {
                closed.complete(code + " " + reason);
            }
        });
        return closed;
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        ThreadGroup group = new ThreadGroup(name);
        return task -> {
            Thread thread = new Thread(group, task);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Threads of the group that are alive after each had the time to end. */
    private static List<Thread> leavers() {
        return LivingThreads
                .of(thread -> thread.getThreadGroup() != null && thread.getThreadGroup().getName().equals("leaver"));
    }

    private MicroNodeBuilder builder(String namespace) {
        return MicroNode.builder(namespace).registry("ws://127.0.0.1:" + registryPort).listen("127.0.0.1", 0);
    }

    private MicroNode node(String namespace) {
        return node(builder(namespace));
    }

    private MicroNode node(MicroNodeBuilder builder) {
        MicroNode node = builder.build();
        closing.add(node::stop);
        return node;
    }

    @Test
    void callsToItselfEndWithTheNodeAndAreWatchedAfterTheNextStart() throws Exception {
        MicroNode node = node(builder("payments").set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofMillis(50)));
        CountDownLatch begun = new CountDownLatch(2);
        node.register("/never", context -> {
            begun.countDown();
            try {
                return new CountDownLatch(1).await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return "stopped";
            }
        });
        node.start();
        CompletableFuture<Void> before = node.caller().to("payments").timeout(Duration.ofMinutes(1))
                .callAsync("/never", null, Void.class);
        CompletableFuture<Void> due = node.caller().to("payments").timeout(Duration.ofSeconds(2))
                .callAsync("/never", null, Void.class);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        node.stop();
        assertThatThrownBy(() -> before.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkLostException.class);
        assertThatThrownBy(() -> due.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(MicroException.class);
        node.start();
        CompletableFuture<Void> after = node.caller().to("payments").timeout(Duration.ofMillis(500))
                .callAsync("/never", null, Void.class);
        assertThatThrownBy(() -> after.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(CallTimeoutException.class);
    }
}

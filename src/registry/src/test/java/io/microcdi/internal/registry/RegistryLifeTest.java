package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.SystemTimer;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.standalone.Listener;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.MicroRegistryBuilder;
import io.microcdi.testing.LivingThreads;

/** A registry starts and stops once, for any number of threads, and a start that fails leaves nothing. */
@Timeout(120)
class RegistryLifeTest {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int LOOKS = 100;

    /** Of other tests: a pool that nobody closed keeps its threads for some seconds. */
    private final Set<Thread> others = Thread.getAllStackTraces().keySet();

    private static MicroRegistry registry(int port) {
        return MicroRegistry.builder().listen(LOOPBACK, port).build();
    }

    @Test
    void aSecondStartSetsNoAlarm() throws Exception {
        EngineRegistry registry = (EngineRegistry) registry(0);
        registry.start();
        try {
            int alarms = alarms(registry);
            registry.start();
            assertThat(alarms(registry)).isEqualTo(alarms).isPositive();
        } finally {
            registry.stop();
        }
    }

    /** An alarm that rings at the moment of a look is not in the queue, and is in it at the next look. */
    private static int alarms(EngineRegistry registry) throws ReflectiveOperationException {
        Field executor = SystemTimer.class.getDeclaredField("executor");
        executor.setAccessible(true);
        ScheduledThreadPoolExecutor alarms = (ScheduledThreadPoolExecutor) executor.get(registry.timer());
        return IntStream.range(0, LOOKS).map(look -> alarms.getQueue().size()).max().orElseThrow();
    }

    @Test
    void aSecondStartKeepsTheServer() throws Exception {
        MicroRegistry registry = registry(0);
        registry.start();
        int port = registry.port();
        registry.start();
        assertThat(registry.port()).isEqualTo(port);
        assertThat(isTaken(port)).isTrue();
        registry.stop();
        assertThat(isTaken(port)).isFalse();
    }

    private static boolean isTaken(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            return socket.isConnected();
        } catch (ConnectException free) {
            return false;
        }
    }

    @Test
    void itListensOnTheAddressThatWasChosen() throws Exception {
        MicroRegistry registry = registry(0);
        registry.start();
        try (ServerSocket other = new ServerSocket(registry.port(), 1, InetAddress.getByName("127.0.0.2"))) {
            assertThat(other.isBound()).as("the port is free on every other address").isTrue();
        } finally {
            registry.stop();
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndTheRegistryCanStartLater() throws Exception {
        MicroRegistry registry;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            registry = registry(taken.getLocalPort());
            assertThatThrownBy(registry::start).isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
            assertThatThrownBy(registry::port).isInstanceOf(IllegalStateException.class);
            assertThat(threadsOfRegistries()).isEmpty();
        }
        registry.start();
        registry.stop();
    }

    /** A server that fails in a way that it has not announced. */
    private static final class Broken implements Listener {

        private int stops;

        @Override
        public int start(LinkAcceptor acceptor, SessionOptions options, Timer timer) {
            throw new IllegalArgumentException("expected by this test");
        }

        @Override
        public void stop() {
            stops++;
        }
    }

    @Test
    void anyFailureOfTheServerEndsWhatTheStartBegan() {
        Broken server = new Broken();
        EngineRegistry registry = EngineRegistry.listening(
                MicroConfig.read(key -> Optional.empty(), MicroRegistryBuilder.keys()), Threads.daemon("micro", null),
                ExactNumbers::jsonb, server);
        assertThatThrownBy(registry::start).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected by this test");
        assertThat(server.stops).isEqualTo(1);
        assertThat(threadsOfRegistries()).isEmpty();
    }

    @Test
    void itMayBeStoppedAtAnyTimeAndStartedAgain() {
        MicroRegistry registry = registry(0);
        assertThatCode(registry::stop).doesNotThrowAnyException();
        registry.start();
        registry.stop();
        registry.stop();
        assertThatThrownBy(registry::port).isInstanceOf(IllegalStateException.class);
        registry.start();
        assertThat(registry.port()).isPositive();
        registry.stop();
    }

    @Test
    void withoutAPortThereIsNoRegistry() {
        MicroRegistryBuilder builder = MicroRegistry.builder();
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("listen(port)");
        assertThatThrownBy(() -> builder.listen(65_536)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.listen(" ", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private Iterable<Thread> threadsOfRegistries() {
        return LivingThreads.of(thread -> thread.getName().startsWith("micro-") && !others.contains(thread));
    }
}

package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;
import io.microcdi.testing.LivingThreads;

/** A part of a node that cannot stop keeps no other part from it. */
class FailedStopTest {

    private static final String NAMESPACE = "failed-stop";

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private boolean listens;

    /** Listens nowhere, and fails at its stop, as a server whose classes are gone. */
    private final class Broken implements Listener {

        @Override
        public int start(LinkAcceptor acceptor, SessionOptions options, Timer timer) throws IOException {
            if (!listens) {
                throw new IOException("the port is in use");
            }
            return 9100;
        }

        @Override
        public void stop() {
            throw new NoClassDefFoundError("expected by this test");
        }
    }

    private final class OnBrokenListener implements NodeRuntime.World {

        @Override
        public MicroConfig settings(MicroConfig own) {
            return own;
        }

        @Override
        public NodeRuntime runtime(ThreadFactory factory, MicroConfig config) {
            return new SystemRuntime(factory, config, ClientTls.of(config));
        }

        @Override
        public Listener listener(String host, int port) {
            return new Broken();
        }

        @Override
        public void built(EngineNode node) {
            // the test stops it
        }
    }

    @BeforeEach
    void enter() {
        NodeRuntime.World.CURRENT.set(new OnBrokenListener());
    }

    @AfterEach
    void leave() {
        NodeRuntime.World.CURRENT.remove();
    }

    private static EngineNode node() {
        MicroConfig config = MicroConfig.defaults().with(ConfigKeys.REGISTRY_URL, List.of());
        return EngineNode.listening(NAMESPACE, config, ExactNumbers.jsonb(), Threads.daemon("micro",
                FailedStopTest.class.getClassLoader()), ClientTls.of(config), Observers.NONE, null, 0);
    }

    private void assertThatNothingIsLeft() throws Exception {
        assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(NodeManagement.name(NAMESPACE, 1)))
                .as("in JMX").isFalse();
        assertThat(LivingThreads.of(thread -> !before.contains(thread) && thread.getName().startsWith("micro")))
                .isEmpty();
    }

    @Test
    void noThreadAndNoMBeanIsLeft() throws Exception {
        listens = true;
        EngineNode node = node();
        node.start();
        assertThatThrownBy(node::stop).isInstanceOf(NoClassDefFoundError.class).hasMessage("expected by this test");
        assertThatNothingIsLeft();
    }

    @Test
    void aStartFailsWithItsOwnReason() throws Exception {
        assertThatThrownBy(node()::start).hasMessage("the port is in use");
        assertThatNothingIsLeft();
    }
}

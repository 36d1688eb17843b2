package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** To look the JSON provider up takes milliseconds: a handshake must not. */
class ProviderLookupTest {

    private static final int HANDSHAKES = 50;

    @Test
    void theJsonProviderIsNotLookedUpAtEachHandshake() {
        AtomicInteger lookups = new AtomicInteger();
        World world = new World();
        TestRegistry registry = TestRegistry.in(world);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new CountingLoader(before, lookups));
        try {
            for (int i = 0; i < HANDSHAKES; i++) {
                RawPeer peer = RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/" + (9000 + i)
                        + "/payments?v=1&id=id" + i + "&features=watch,path");
                assertThat(peer.last()).contains("/-/hello", "\"namespace\":\"registry\"");
                peer.ask(0, "/-/watch", "{\"namespace\":\"payments\"}");
                peer.ask(1, "/-/find", "{\"namespace\":\"payments\"}");
                peer.ask(2, "/-/health", "{}");
            }
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(registry.keys("payments")).hasSize(HANDSHAKES);
        assertThat(lookups).hasValueLessThanOrEqualTo(1);
    }

    /** The nodes' side: they read the hello, answers and changes. */
    @Test
    void theJsonProviderIsNotLookedUpAtEachConnect() {
        AtomicInteger lookups = new AtomicInteger();
        World world = new World();
        TestRegistry registry = TestRegistry.in(world);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            for (int i = 0; i < HANDSHAKES; i++) {
                var node = world.node("payments", "10.0.0.5:" + (9000 + i));
                thread.setContextClassLoader(new CountingLoader(before, lookups));
                node.start();
                thread.setContextClassLoader(before);
            }
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(registry.keys("payments")).hasSize(HANDSHAKES);
        assertThat(lookups).hasValueLessThanOrEqualTo(1);
    }

    private static final class CountingLoader extends ClassLoader {

        private final AtomicInteger lookups;

        CountingLoader(ClassLoader parent, AtomicInteger lookups) {
            super(parent);
            this.lookups = lookups;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (name.equals("META-INF/services/jakarta.json.spi.JsonProvider")) {
                lookups.incrementAndGet();
            }
            return super.getResources(name);
        }
    }
}

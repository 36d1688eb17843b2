package io.microcdi.test.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.test.TestRegistry;
import io.microcdi.test.WithRegistry;

/** A real node joins the registry. */
@WithRegistry(systemProperty = true)
public class RegistryCase {

    /** The address of the last registry. */
    public static volatile String last;

    static TestRegistry shared;

    TestRegistry own;

    @Test
    void aNodeJoinsAtItsAddress(TestRegistry registry) throws Exception {
        last = registry.url();
        assertThat(registry).isSameAs(shared).isSameAs(own);
        assertThat(registry.url()).matches("ws://127\\.0\\.0\\.1:[0-9]+");
        MicroNode node = MicroNode.builder("joiner").listen("127.0.0.1", 0).registry(registry.url()).build();
        node.start();
        try {
            node.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(registry.registry().instances("joiner")).hasSize(1);
        } finally {
            node.stop();
        }
    }

    @Nested
    class Inside {

        @Test
        void theRegistryIsTheSame(TestRegistry registry) {
            assertThat(registry).isSameAs(shared);
            assertThat(System.getProperty("micro.registry.url")).isEqualTo(registry.url());
        }
    }
}

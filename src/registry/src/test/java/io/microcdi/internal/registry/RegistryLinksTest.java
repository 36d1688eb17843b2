package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.node.HeapDefaults;
import io.microcdi.registry.MicroRegistryBuilder;
import io.microcdi.registry.RegistryKeys;
import io.microcdi.testing.Pipe;

/** How many links a registry takes. */
class RegistryLinksTest {

    @Test
    void aRegistryTakesAsManyLinksAsInstancesByDefaultIfTheHeapSuffices() {
        assertThat(links(Map.of())).isEqualTo(HeapDefaults.links(100_000));
        assertThat(links(Map.of("micro.registry-server.max-instances", "5000"))).isEqualTo(HeapDefaults.links(5_000));
        assertThat(HeapDefaults.links(Integer.MAX_VALUE))
                .isEqualTo((int) (Runtime.getRuntime().maxMemory() / (40 << 10)));
    }

    @Test
    void theConfiguredValueApplies() {
        assertThat(links(Map.of("micro.max-links", "10000"))).isEqualTo(10_000);
        MicroConfig config = read(Map.of()).with(ConfigKeys.MAX_LINKS, 7);
        assertThat(RegistrySettings.of(config).get(ConfigKeys.MAX_LINKS)).isEqualTo(7);
    }

    @Test
    void aRegistryIsNotFullBeforeItHasItsInstances() {
        EngineRegistry registry = EngineRegistry.inServer(
                read(Map.of("micro.max-links", "10100", "micro.security.mode", "off")).with(RegistryKeys.MAX_INSTANCES,
                        10_100),
                Threads.daemon("micro", null),
                ExactNumbers::jsonb);
        registry.start();
        try {
            for (int i = 0; i < 10_100; i++) {
                registry.accept(new Pipe(Runnable::run).acceptor(),
                        "/10.1." + i / 250 + "." + i % 250 + "/9000/payments", null);
            }
            assertThat(registry.instances()).isEqualTo(10_100);
        } finally {
            registry.stop();
        }
    }

    private static int links(Map<String, String> settings) {
        return RegistrySettings.of(read(settings)).get(ConfigKeys.MAX_LINKS);
    }

    private static MicroConfig read(Map<String, String> settings) {
        return MicroConfig.read(key -> Optional.ofNullable(settings.get(key)), MicroRegistryBuilder.keys());
    }
}

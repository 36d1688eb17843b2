package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.hostile.MalformedLoad;

/**
 * Wrong frames of 26 kinds between good calls, and messages without an end beside them.
 * {@code -Dmalformed.frames=1000000} sends so many, by default 20,000.
 */
@Timeout(3_600)
@Tag("slow")
class MalformedFramesIT {

    private static final int FRAMES = Integer.getInteger("malformed.frames", 20_000);
    private static final long MOST_MORE_BYTES = 32 << 20;

    @Test
    void eachGoodCallIsAnsweredAndTheHeapStaysAsItWas() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Xmx256m")) {
            MalformedLoad.warmUp(registry.port(), "/-/find", 1_000);
            long before = registry.heap();

            MalformedLoad.Result result = MalformedLoad.run(registry.port(), "/-/find", FRAMES);

            long more = registry.heap() - before;
            System.out.printf("registry.war: %d wrong frames, %d good calls, %d KB more live%n", result.frames(),
                    result.calls(), more >> 10);
            assertThat(result.failures()).isEmpty();
            assertThat(more).isLessThan(MOST_MORE_BYTES);
            assertThat(registry.isAlive()).isTrue();
        }
    }
}

package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.LogCapture;
import io.microcdi.testing.World;

/** When a registry refuses links because its memory is short. */
class HeapGuardTest {

    private static final long MIB = 1 << 20;

    private final World world = new World();
    private long live;
    private final HeapGuard guard = new HeapGuard(world.timer(), () -> live, 100 * MIB, 85);

    @Test
    void itRefusesOnlyAboveItsShareOfTheHeap() {
        assertThat(guard.refuses()).as("before the first collection").isFalse();
        live = 85 * MIB;
        assertThat(guard.refuses()).isFalse();
        live += 1;
        assertThat(guard.refuses()).isTrue();
        assertThat(guard.memory()).isEqualTo(new HeapGuard.Memory(85 * MIB + 1, 100 * MIB, true));
        live -= 1;
        assertThat(guard.refuses()).isFalse();
    }

    @Test
    void itSaysSoOnceAMinuteAndWhenItIsOver() {
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            guard.refuses();
            assertThat(log.messages()).isEmpty();
            live = 90 * MIB;
            for (int i = 0; i < 1_000; i++) {
                guard.refuses();
            }
            assertThat(log.messages()).hasSize(1);
            assertThat(log.messages().get(0)).startsWith("MICRO001214: Memory is short: 90 of 100 MB").contains("85 %",
                    "(0 more were refused", "-Xmx", "micro.registry-server.max-live-heap-percent");
            world.advance(Duration.ofMinutes(1));
            guard.refuses();
            assertThat(log.messages()).hasSize(2);
            assertThat(log.messages().get(1)).contains("(999 more were refused");
            live = 20 * MIB;
            guard.refuses();
            guard.refuses();
            assertThat(log.messages()).hasSize(3);
            assertThat(log.messages().get(2)).startsWith("MICRO001215: ").contains("20 of 100 MB");
        }
    }

    @Test
    void oneHundredPercentIsNoBound() {
        live = 100 * MIB;
        assertThat(new HeapGuard(world.timer(), () -> live, 100 * MIB, 100).refuses()).isFalse();
    }

    @Test
    void theHeapOfThisProcessIsKnown() {
        HeapGuard process = HeapGuard.ofProcess(world.timer(), 85);
        System.gc();
        assertThat(process.memory().live()).isBetween(MIB, process.memory().max());
        assertThat(process.memory().max()).isEqualTo(Runtime.getRuntime().maxMemory());
    }
}

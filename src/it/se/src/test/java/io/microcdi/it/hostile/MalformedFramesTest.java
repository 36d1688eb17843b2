package io.microcdi.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.testing.hostile.MalformedLoad;

/**
 * Wrong frames of 26 kinds between good calls, and messages without an end beside them.
 * {@code -Dmalformed.frames=1000000} sends so many, by default 20,000.
 */
@Timeout(3_600)
@Tag("slow")
class MalformedFramesTest {

    private static final int FRAMES = Integer.getInteger("malformed.frames", 20_000);
    private static final long MOST_MORE_BYTES = 32 << 20;

    @ParameterizedTest
    @CsvSource({ "node, /-/health", "registry, /-/find" })
    void eachGoodCallIsAnsweredAndTheHeapStaysAsItWas(String kind, String url) throws Exception {
        try (SmallHeapProcess process = SmallHeapProcess.start(kind)) {
            MalformedLoad.warmUp(process.port(), url, 1_000);
            long before = process.liveBytes();

            MalformedLoad.Result result = MalformedLoad.run(process.port(), url, FRAMES);

            long more = process.liveBytes() - before;
            System.out.printf("%s: %d wrong frames, %d good calls, %d KB more live%n", kind, result.frames(),
                    result.calls(), more >> 10);
            assertThat(result.failures()).isEmpty();
            assertThat(more).isLessThan(MOST_MORE_BYTES);
            assertThat(process.isAlive()).isTrue();
        }
    }
}

package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** A peer that is refused may dial again a hundred times a second: the log says it, and stays readable. */
class RefusalLogTest {

    private final TestTimer timer = new TestTimer();
    private final RefusalLog log = new RefusalLog(timer);
    private final LogCapture capture = new LogCapture("io.microcdi.node");
    private final List<String> lines = capture.messages();

    @AfterEach
    void unlisten() {
        capture.close();
    }

    /** A log may block, as one that is written over a network. */
    @Test
    void aLogThatBlocksHoldsOneThreadOnly() throws Exception {
        List<String> written = new ArrayList<>();
        RefusalLog[] blocking = new RefusalLog[1];
        blocking[0] = new RefusalLog(timer, (who, reason, leftOut) -> {
            written.add(who);
            if (written.size() == 1) {
                CompletableFuture.runAsync(() -> blocking[0].refused("10.0.0.10", "no"), task -> new Thread(task)
                        .start()).orTimeout(10, TimeUnit.SECONDS).join();
            }
        });
        blocking[0].refused("10.0.0.9", "no");
        assertThat(written).containsExactly("10.0.0.9", "10.0.0.10");
    }

    @Test
    void oneAddressIsLoggedOnceAMinute() {
        for (int i = 0; i < 100; i++) {
            log.refused("10.0.0.9", "namespace \"-x\": expected one");
        }
        assertThat(lines).singleElement().asString().startsWith("MICRO001101: ").contains("10.0.0.9", "\"-x\"");
        timer.advance(Duration.ofMinutes(1));
        log.refused("10.0.0.9", "again");
        assertThat(lines).hasSize(2).last().asString().contains("again", "99 more");
    }

    @Test
    void oneIpv6NetworkIsLoggedOnceAMinute() {
        for (int i = 0; i < 100; i++) {
            log.refused("2001:db8:0:1::" + Integer.toHexString(i), "no");
        }
        log.refused("2001:db8:0:2::1", "no");
        assertThat(lines).hasSize(2).last().asString().contains("2001:db8:0:2::1", "99 more");
    }

    @Test
    void manyAddressesAreLoggedTenTimesAMinute() {
        for (int minute = 1; minute <= 3; minute++) {
            for (int i = 0; i < 1_000; i++) {
                log.refused("10.0." + i / 256 + "." + i % 256, "no");
            }
            assertThat(lines).hasSize(10 * minute);
            timer.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void textFromOutsideStaysOnOneShortLine() {
        log.refused("/x\nforged" + "y".repeat(100_000), "namespace \"\u2028\n" + "z".repeat(100_000) + "\"");
        assertThat(lines).singleElement().satisfies(
                line -> assertThat(line).doesNotContain("\n", "\u2028").hasSizeLessThan(1_000));
    }
}

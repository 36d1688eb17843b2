package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.LogCapture;
import io.microcdi.testing.World;

/** When a registry refuses links because its memory is short. */
class HeapGuardTest {

    private static final long MIB = 1 << 20;
    private static final String KEY = "micro.registry-server.max-live-heap-percent";

    private final World world = new World();
    /** Collections that were begun and are not over. */
    private final List<Runnable> collections = new ArrayList<>();
    private int collected;
    private long used;
    private long live;
    private final HeapGuard guard = guard(85);

    private HeapGuard guard(int percent) {
        return new HeapGuard(world.timer(), () -> used, 100 * MIB, percent, KEY, collections::add, () -> {
            collected++;
            used = live;
        });
    }

    /** Lets memory be in use that stays so. */
    private void use(long mib) {
        live = mib * MIB;
        used = live;
    }

    private void collect() {
        assertThat(collections).hasSize(1);
        collections.remove(0).run();
    }

    @Test
    void itRefusesOnlyAboveItsShareOfTheHeap() {
        use(85);
        assertThat(guard.isShort()).isFalse();
        assertThat(collections).isEmpty();
        use(86);
        assertThat(guard.isShort()).as("it may be garbage").isFalse();
        collect();
        assertThat(guard.isShort()).isTrue();
        assertThat(guard.memory()).isEqualTo(new HeapGuard.Memory(86 * MIB, 100 * MIB, true));
    }

    @Test
    void garbageIsCollectedAndNotRefusedFor() {
        use(40);
        used = 99 * MIB;
        assertThat(guard.isShort()).isFalse();
        collect();
        assertThat(guard.isShort()).isFalse();
        assertThat(guard.memory()).isEqualTo(new HeapGuard.Memory(40 * MIB, 100 * MIB, false));
    }

    @Test
    void whileACollectionRunsTheLastDecisionCounts() {
        used = 99 * MIB;
        for (int i = 0; i < 100; i++) {
            assertThat(guard.isShort()).isFalse();
        }
        live = 99 * MIB;
        collect();
        assertThat(guard.isShort()).isTrue();
        world.advance(Duration.ofMinutes(2));
        live = 10 * MIB;
        for (int i = 0; i < 100; i++) {
            assertThat(guard.isShort()).isTrue();
        }
        collect();
        assertThat(guard.isShort()).isFalse();
    }

    @Test
    void itCollectsOnceAMinuteAndRefusesWhatComesBetween() {
        use(40);
        used = 90 * MIB;
        guard.isShort();
        collect();
        used = 90 * MIB;
        assertThat(guard.isShort()).as("more came than may wait for a minute").isTrue();
        world.advance(Duration.ofSeconds(59));
        assertThat(guard.isShort()).isTrue();
        assertThat(collections).isEmpty();
        world.advance(Duration.ofSeconds(1));
        guard.isShort();
        collect();
        assertThat(guard.isShort()).isFalse();
        assertThat(collected).isEqualTo(2);
    }

    @Test
    void itTakesLinksAgainWhenNotablyLessIsInUse() {
        use(86);
        guard.isShort();
        collect();
        for (long mib : new long[] { 85, 84, 81 }) {
            use(mib);
            assertThat(guard.isShort()).as("%d MB", mib).isTrue();
        }
        use(80);
        assertThat(guard.isShort()).isFalse();
        use(85);
        assertThat(guard.isShort()).isFalse();
    }

    /** A collection stops the registry for a moment, and is of no use if all that is in use is alive. */
    @Test
    void afterCollectionsThatFreeLittleItWaitsLonger() {
        use(90);
        guard.isShort();
        collect();
        for (int minutes : new int[] { 2, 4, 4 }) {
            world.advance(Duration.ofMinutes(minutes).minusNanos(1));
            guard.isShort();
            assertThat(collections).as("after %d minutes", minutes).isEmpty();
            world.advance(Duration.ofNanos(1));
            guard.isShort();
            collect();
        }
        world.advance(Duration.ofMinutes(4));
        guard.isShort();
        live = 40 * MIB;
        collect();
        used = 90 * MIB;
        world.advance(Duration.ofMinutes(1));
        guard.isShort();
        assertThat(collections).as("the last one freed much").hasSize(1);
    }

    /** A page or a scrape each few seconds must not stop the registry for a collection. */
    @Test
    void readingTheStateCausesNoCollection() {
        used = 99 * MIB;
        assertThat(guard.memory()).isEqualTo(new HeapGuard.Memory(99 * MIB, 100 * MIB, false));
        assertThat(collections).isEmpty();
        live = used;
        guard.isShort();
        collect();
        assertThat(guard.memory().refusing()).isTrue();
        use(80);
        assertThat(guard.memory().refusing()).as("the next link is taken").isFalse();
        use(83);
        assertThat(guard.isShort()).as("no link came meanwhile").isTrue();
    }

    /** The nodes that left may have no successors. */
    @Test
    void itTakesLinksAgainAlsoIfNoneComes() {
        used = 90 * MIB;
        guard.recheck();
        assertThat(collections).as("it refuses nothing").isEmpty();
        live = 90 * MIB;
        guard.isShort();
        collect();
        live = 20 * MIB;
        guard.recheck();
        assertThat(guard.memory().refusing()).isTrue();
        world.advance(Duration.ofMinutes(2));
        guard.recheck();
        collect();
        assertThat(guard.memory().refusing()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aThreadThatDoesNotStartIsTriedAgain(boolean error) {
        boolean[] fails = { true };
        HeapGuard failing = new HeapGuard(world.timer(), () -> used, 100 * MIB, 85, KEY, task -> {
            if (fails[0] && error) {
                throw new OutOfMemoryError("unable to create native thread");
            } else if (fails[0]) {
                throw new RejectedExecutionException();
            }
            collections.add(task);
        }, () -> used = live);
        use(40);
        used = 90 * MIB;
        assertThat(failing.isShort()).as("nobody knows that it is garbage").isTrue();
        assertThat(failing.isShort()).isTrue();
        fails[0] = false;
        world.advance(Duration.ofMinutes(1));
        failing.isShort();
        collect();
        assertThat(failing.isShort()).isFalse();
    }

    @Test
    void aCollectionThatFailsIsOver() {
        HeapGuard failing = new HeapGuard(world.timer(), () -> used, 100 * MIB, 85, KEY, collections::add, () -> {
            throw new IllegalStateException("no collection");
        });
        use(90);
        assertThat(failing.isShort()).isFalse();
        assertThatThrownBy(this::collect).hasMessage("no collection");
        assertThat(failing.isShort()).isTrue();
    }

    @Test
    void itIsNearlyFullWhenHalfOfTheRestIsInUse() {
        use(92);
        guard.isShort();
        collect();
        assertThat(guard.isNearlyFull()).isFalse();
        use(93);
        assertThat(guard.isNearlyFull()).isTrue();
        use(20);
        assertThat(guard.isNearlyFull()).isFalse();
        use(100);
        assertThat(guard(100).isNearlyFull()).as("without a bound").isFalse();
    }

    /** A part that was not collected in time begins a collection again. */
    @Test
    void aCollectionThatNeverEndsIsReplaced() {
        use(86);
        guard.isShort();
        collections.clear();
        assertThat(guard.isShort()).isFalse();
        world.advance(Duration.ofMinutes(1));
        guard.isShort();
        collect();
        assertThat(guard.isShort()).isTrue();
    }

    @Test
    void itSaysSoOnceAMinuteAndWhenItIsOver() {
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            use(90);
            guard.isShort();
            collect();
            assertThat(log.messages()).as("nobody was refused").isEmpty();
            for (int i = 0; i < 1_000; i++) {
                guard.refused();
            }
            assertThat(log.messages()).hasSize(1);
            assertThat(log.messages().get(0)).startsWith("MICRO001214: Memory is short: 90 of 100 MB").contains("85 %",
                    "(0 more were refused", "-Xmx", KEY);
            world.advance(Duration.ofMinutes(1));
            guard.refused();
            assertThat(log.messages()).hasSize(2);
            assertThat(log.messages().get(1)).contains("(999 more were refused");
            use(20);
            guard.isShort();
            guard.isShort();
            assertThat(log.messages()).hasSize(3);
            assertThat(log.messages().get(2)).startsWith("MICRO001215: ").contains("20 of 100 MB");
        }
    }

    @Test
    void oneHundredPercentIsNoBound() {
        use(100);
        assertThat(guard(100).isShort()).isFalse();
        assertThat(collections).isEmpty();
    }

    /** Of one percent at least one is left to take links again. */
    @Test
    void aSmallShareHasAGapToo() {
        HeapGuard small = guard(1);
        use(2);
        small.isShort();
        collect();
        assertThat(small.isShort()).isTrue();
        use(0);
        assertThat(small.isShort()).isFalse();
    }

    @Test
    void theHeapOfThisProcessIsKnown() {
        HeapGuard process = HeapGuard.ofProcess(world.timer(), 85, KEY);
        System.gc();
        assertThat(process.memory().live()).isBetween(MIB, process.memory().max());
        assertThat(process.memory().max()).isBetween(Runtime.getRuntime().maxMemory() / 2,
                Runtime.getRuntime().maxMemory());
    }
}

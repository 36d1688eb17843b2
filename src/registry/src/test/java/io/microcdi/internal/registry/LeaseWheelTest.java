package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The leases that end, and what it costs to find them. */
class LeaseWheelTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LEASE = 20 * SECOND;

    /** Overflows in the tests, as the time of a timer may. */
    private long now = Long.MAX_VALUE - 300 * SECOND;
    private int looks;

    private LeaseWheel wheel(long interval) {
        return new LeaseWheel(now, interval, LEASE, instance -> {
            looks++;
            return left(instance);
        });
    }

    private long left(LocalInstance instance) {
        return instance.leaseLeft(now, LEASE, Long.MAX_VALUE);
    }

    private LocalInstance instance(int number) {
        LocalInstance instance = (LocalInstance) Instances.make("payments", number);
        instance.beat(now);
        return instance;
    }

    /** A walk over all would take 60,000 looks. */
    @Test
    void anInstanceIsLookedAtSeldomWhileItIsHeard() {
        LeaseWheel wheel = wheel(SECOND);
        List<LocalInstance> all = IntStream.range(0, 1_000).mapToObj(this::instance).toList();
        for (int i = 0; i < all.size(); i++) {
            now += SECOND / 100;
            all.get(i).beat(now);
            wheel.add(all.get(i), now);
        }
        looks = 0;
        for (int second = 0; second < 60; second++) {
            now += SECOND;
            // a tenth each second, so that each is heard once in ten seconds
            for (int i = second % 10; i < all.size(); i += 10) {
                all.get(i).beat(now);
            }
            assertThat(wheel.ended(now)).isEmpty();
        }
        assertThat(looks).as("at most twice in 10 s").isLessThanOrEqualTo(12_000);
    }

    /** Intervals of a fraction of a lease, of many leases, and so short that the buckets are longer. */
    @ParameterizedTest
    @ValueSource(longs = { 1_000, 7_300, 60_000, 1 })
    void thoseAreFoundWhoseLeasesHaveEnded(long intervalMillis) {
        LeaseWheel wheel = wheel(TimeUnit.MILLISECONDS.toNanos(intervalMillis));
        Random random = new Random(3);
        List<LocalInstance> all = IntStream.range(0, 200).mapToObj(this::instance).toList();
        Set<LocalInstance> present = new HashSet<>();
        for (int round = 0; round < 3_000; round++) {
            // at times this process sleeps for longer than the ring
            now += random.nextInt(100) == 0 ? 100 * SECOND : random.nextLong(2 * SECOND);
            for (int i = 0; i < 20; i++) {
                change(wheel, all.get(random.nextInt(all.size())), present, random.nextInt(10));
            }
            assertThat(wheel.ended(now)).as("round %d", round).doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            present.stream().filter(instance -> left(instance) <= 0).collect(Collectors.toSet()));
        }
    }

    private void change(LeaseWheel wheel, LocalInstance instance, Set<LocalInstance> present, int chance) {
        if (!present.contains(instance)) {
            instance.beat(now);
            present.add(instance);
            wheel.add(instance, now);
        } else if (chance == 0) {
            present.remove(instance);
            wheel.remove(instance);
            wheel.remove(instance);
        } else {
            instance.beat(now);
        }
    }
}

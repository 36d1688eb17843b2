package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.CountingRandom;

class InstanceSetTest {

    private final InstanceSet set = new InstanceSet();
    private final RandomGenerator random = new Random(7);

    @Test
    void anEmptySetGivesNothing() {
        assertThat(set.draw(random, true, List.of())).isEqualTo(-1);
    }

    @Test
    void eachInstanceIsDrawnEquallyOften() {
        List<Instance> instances = add(10);
        Map<Instance, Integer> counts = draw(10_000, List.of());
        assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(instances);
        assertThat(counts.values()).allMatch(count -> count > 800 && count < 1_200);
    }

    @Test
    void theOthersAreDrawnEquallyOftenWhereverTheExcludedOnesAre() {
        List<Instance> instances = add(10);
        List<Instance> excluded = List.of(instances.get(9), instances.get(0), instances.get(4), instances.get(5));
        Map<Instance, Integer> counts = draw(6_000, excluded);
        assertThat(counts).hasSize(6).doesNotContainKeys(excluded.toArray(Instance[]::new));
        assertThat(counts.values()).allMatch(count -> count > 800 && count < 1_200);
    }

    @Test
    void whereAllAreExcludedThereIsNone() {
        List<Instance> instances = add(3);
        assertThat(set.draw(random, true, instances)).isEqualTo(-1);
    }

    @Test
    void oneThatIsExcludedTwiceCountsOnce() {
        List<Instance> instances = add(2);
        List<Instance> excluded = List.of(instances.get(0), instances.get(0));
        assertThat(draw(50, excluded).keySet()).containsExactly(instances.get(1));
    }

    @Test
    void aPeerThatKnowsNoPathsDrawsFromThoseWithoutOneOnly() {
        List<Instance> with = new ArrayList<>();
        List<Instance> without = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            boolean path = i % 4 != 0;
            Instance instance = Instances.make("payments", i, path ? "/pay" : "");
            set.add(instance);
            (path ? with : without).add(instance);
        }
        assertThat(draw(2_000, false, List.of()).keySet()).containsExactlyInAnyOrderElementsOf(without);
        assertThat(draw(2_000, false, with).keySet()).containsExactlyInAnyOrderElementsOf(without);
        assertThat(draw(2_000, true, without).keySet()).containsExactlyInAnyOrderElementsOf(with);
        assertThat(set.draw(random, false, without)).isEqualTo(-1);
    }

    @Test
    void howeverTheyComeAndGoEachStandsWhereItSaysBesideItsAnswer() {
        List<Instance> present = new ArrayList<>();
        Random moves = new Random(11);
        for (int i = 0; i < 3_000; i++) {
            if (moves.nextInt(100) < 52 || present.isEmpty()) {
                Instance instance = Instances.make("payments", i, moves.nextBoolean() ? "" : "/pay");
                set.add(instance);
                present.add(instance);
            } else {
                Instance gone = present.remove(moves.nextInt(present.size()));
                set.remove(gone);
                assertThat(gone.position()).isEqualTo(-1);
            }
        }
        assertThat(set.all()).containsExactlyInAnyOrderElementsOf(present);
        long plain = present.stream().filter(Instance::isPlain).count();
        for (Instance instance : present) {
            assertThat(set.get(instance.position())).isSameAs(instance);
            assertThat(set.answer(instance.position())).isEqualTo(instance.answer());
            assertThat(instance.position() < plain).isEqualTo(instance.isPlain());
        }
    }

    @Test
    void aRemovedInstanceIsNeverDrawnAgain() {
        List<Instance> instances = add(50);
        Set<Instance> left = new HashSet<>(instances);
        for (int i = 0; i < 50; i += 2) {
            set.remove(instances.get(i));
            left.remove(instances.get(i));
        }
        assertThat(set.size()).isEqualTo(25);
        assertThat(draw(2_000, List.of()).keySet()).isEqualTo(left);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 1_000, 100_000 })
    void row21_oneRandomNumberIsDrawnHoweverManyThereAre(int count) {
        List<Instance> instances = add(count);
        CountingRandom counting = new CountingRandom();
        set.draw(counting, true, List.of());
        assertThat(counting.bounds()).containsExactly(count);
        set.draw(counting, true, instances.subList(0, Math.min(3, count - 1)));
        assertThat(counting.bounds()).as("of those that are left, without a second try")
                .containsExactly(count, count - Math.min(3, count - 1));
    }

    private List<Instance> add(int count) {
        List<Instance> instances = IntStream.range(0, count).mapToObj(i -> Instances.make("payments", i)).toList();
        instances.forEach(set::add);
        return instances;
    }

    private Map<Instance, Integer> draw(int times, List<Instance> excluded) {
        return draw(times, true, excluded);
    }

    private Map<Instance, Integer> draw(int times, boolean withPaths, List<Instance> excluded) {
        Map<Instance, Integer> counts = new HashMap<>();
        for (int i = 0; i < times; i++) {
            counts.merge(set.get(set.draw(random, withPaths, excluded)), 1, Integer::sum);
        }
        return counts;
    }
}

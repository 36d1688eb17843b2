package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice of instances of which a caller with a limit is told. */
class InstanceSubsetTest {

    private static final Pattern KEY = Pattern.compile("10\\.1\\.\\d+\\.\\d+:9000");
    private static final int LIMIT = 20;

    private final Map<String, Instance> all = new TreeMap<>();

    /** Instances move to other zones, too. */
    @ParameterizedTest
    @ValueSource(strings = { "", "a", "z" })
    void aCallerKnowsItsChoiceAfterAnyChanges(String zone) {
        Random random = new Random(7);
        InstanceSubset selection = new InstanceSubset("caller", zone, LIMIT, 0);
        selection.choose(all.values());
        Set<String> told = new HashSet<>();
        for (int round = 0; round < 3_000; round++) {
            Map<String, Instance> changes = new LinkedHashMap<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                // grows to 200 instances, and falls below the limit again
                boolean comes = random.nextInt(100) < (round / 500 % 2 == 0 ? 70 : 25);
                String place = List.of("", "a", "b", "b", "b", "c").get(random.nextInt(6));
                change(changes, Instances.inZone("payments", random.nextInt(200), place), comes);
            }
            ListParts added = new ListParts(1 << 20);
            ListParts removed = new ListParts(1 << 20);
            boolean changed = selection.change(changes, all::values, added, removed);
            assertThat(keys(removed)).as("parts of a change have no order").noneMatch(keys(added)::contains);
            told.removeAll(keys(removed));
            told.addAll(keys(added));
            assertThat(changed).isEqualTo(!keys(added).isEmpty() || !keys(removed).isEmpty());
            assertThat(told).as("round %d", round).isEqualTo(chosen("caller", zone, LIMIT));
        }
    }

    private void change(Map<String, Instance> changes, Instance instance, boolean comes) {
        String key = instance.key().toString();
        if (comes) {
            all.put(key, instance);
        } else {
            all.remove(key);
        }
        changes.remove(key);
        changes.put(key, comes ? instance : null);
    }

    @Test
    void aNewcomerDisplacesOneAtMost() {
        fill(1_000);
        Set<String> before = chosen("caller", 100);
        int moved = 0;
        for (int i = 1_000; i < 1_100; i++) {
            Instance newcomer = Instances.make("payments", i);
            all.put(newcomer.key().toString(), newcomer);
            Set<String> after = chosen("caller", 100);
            Set<String> kept = new HashSet<>(before);
            kept.retainAll(after);
            assertThat(kept).hasSizeGreaterThanOrEqualTo(99);
            moved += 100 - kept.size();
            before = after;
        }
        // one of ten is expected
        assertThat(moved).isBetween(2, 25);
    }

    /** Pods of one deployment have names that differ in a few characters. */
    @Test
    void callersTogetherUseAllInstancesEvenly() {
        fill(2_000);
        Map<String, Integer> callers = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            chosen("orders-7c9d8b6f5-" + i, 100).forEach(key -> callers.merge(key, 1, Integer::sum));
        }
        List<Integer> counts = callers.values().stream().sorted(Comparator.naturalOrder()).toList();
        // 20 are expected for each, with a standard deviation of 4.4
        assertThat(callers).hasSize(2_000);
        assertThat(counts.get(counts.size() - 1)).isLessThan(45);
    }

    @Test
    void theCallersOwnZoneComesFirst() {
        fill(900, "a", "b", "c");
        assertThat(zones(chosen("caller", "b", 100))).containsOnly(Map.entry("b", 100L));
    }

    @Test
    void aZoneWithFewInstancesIsFilledUp() {
        fill(30, "a");
        fill(600, "b", "c");
        Map<String, Long> zones = zones(chosen("caller", "a", 100));
        assertThat(zones).containsEntry("a", 30L).hasSize(3);
        assertThat(zones.get("b") + zones.get("c")).isEqualTo(70);
    }

    /** One that names a zone without instances, or none, has them all to choose from. */
    @ParameterizedTest
    @ValueSource(strings = { "", "z" })
    void aCallerElsewhereChoosesAmongAllZones(String zone) {
        fill(900, "a", "b", "c", "");
        assertThat(zones(chosen("caller", zone, 100))).hasSize(4);
    }

    @Test
    void theCallersOfAZoneUseAllItsInstancesEvenly() {
        fill(4_000, "a", "b");
        Map<String, Integer> callers = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            chosen("orders-7c9d8b6f5-" + i, "a", 100).forEach(key -> callers.merge(key, 1, Integer::sum));
        }
        assertThat(callers).as("20 are expected for each").hasSize(2_000);
        assertThat(callers.values()).allMatch(count -> count < 45);
    }

    /** All callers of a small zone have chosen all its instances. If one leaves, each of them must not rank 12,000 instances. */
    @Test
    void anInstanceThatLeavesAZoneSeldomMakesItsCallersRankAllInstances() {
        fill(100, "a");
        fill(12_000, "b", "c");
        InstanceSubset selection = new InstanceSubset("caller", "a", 100, 0);
        selection.choose(all.values());
        List<String> leaving = all.values().stream().filter(instance -> instance.zone().equals("a"))
                .map(instance -> instance.key().toString()).toList();
        assertThat(leaving).hasSize(100);
        int[] ranked = new int[1];
        for (String key : leaving) {
            all.remove(key);
            Map<String, Instance> change = new HashMap<>();
            change.put(key, null);
            assertThat(selection.change(change, () -> {
                ranked[0]++;
                return all.values();
            }, new ListParts(1 << 20), new ListParts(1 << 20))).isTrue();
        }
        assertThat(ranked[0]).isLessThanOrEqualTo(2);
        assertThat(listed(selection)).isEqualTo(chosen("caller", "a", 100));
    }

    /** They have the same String.hashCode. */
    @Test
    void keysWithTheSameHashAreTwoInstances() {
        Instance one = Instances.make("payments", 1, "/Aa");
        Instance two = Instances.make("payments", 1, "/BB");
        assertThat(one.key().toString()).hasSameHashCodeAs(two.key().toString());
        for (String caller : List.of("a", "b", "c")) {
            InstanceSubset selection = new InstanceSubset(caller, "", 2, 0);
            selection.choose(List.of(one, two));
            ListParts parts = new ListParts(1 << 20);
            selection.list(parts);
            assertThat(String.join(",", parts.all())).contains("9000/Aa", "9000/BB");
        }
    }

    @Test
    void ofFewInstancesAllAreChosen() {
        fill(7);
        assertThat(chosen("caller", 100)).isEqualTo(all.keySet());
    }

    /** Adds instances, each in the next of the zones. */
    private void fill(int count, String... zones) {
        int first = all.size();
        IntStream.range(0, count)
                .mapToObj(
                        i -> Instances.inZone("payments", first + i, zones.length == 0 ? "" : zones[i % zones.length]))
                .forEach(instance -> all.put(instance.key().toString(), instance));
    }

    private Set<String> chosen(String caller, int limit) {
        return chosen(caller, "", limit);
    }

    private Set<String> chosen(String caller, String zone, int limit) {
        InstanceSubset fresh = new InstanceSubset(caller, zone, limit, 0);
        fresh.choose(new ArrayList<>(all.values()));
        return listed(fresh);
    }

    private static Set<String> listed(InstanceSubset selection) {
        ListParts parts = new ListParts(1 << 20);
        selection.list(parts);
        return keys(parts);
    }

    private Map<String, Long> zones(Set<String> keys) {
        return keys.stream().collect(Collectors.groupingBy(key -> all.get(key).zone(), Collectors.counting()));
    }

    private static Set<String> keys(ListParts parts) {
        return KEY.matcher(String.join(",", parts.all())).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}

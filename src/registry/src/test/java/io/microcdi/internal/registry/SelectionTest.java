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

/** The choice of instances of which a caller with a limit is told. */
class SelectionTest {

    private static final Pattern KEY = Pattern.compile("10\\.1\\.\\d+\\.\\d+:9000");
    private static final int LIMIT = 20;

    private final Map<String, Instance> all = new TreeMap<>();

    @Test
    void aCallerKnowsItsChoiceAfterAnyChanges() {
        Random random = new Random(7);
        Selection selection = new Selection("caller", LIMIT, 0);
        selection.choose(all.values());
        Set<String> told = new HashSet<>();
        for (int round = 0; round < 3_000; round++) {
            Map<String, Instance> changes = new LinkedHashMap<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                // grows to 200 instances, and falls below the limit again
                boolean comes = random.nextInt(100) < (round / 500 % 2 == 0 ? 70 : 25);
                change(changes, Instances.make("payments", random.nextInt(200)), comes);
            }
            ListParts added = new ListParts(1 << 20);
            ListParts removed = new ListParts(1 << 20);
            boolean changed = selection.change(changes, all::values, added, removed);
            told.removeAll(keys(removed));
            told.addAll(keys(added));
            assertThat(changed).isEqualTo(!keys(added).isEmpty() || !keys(removed).isEmpty());
            assertThat(told).as("round %d", round).isEqualTo(chosen("caller", LIMIT));
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
    void ofFewInstancesAllAreChosen() {
        fill(7);
        assertThat(chosen("caller", 100)).isEqualTo(all.keySet());
    }

    private void fill(int count) {
        IntStream.range(0, count).mapToObj(i -> Instances.make("payments", i))
                .forEach(instance -> all.put(instance.key().toString(), instance));
    }

    private Set<String> chosen(String caller, int limit) {
        Selection fresh = new Selection(caller, limit, 0);
        fresh.choose(new ArrayList<>(all.values()));
        ListParts parts = new ListParts(1 << 20);
        fresh.list(parts);
        return keys(parts);
    }

    private static Set<String> keys(ListParts parts) {
        return KEY.matcher(String.join(",", parts.all())).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}

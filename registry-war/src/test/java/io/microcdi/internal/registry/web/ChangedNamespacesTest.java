package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.registry.CallNumbers;

/** Which numbers a stream of events sends first. */
class ChangedNamespacesTest {

    private static final int NAMESPACES = 1_000;
    private static final int OF_TEXT = 200;
    /** A stream sends two texts between two comparisons of the calls. */
    private static final int TEXTS = 2;

    private final ChangedNamespaces changes = new ChangedNamespaces();
    private int rates;

    /** The numbers of all namespaces change, as with each heartbeat of busy nodes. */
    private void callsChange(String... more) {
        rates++;
        Map<String, CallNumbers> now = IntStream.range(0, NAMESPACES).mapToObj(i -> "n" + i)
                .collect(Collectors.toMap(name -> name, name -> new CallNumbers(rates, 0, 1, 2)));
        for (String each : more) {
            now.put(each, new CallNumbers(rates, 0, 1, 2));
        }
        changes.markCalls(now, name -> true, TEXTS * OF_TEXT);
    }

    private ChangedNamespaces.Part next(ChangedNamespaces.Place place) {
        return changes.after(place, name -> true, OF_TEXT);
    }

    @Test
    void changesOfInstancesComeBeforeThoseOfCalls() {
        callsChange();
        changes.markInstances("n999");
        changes.markInstances("new");
        ChangedNamespaces.Part part = next(new ChangedNamespaces.Place(0, 0));
        assertThat(part.names()).startsWith("n999", "new").hasSize(OF_TEXT);
        assertThat(part.more()).as("of instances").isFalse();
        changes.markInstances("n999");
        assertThat(next(part.next()).names()).startsWith("n999");
    }

    @Test
    void aTextThatIsFullOfInstancesIsFollowedByAnother() {
        callsChange();
        for (int i = 0; i < OF_TEXT + 1; i++) {
            changes.markInstances("i" + i);
        }
        ChangedNamespaces.Part first = next(new ChangedNamespaces.Place(0, 0));
        assertThat(first.names()).hasSize(OF_TEXT).allMatch(name -> name.startsWith("i"));
        assertThat(first.more()).isTrue();
        ChangedNamespaces.Part second = next(first.next());
        assertThat(second.names()).startsWith("i200").hasSize(OF_TEXT);
        assertThat(second.more()).isFalse();
    }

    /** More changes than a stream sends must not keep it at the same names. */
    @Test
    void theCallsOfEachNamespaceAreSentInTurn() {
        Set<String> told = new HashSet<>();
        ChangedNamespaces.Place place = changes.last();
        for (int i = 0; i < NAMESPACES / OF_TEXT / TEXTS + 1; i++) {
            callsChange();
            for (int text = 0; text < TEXTS; text++) {
                ChangedNamespaces.Part part = next(place);
                told.addAll(part.names());
                place = part.next();
            }
        }
        assertThat(told).hasSize(NAMESPACES);
    }

    @Test
    void onlyCallsThatDifferFromThoseThatWereMarkedAreMarked() {
        Map<String, CallNumbers> calls = new HashMap<>(Map.of("a", new CallNumbers(1, 0, 1, 2), "b",
                new CallNumbers(1, 0, 1, 2), "unknown", new CallNumbers(1, 0, 1, 2)));
        changes.markCalls(calls, name -> !name.equals("unknown"), 10);
        ChangedNamespaces.Part first = next(new ChangedNamespaces.Place(0, 0));
        assertThat(first.names()).containsExactlyInAnyOrder("a", "b");
        changes.markCalls(calls, name -> true, 10);
        assertThat(next(first.next()).names()).isEmpty();
        assertThat(next(first.next()).next()).isEqualTo(first.next());
        calls.put("a", new CallNumbers(2, 0, 1, 2));
        calls.remove("b");
        changes.markCalls(calls, name -> true, 10);
        assertThat(next(first.next()).names()).as("nobody calls b any more").containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void anInvisibleNamespaceTakesNoPlace() {
        for (int i = 0; i < 1_000; i++) {
            changes.markInstances("secret" + i);
        }
        changes.markInstances("mine");
        ChangedNamespaces.Part part = changes.after(new ChangedNamespaces.Place(0, 0), "mine"::equals, 1);
        assertThat(part.names()).isEqualTo(new LinkedHashSet<>(List.of("mine")));
        assertThat(part.more()).isFalse();
    }

    @Test
    void afterAClearNothingHasChanged() {
        callsChange();
        changes.markInstances("a");
        ChangedNamespaces.Place last = changes.last();
        changes.clear();
        assertThat(next(new ChangedNamespaces.Place(0, 0)).names()).isEmpty();
        changes.markInstances("b");
        assertThat(next(last).names()).containsExactly("b");
    }
}

package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** The lists that a registry tells of (wire, Additions). The registry is written by the test. */
class WatchTest {

    private final World world = new World();
    private final RawPeer registry = RawPeer.listen(world, World.REGISTRY);
    private final TestNode consumer = world.node("checkout", "10.0.0.6:9000");
    private int pushes;

    @BeforeEach
    void start() {
        consumer.start();
        push("/-/hello", "{\"v\":1,\"id\":\"r\",\"features\":[\"path\",\"watch\"]}");
        for (int i = 0; i < 4; i++) {
            String key = key(i);
            world.node("payments", key).listen().route("/who", context -> key);
        }
    }

    @Test
    void aNamespaceIsWatchedWhenItIsCalledFirst() {
        CompletableFuture<String> call = consumer.call("payments", "/who");
        assertThat(registry.last()).contains("\"url\":\"/-/watch\"", "{\"namespace\":\"payments\",\"limit\":100}");
        list(5, 0);
        assertThat(call.join()).isEqualTo(key(0));
        assertThat(known()).containsExactly(key(0));
    }

    @Test
    void changesInOrderAreTaken() {
        watch(5, 0);
        push("/-/changed", change(6, List.of(instance(1), instance(2)), List.of()));
        assertThat(known()).containsExactlyInAnyOrder(key(0), key(1), key(2));
        push("/-/changed", change(7, List.of(instance(3)), List.of(key(0), key(1))));
        assertThat(known()).containsExactlyInAnyOrder(key(2), key(3));
        push("/-/changed", change(7, List.of(), List.of(key(3))));
        assertThat(known()).as("an old number says nothing new").contains(key(3));
        assertThat(registry.last()).contains("/-/watch");
    }

    @Test
    void aNumberThatIsMissingMeansToAskAgain() {
        watch(5, 0);
        push("/-/changed", change(7, List.of(instance(2)), List.of()));
        assertThat(asked("/-/watch")).isEqualTo(2);
        assertThat(known()).doesNotContain(key(2));
        list(7, 0, 1, 2);
        assertThat(known()).containsExactlyInAnyOrder(key(0), key(1), key(2));
    }

    @Test
    void aChangeBeforeTheListIsNotLost() {
        CompletableFuture<String> call = consumer.call("payments", "/who");
        push("/-/changed", change(5, List.of(instance(3)), List.of()));
        push("/-/changed", change(6, List.of(instance(1)), List.of()));
        list(5, 0);
        assertThat(call).isDone();
        assertThat(known()).as("5 is in the list, 6 comes after it").containsExactlyInAnyOrder(key(0), key(1));
    }

    @Test
    void afterThirtySecondsWhatIsNeitherListedNorLinkedIsForgotten() {
        watch(5, 0, 1);
        while (world.network().dials(key(0)).isEmpty()) {
            consumer.call("payments", "/who").join();
        }
        push("/-/changed", change(6, List.of(instance(2)), List.of()));
        world.advance(Duration.ofSeconds(30));
        assertThat(asked("/-/watch")).isEqualTo(2);
        list(6, 3);
        assertThat(known()).contains(key(0), key(3)).doesNotContain(key(2));
    }

    @Test
    void aRegistryThatFillsUpAfterItsRestartTakesNothingAway() {
        watch(5, 0, 1, 2);
        world.network().last(World.REGISTRY).cut();
        world.advance(Duration.ofSeconds(3));
        pushes = 0;
        push("/-/hello", "{\"v\":1,\"id\":\"r2\",\"features\":[\"watch\"]}");
        assertThat(registry.last()).contains("/-/watch");
        list(0, 3);
        assertThat(known()).containsExactlyInAnyOrder(key(0), key(1), key(2), key(3));
    }

    @Test
    void whereAllOfTheListAreExcludedTheRegistryIsAsked() {
        watch(5, 0);
        CompletableFuture<?> peer = consumer.caller().peerAsync("payments", List.of(key(0)));
        assertThat(registry.last()).contains("/-/find", "\"exclude\":[\"" + key(0) + "\"]");
        answer("{\"host\":\"10.0.1.2\",\"port\":9000,\"v\":1}");
        assertThat(peer.join()).hasToString("payments at " + key(2));
    }

    @Test
    void aNamespaceWithoutInstancesIsNotWatchedOn() {
        CompletableFuture<String> call = consumer.call("ghost", "/who");
        list(0);
        assertThat(registry.last()).as("asked once more").contains("/-/find");
        answer(null);
        assertThatThrownBy(call::join).isInstanceOf(NamespaceNotFoundException.class);
        assertThat(asked("/-/unwatch")).isEqualTo(1);
        assertThat(consumer.directory().namespaces()).isEmpty();
    }

    @Test
    void aRegistryThatWillNotTellIsAskedEachTime() {
        CompletableFuture<String> call = consumer.call("payments", "/who");
        registry.send("{\"id\":" + lastId() + ",\"mode\":1,\"data\":{\"status\":429,\"data\":null}}");
        assertThat(registry.last()).contains("/-/find");
        answer("{\"host\":\"10.0.1.2\",\"port\":9000}");
        assertThat(call.join()).isEqualTo(key(2));
    }

    /** Each call would otherwise ask for the watch, and set an alarm that asks for the whole list. */
    @Test
    void aRefusedWatchIsAskedForOnlyAfterAPause() {
        for (int i = 0; i < 5; i++) {
            refusedAndFound();
        }
        assertThat(asked("/-/watch")).isEqualTo(1);
        assertThat(asked("/-/find")).isEqualTo(5);
        world.advance(Duration.ofSeconds(1));
        refusedAndFound();
        assertThat(asked("/-/watch")).isEqualTo(2);
        world.advance(Duration.ofSeconds(1));
        refusedAndFound();
        assertThat(asked("/-/watch")).as("each pause is twice as long").isEqualTo(2);
        world.advance(Duration.ofSeconds(1));
        refusedAndFound();
        assertThat(asked("/-/watch")).isEqualTo(3);
        world.advance(Duration.ofSeconds(4));
        assertThat(asked("/-/watch")).as("one alarm asks for the list").isEqualTo(4);
    }

    /** Their names may come from users of the application: each would leave a list, and an alarm that asks for ever. */
    @Test
    void namespacesThatDoNotExistLeaveNothingIfTheirWatchesAreRefused() {
        int alarms = world.timer().alarms();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<PeerAddress> found = consumer.directory().find("ghost-" + i, List.of());
            refuseNow();
            if (i % 2 == 0) {
                answerNow("null");
            } else {
                refuseNow();
            }
            assertThat(found).isDone();
        }
        assertThat(world.timer().alarms()).as("with that for the deadlines of the link").isLessThan(alarms + 3);
        long asked = asked("/-/watch");
        world.advance(Duration.ofMinutes(2));
        assertThat(asked("/-/watch")).isEqualTo(asked);
    }

    @Test
    void theNumberOfWatchesIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            consumer.directory().find("many-" + i, List.of());
            assertThat(registry.last()).contains("/-/watch");
            answerNow("{\"rev\":5,\"instances\":[" + instance(0) + "]}");
        }
        CompletableFuture<PeerAddress> found = consumer.directory().find("one-more", List.of());
        assertThat(registry.last()).contains("/-/find");
        answerNow("{\"host\":\"10.0.1.2\",\"port\":9000}");
        assertThat(found.join().key()).hasToString(key(2));
        assertThat(consumer.directory().known("one-more")).isEmpty();
        assertThat(consumer.directory().find("many-1", List.of()).join().key()).hasToString(key(0));
    }

    /** Answers the last message, which must be a request. */
    private void answerNow(String data) {
        respond("{\"status\":200,\"data\":" + data + "}");
    }

    private void refuseNow() {
        respond("{\"status\":429,\"data\":null}");
    }

    private void respond(String data) {
        registry.send("{\"id\":" + registry.last().replaceAll("\\{\"id\":(\\d+),.*", "$1") + ",\"mode\":1,\"data\":"
                + data + "}");
    }

    /** A registry that sends changes and no list must not fill the memory of its nodes. */
    @Test
    void longChangesBeforeTheListAreNotStored() {
        CompletableFuture<PeerAddress> found = consumer.directory().find("payments", List.of());
        List<String> many = IntStream.range(0, 250).mapToObj(i -> instance(1)).toList();
        for (int rev = 6; rev < 106; rev++) {
            push("/-/changed", change(rev, rev == 105 ? List.of(instance(3)) : many, List.of()));
        }
        list(5, 0);
        assertThat(found).isDone();
        assertThat(known()).as("the first changes").contains(key(1)).doesNotContain(key(3));
        push("/-/changed", change(106, List.of(), List.of()));
        assertThat(registry.last()).as("some are missing").contains("/-/watch");
    }

    @Test
    void aListThatIsLongerThanAskedIsCut() {
        consumer.directory().find("payments", List.of());
        answer("{\"rev\":5,\"instances\":[" + many(1) + "]}");
        push("/-/changed", change(6, List.of(many(2)), List.of()));
        assertThat(known()).hasSize(1_000);
        push("/-/changed", change(7, List.of(), List.of("10.1.0.0:9000")));
        push("/-/changed", change(8, List.of(instance(1)), List.of()));
        assertThat(known()).hasSize(1_000).contains(key(1));
    }

    private static String many(int network) {
        return IntStream.range(0, 800).mapToObj(i -> "{\"host\":\"10." + network + "." + i / 250 + "." + i % 250
                + "\",\"port\":9000,\"v\":1}").collect(Collectors.joining(","));
    }

    /** No call looks for an instance while one is known, so that no call would ask. */
    @Test
    void aRefusedWatchIsAskedForAgainWithoutACall() {
        CompletableFuture<String> call = consumer.call("payments", "/who");
        refuse();
        answer("{\"host\":\"10.0.1.2\",\"port\":9000}");
        assertThat(call.join()).isEqualTo(key(2));
        world.advance(Duration.ofSeconds(1));
        assertThat(registry.last()).contains("/-/watch");
        list(5, 0, 1, 2);
        assertThat(known()).containsExactlyInAnyOrder(key(0), key(1), key(2));
    }

    @Test
    void aListThatIsRefusedAfterAMissingNumberIsAskedForAgain() {
        watch(5, 0);
        push("/-/changed", change(7, List.of(instance(2)), List.of()));
        refuse();
        push("/-/changed", change(8, List.of(instance(1)), List.of()));
        world.advance(Duration.ofSeconds(1));
        assertThat(asked("/-/watch")).isEqualTo(3);
        list(8, 0, 1, 2);
        push("/-/changed", change(9, List.of(instance(3)), List.of()));
        assertThat(known()).containsExactlyInAnyOrder(key(0), key(1), key(2), key(3));
    }

    @Test
    void aSecondListThatDoesNotComeIsAskedForAgain() {
        watch(5, 0);
        world.advance(Duration.ofSeconds(30));
        assertThat(asked("/-/watch")).isEqualTo(2);
        world.advance(Duration.ofSeconds(11));
        assertThat(asked("/-/watch")).as("10 s for the answer, and a pause").isEqualTo(3);
        list(9, 1);
        assertThat(known()).contains(key(1));
    }

    @Test
    void whereEachWatchIsRefusedMoreInstancesAreAskedFor() {
        refusedAndFound();
        for (int second = 0, refused = 1; second < 60; second++) {
            world.advance(Duration.ofSeconds(1));
            if (asked("/-/watch") > refused) {
                refuse();
                refused++;
            }
        }
        assertThat(registry.received())
                .anyMatch(text -> text.contains("/-/find") && text.contains("\"exclude\":[\"" + key(2) + "\"]"));
    }

    /** Refuses the last request. */
    private void refuse() {
        registry.send("{\"id\":" + lastId() + ",\"mode\":1,\"data\":{\"status\":429,\"data\":null}}");
    }

    /** Looks the namespace up, refuses the watch if there is one, and answers the question for an instance. */
    private void refusedAndFound() {
        CompletableFuture<PeerAddress> found = consumer.directory().find("payments", List.of());
        if (registry.last().contains("/-/watch")) {
            registry.send("{\"id\":" + lastId() + ",\"mode\":1,\"data\":{\"status\":403,\"data\":null}}");
        }
        assertThat(registry.last()).contains("/-/find");
        answer("{\"host\":\"10.0.1.2\",\"port\":9000}");
        assertThat(found.join().key()).hasToString(key(2));
    }

    @Test
    void changesOfWhatNobodyWatchesAndWhatIsNoChangeArePassedOver() {
        watch(5, 0);
        push("/-/changed", "{\"namespace\":\"ghost\",\"rev\":1,\"added\":[],\"removed\":[]}");
        push("/-/changed", "[]");
        push("/-/changed",
                "{\"namespace\":\"payments\",\"rev\":6,\"added\":[{\"host\":\"a b\",\"port\":1}],\"removed\":[]}");
        assertThat(known()).containsExactly(key(0));
        assertThat(consumer.call("payments", "/who").join()).isEqualTo(key(0));
    }

    @Test
    void aListInPartsIsUsedFromItsFirstPartOn() {
        CompletableFuture<String> call = consumer.call("payments", "/who");
        answer("{\"rev\":5,\"more\":true,\"instances\":[" + instance(0) + "]}");
        assertThat(call.join()).isEqualTo(key(0));
        push("/-/changed", part(6, instance(1)));
        push("/-/changed", change(7, List.of(instance(2)), List.of()));
        push("/-/changed", change(8, List.of(instance(3)), List.of(key(0))));
        assertThat(known()).containsExactlyInAnyOrder(key(1), key(2), key(3));
    }

    @Test
    void onlyAWholeListTakesAwayWhatItLacks() {
        watch(5, 0, 1);
        // an instance with a link is never taken away
        int linked = world.network().dials(key(0)).isEmpty() ? 1 : 0;
        push("/-/changed", change(7, List.of(), List.of()));
        answer("{\"rev\":9,\"more\":true,\"instances\":[" + instance(2) + "]}");
        assertThat(known()).as("the rest is to come").containsExactlyInAnyOrder(key(0), key(1), key(2));
        push("/-/changed", change(10, List.of(instance(3)), List.of()));
        assertThat(known()).contains(key(linked), key(2), key(3)).doesNotContain(key(1 - linked));
    }

    private static String part(int rev, String instance) {
        return change(rev, List.of(instance), List.of()).replace("{\"namespace\"", "{\"more\":true,\"namespace\"");
    }

    private void watch(int rev, int... instances) {
        CompletableFuture<String> call = consumer.call("payments", "/who");
        list(rev, instances);
        call.join();
    }

    private void list(int rev, int... instances) {
        List<String> listed = IntStream.of(instances).mapToObj(WatchTest::instance).toList();
        answer("{\"rev\":" + rev + ",\"instances\":[" + String.join(",", listed) + "]}");
    }

    /** Answers the last request. */
    private void answer(String data) {
        registry.send("{\"id\":" + lastId() + ",\"mode\":1,\"data\":{\"status\":200"
                + (data == null ? "" : ",\"data\":" + data) + "}}");
    }

    private String lastId() {
        List<String> requests = registry.received().stream().filter(text -> text.contains("\"twoway\":true")).toList();
        return requests.get(requests.size() - 1).replaceAll("\\{\"id\":(\\d+),.*", "$1");
    }

    private void push(String url, String payload) {
        registry.send("{\"id\":" + pushes++ + ",\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"" + url + "\",\"data\":"
                + payload + "}}");
    }

    private long asked(String url) {
        return registry.received().stream().filter(text -> text.contains("\"" + url + "\"")).count();
    }

    private List<String> known() {
        return consumer.directory().known("payments").stream().map(address -> address.key().toString()).toList();
    }

    private static String change(int rev, List<String> added, List<String> removed) {
        return "{\"namespace\":\"payments\",\"rev\":" + rev + ",\"added\":[" + String.join(",", added)
                + "],\"removed\":[" + String.join(",", removed.stream().map(key -> "\"" + key + "\"").toList()) + "]}";
    }

    private static String instance(int number) {
        return "{\"key\":\"" + key(number) + "\",\"host\":\"10.0.1." + number + "\",\"port\":9000,\"v\":1}";
    }

    private static String key(int number) {
        return "10.0.1." + number + ":9000";
    }

    /** Registries forward requests of others: one of these must not pass for what the registry itself says. */
    @Test
    void aChangeThatWantsAnAnswerIsNotTheRegistrys() {
        watch(5, 0);
        registry.send("{\"id\":77,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/changed\",\"data\":"
                + change(6, List.of(instance(1)), List.of(key(0))) + "}}");
        assertThat(registry.last()).contains("\"id\":77").contains("404");
        assertThat(known()).containsExactly(key(0));
    }
}

package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Instances that a person hides from callers, at a registry alone and in a cluster. */
class OperatorHoldsTest {

    private static final List<String> ADDRESSES = List.of("10.0.0.1:8427", "10.0.0.2:8427");
    private static final String KEY = "10.0.0.5:9000";
    private static final String BY = "ada \u00e9";

    private final World world = new World();
    private final MemoryCluster cluster = new MemoryCluster(world.loop());
    private final List<MemoryCluster.Participant> sides = ADDRESSES.stream().map(cluster::join).toList();
    private final TestRegistry one = TestRegistry.in(world, ADDRESSES.get(0), sides.get(0));
    private final TestRegistry two = TestRegistry.in(world, ADDRESSES.get(1), sides.get(1));

    private int visitors;

    private RawPeer peer(int registry, String announcement) {
        RawPeer peer = RawPeer.dial(world, "ws://" + ADDRESSES.get(registry) + "/10.0.0.5/9000/" + announcement);
        world.advance(Duration.ofMillis(10));
        return peer;
    }

    private Registrations.Held hold(TestRegistry at, boolean drain) {
        return at.get().hold("payments", KEY, new OperatorHold(drain, BY, world.timer().now(), null), BY,
                "it is hidden");
    }

    private Registrations.Held restore(TestRegistry at) {
        return at.get().hold("payments", KEY, null, BY, "it is shown");
    }

    private static RegistryEvent lastJoined(TestRegistry at) {
        return at.get().events().newest(event -> event.type() == EventType.JOINED, 1).get(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void anInstanceThatComesBackHiddenIsReportedAsHidden(boolean drain) {
        RawPeer peer = peer(0, "payments?v=1&id=a");
        assertThat(lastJoined(one).state()).isEqualTo("healthy");
        assertThat(lastJoined(one).reason()).isEqualTo("registered");
        hold(one, drain);
        peer.pipe().cut();
        peer(1, "payments?v=1&id=b");
        for (TestRegistry each : List.of(one, two)) {
            RegistryEvent joined = lastJoined(each);
            assertThat(joined.state()).isEqualTo(drain ? "draining" : "ejected");
            assertThat(joined.reason()).isEqualTo("registered, and is still " + joined.state());
        }
    }

    /** Whether a caller finds an instance. */
    private boolean isFound(TestRegistry at) {
        RawPeer caller = visitor(at == one ? 0 : 1);
        boolean found = caller.ask(0, "/-/find", "{\"namespace\":\"payments\"}").contains("9000");
        caller.close(1000, "");
        return found;
    }

    private RawPeer visitor(int registry) {
        return RawPeer.dial(world, "ws://" + ADDRESSES.get(registry)
                + "/3b241101-e2bb-4255-8caf-4136c566a962.invalid/1/checkout?v=1&id=w" + visitors++);
    }

    @Test
    void anInstanceThatIsEjectedAtOneRegistryIsFoundAtNone() {
        peer(0, "payments?v=1&id=a");
        assertThat(isFound(one)).isTrue();
        assertThat(isFound(two)).isTrue();
        assertThat(hold(two, false)).isEqualTo(Registrations.Held.DONE);
        world.advance(Duration.ofMillis(10));
        assertThat(isFound(one)).isFalse();
        assertThat(isFound(two)).isFalse();
        assertThat(one.get().detail("payments", KEY).hold().by()).isEqualTo(BY);
        assertThat(restore(one)).isEqualTo(Registrations.Held.DONE);
        world.advance(Duration.ofMillis(10));
        assertThat(isFound(one)).isTrue();
        assertThat(isFound(two)).isTrue();
        assertThat(restore(two)).isEqualTo(Registrations.Held.NOT_HELD);
    }

    /** The clock of the registry at which it was ejected is ten seconds ahead. */
    @Test
    void anInstanceIsShownAgainThoughTheClocksDiffer() {
        OperatorHolds ahead = new OperatorHolds();
        OperatorHolds behind = new OperatorHolds();
        Instant now = Instant.ofEpochSecond(1_000);
        ahead.set("payments", KEY, new OperatorHold(false, BY, now, null), now.plusSeconds(10));
        behind.merge(ahead.text("payments", KEY), change -> {
        });
        behind.set("payments", KEY, null, now);
        ahead.merge(behind.text("payments", KEY), change -> {
        });
        assertThat(ahead.get("payments", KEY)).isNull();
        ahead.set("payments", KEY, new OperatorHold(true, BY, now, null), now);
        behind.merge(ahead.text("payments", KEY), change -> {
        });
        assertThat(behind.get("payments", KEY)).isNotNull();
    }

    @Test
    void anEjectionStaysWhenItsInstanceComesBackAtAnotherRegistry() {
        RawPeer first = peer(0, "payments?v=1&id=a");
        hold(one, false);
        first.close(1006, "");
        world.advance(Duration.ofSeconds(1));
        peer(1, "payments?v=1&id=a");
        assertThat(one.get().instances("payments")).hasSize(1);
        assertThat(isFound(one)).isFalse();
        assertThat(isFound(two)).isFalse();
    }

    @Test
    void aRegistryThatStartsAnewLearnsTheHoldsOfTheOthers() {
        peer(1, "payments?v=1&id=a");
        hold(one, false);
        sides.get(0).kill();
        one.kill();
        one.start();
        world.advance(Duration.ofSeconds(1));
        assertThat(one.get().instances("payments")).hasSize(1);
        assertThat(isFound(one)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = { 1000, 1001 })
    void aDrainEndsWhenItsInstanceLeaves(int code) {
        RawPeer first = peer(0, "payments?v=1&id=a");
        hold(two, true);
        world.advance(Duration.ofMillis(10));
        first.close(code, "");
        world.advance(Duration.ofSeconds(1));
        peer(0, "payments?v=1&id=b");
        assertThat(isFound(one)).as("the next deployment").isTrue();
        assertThat(isFound(two)).isTrue();
    }

    /** Some nodes keep a link to each registry of their lists. No registry sees by its own links that none is left. */
    @Test
    void aDrainEndsWhenItsInstanceLeavesSeveralRegistriesAtOnce() {
        RawPeer first = peer(0, "payments?v=1&id=a");
        RawPeer second = peer(1, "payments?v=1&id=a");
        hold(one, true);
        world.advance(Duration.ofMillis(10));
        world.loop().execute(() -> {
            first.close(1001, "");
            second.close(1001, "");
        });
        world.advance(Duration.ofSeconds(1));
        peer(0, "payments?v=1&id=b");
        assertThat(isFound(one)).as("the next deployment").isTrue();
        assertThat(isFound(two)).isTrue();
    }

    /** A node dials each registry of its list, and closes all links to a cluster but one. */
    @ParameterizedTest
    @ValueSource(strings = { "stands by", "asked" })
    void aDrainSurvivesTheEndOfASecondConnection(String reason) {
        peer(0, "payments?v=1&id=a");
        hold(one, true);
        world.advance(Duration.ofMillis(10));
        peer(1, "payments?v=1&id=a").close(1000, reason);
        world.advance(Duration.ofSeconds(1));
        assertThat(one.get().instances("payments")).hasSize(1);
        assertThat(isFound(one)).isFalse();
        assertThat(isFound(two)).isFalse();
    }

    /** The message of its other registry may come later than the node. */
    @Test
    void aDrainSurvivesANodeThatStandsByBeforeItsOtherRegistryIsKnown() {
        peer(0, "payments?v=1&id=a");
        hold(one, true);
        world.network().last(ADDRESSES.get(0)).cut();
        peer(0, "payments?v=1&id=a").close(1000, "stands by");
        peer(1, "payments?v=1&id=a");
        assertThat(isFound(one)).isFalse();
        assertThat(isFound(two)).isFalse();
    }

    @Test
    void aDrainSurvivesALostConnection() {
        RawPeer first = peer(0, "payments?v=1&id=a");
        hold(one, true);
        first.close(1006, "");
        world.advance(Duration.ofSeconds(1));
        peer(0, "payments?v=1&id=a");
        assertThat(isFound(one)).isFalse();
    }

    @Test
    void watchersHearOfEachChangeOnce() {
        RawPeer watcher = visitor(1);
        watcher.ask(0, "/-/watch", "{\"namespace\":\"payments\"}");
        peer(0, "payments?v=1&id=a");
        world.advance(Duration.ofSeconds(1));
        hold(one, false);
        world.advance(Duration.ofSeconds(1));
        hold(two, true);
        world.advance(Duration.ofSeconds(1));
        restore(two);
        world.advance(Duration.ofSeconds(1));
        List<String> changes = watcher.received().stream().filter(frame -> frame.contains("/-/changed")).toList();
        assertThat(changes).hasSize(3);
        assertThat(changes.get(1)).contains("\"removed\":[\"" + KEY + "\"]");
        assertThat(changes.get(2)).contains("\"added\":[{");
    }

    @Test
    void aNamespaceWhoseInstancesAreAllHiddenIsNoOtherOne() {
        peer(0, "payments?v=1&id=a");
        RawPeer.dial(world, "ws://" + ADDRESSES.get(0) + "/10.0.0.6/9000/shop?v=1&id=s");
        RawPeer.dial(world, "ws://" + ADDRESSES.get(0) + "/10.0.0.7/9000/shop/cart?v=1&id=c");
        one.get().hold("shop/cart", "10.0.0.7:9000", new OperatorHold(false, BY, world.timer().now(), null), BY, "");
        CompletableFuture<ProxyAnswer> answer = one.get().call("shop/cart/pay", "{}", 1_000_000_000L, CallProtocol.WS)
                .answer();
        assertThat(answer.join().status()).isEqualTo("503");
        assertThat(answer.join().message()).isEqualTo("all instances of shop/cart are ejected or draining");
    }

    @Test
    void theTimeOfAnEjectionEndsAndAnHourWithoutItsInstanceToo() {
        OperatorHolds holds = new OperatorHolds();
        Instant now = Instant.ofEpochSecond(1_000_000);
        holds.set("a", "k:1", new OperatorHold(false, BY, now, now.plusSeconds(60)), now);
        holds.set("a", "k:2", new OperatorHold(false, BY, now, null), now);
        assertThat(holds.sweep(now.plusSeconds(59), id -> false)).isEmpty();
        assertThat(holds.sweep(now.plusSeconds(60), id -> false)).containsExactly(RegistryEvent.id("a", "k:1"));
        assertThat(holds.get("a", "k:2")).isNotNull();
        holds.sweep(now.plusSeconds(59 + 3_601), id -> false);
        assertThat(holds.get("a", "k:2")).isNull();
    }

    @Test
    void theNewerActCountsHoweverTheyArrive() {
        OperatorHolds here = new OperatorHolds();
        OperatorHolds there = new OperatorHolds();
        Instant now = Instant.ofEpochSecond(1_000_000);
        OperatorHold hold = new OperatorHold(true, BY, now, now.plusSeconds(60));
        here.set("a", "k:1", hold, now);
        there.set("a", "k:1", null, now.plusMillis(1));
        String older = here.texts().get(0);
        assertThat(merged(there, older)).isEmpty();
        assertThat(merged(here, there.texts().get(0)))
                .containsExactly(new OperatorHolds.Change("a", "k:1", hold, null));
        OperatorHolds third = new OperatorHolds();
        assertThat(merged(third, older)).containsExactly(new OperatorHolds.Change("a", "k:1", null, hold));
        assertThatThrownBy(() -> merged(third, "nonsense")).isInstanceOf(IllegalArgumentException.class);
    }

    /** A registry that is cut off sees none of the others' instances. Forgetting them is no act of a person. */
    @Test
    void aHoldThatOneRegistryForgetsStaysWhereItsInstanceIs() {
        OperatorHolds cutOff = new OperatorHolds();
        OperatorHolds other = new OperatorHolds();
        Instant now = Instant.ofEpochSecond(1_000_000);
        OperatorHold hold = new OperatorHold(false, BY, now, null);
        other.set("a", "k:1", hold, now);
        merged(cutOff, other.texts().get(0));
        cutOff.sweep(now, id -> false);
        cutOff.sweep(now.plusSeconds(3_601), id -> false);
        assertThat(cutOff.get("a", "k:1")).isNull();
        assertThat(cutOff.texts()).allSatisfy(text -> assertThat(merged(other, text)).isEmpty());
        assertThat(other.get("a", "k:1")).isEqualTo(hold);
        assertThat(merged(cutOff, other.texts().get(0)))
                .containsExactly(new OperatorHolds.Change("a", "k:1", null, hold));
    }

    /** Registries miss an instance since different times. The hold was set a day before. */
    @Test
    void aHoldThatRegistriesForgetInTurnIsForgottenThoughTheySendItAgain() {
        OperatorHolds early = new OperatorHolds();
        OperatorHolds late = new OperatorHolds();
        Instant now = Instant.ofEpochSecond(1_000_000);
        early.set("a", "k:1", new OperatorHold(false, BY, now, null), now.minusSeconds(86_400));
        merged(late, early.texts().get(0));
        early.sweep(now, id -> false);
        late.sweep(now.plusSeconds(1_800), id -> false);
        early.sweep(now.plusSeconds(3_601), id -> false);
        assertThat(early.get("a", "k:1")).isNull();
        Instant again = now.plusSeconds(3_700);
        for (int i = 0; i < 3; i++) {
            early.sweep(again, id -> false);
            assertThat(merged(early, late.texts().get(0))).as("tells %s", i).hasSize(1);
            early.sweep(again.plusSeconds(1), id -> false);
            assertThat(early.get("a", "k:1")).as("its instance may be told soon").isNotNull();
            early.sweep(again.plusSeconds(62), id -> false);
            assertThat(early.get("a", "k:1")).as("it is told alone, tells %s", i).isNull();
            again = again.plusSeconds(100);
        }
        late.sweep(now.plusSeconds(1_800 + 3_601), id -> false);
        assertThat(late.get("a", "k:1")).isNull();
    }

    /** Its links of the cluster were down for longer than an hour. */
    @Test
    void aHoldThatIsToldAgainWithItsInstanceStaysForAnHourWithoutIt() {
        OperatorHolds holds = new OperatorHolds();
        OperatorHolds other = new OperatorHolds();
        Instant now = Instant.ofEpochSecond(1_000_000);
        other.set("a", "k:1", new OperatorHold(false, BY, now, null), now);
        String text = other.texts().get(0);
        merged(holds, text);
        holds.sweep(now, id -> false);
        holds.sweep(now.plusSeconds(3_601), id -> false);
        merged(holds, text);
        holds.sweep(now.plusSeconds(3_602), id -> false);
        holds.sweep(now.plusSeconds(3_603), id -> true);
        holds.sweep(now.plusSeconds(3_604), id -> false);
        holds.sweep(now.plusSeconds(3_604 + 3_600), id -> false);
        assertThat(holds.get("a", "k:1")).isNotNull();
        holds.sweep(now.plusSeconds(3_604 + 3_601), id -> false);
        assertThat(holds.get("a", "k:1")).isNull();
    }

    private static List<OperatorHolds.Change> merged(OperatorHolds holds, String text) {
        List<OperatorHolds.Change> changes = new ArrayList<>();
        holds.merge(text, changes::add);
        return changes;
    }

    /** An action that is recorded and not applied would be skipped each time that it is sent again. */
    @Test
    void anActThatCannotBeAppliedIsAppliedWhenItIsToldAgain() {
        OperatorHolds there = new OperatorHolds();
        Instant now = Instant.ofEpochSecond(1_000_000);
        for (int i = 1; i <= 3; i++) {
            there.set("a", "k:" + i, new OperatorHold(true, BY, now, null), now);
        }
        String text = there.texts().get(0);
        OperatorHolds here = new OperatorHolds();
        List<String> applied = new ArrayList<>();
        assertThatThrownBy(() -> here.merge(text, change -> {
            if (change.key().equals("k:2")) {
                throw new IllegalStateException("it fails");
            }
            applied.add(change.key());
        })).hasMessage("it fails");
        assertThat(applied).containsExactly("k:1");
        here.merge(text, change -> applied.add(change.key()));
        assertThat(applied).containsExactly("k:1", "k:2", "k:3");
    }

    @Test
    void aLineThatCannotBeReadKeepsNothingFromTheOthers() {
        peer(0, "payments?v=1&id=a");
        OperatorHolds there = new OperatorHolds();
        there.set("payments", KEY, new OperatorHold(true, BY, world.timer().now(), null), world.timer().now());
        sides.get(0).remote().holds("10.0.0.9:8427/1", "nonsense\n" + there.texts().get(0) + "a b c d e f\n");
        assertThat(isFound(one)).isFalse();
    }

    /** A script that drains and restores many instances must not tell all of them each time. */
    @Test
    void eachActIsToldByItself() {
        peer(0, "payments?v=1&id=a");
        for (int i = 0; i < 10; i++) {
            RawPeer.dial(world, "ws://" + ADDRESSES.get(0) + "/10.0.0.6/" + (9000 + i) + "/shop?v=1&id=s" + i);
            one.get().hold("shop", "10.0.0.6:" + (9000 + i), new OperatorHold(true, BY, world.timer().now(), null), BY,
                    "");
        }
        hold(one, false);
        restore(one);
        assertThat(sides.get(0).acts()).hasSize(12).allMatch(text -> text.lines().count() == 1);
    }

    @Test
    void actsHaveATotalBoundAndTheOldestThatHasEndedIsForgotten() {
        OperatorHolds holds = new OperatorHolds();
        Instant now = Instant.ofEpochSecond(1_000_000);
        holds.set("a", "first:1", new OperatorHold(true, BY, now, null), now);
        for (int i = 0; i < OperatorHolds.MAX_ACTS + 10; i++) {
            holds.set("a", "k:" + i, new OperatorHold(true, BY, now, null), now);
            holds.set("a", "k:" + i, null, now);
        }
        assertThat(holds.size()).isEqualTo(OperatorHolds.MAX_ACTS);
        assertThat(holds.get("a", "first:1")).isNotNull();
        assertThat(holds.text("a", "k:0")).isEmpty();
        assertThat(holds.text("a", "k:" + (OperatorHolds.MAX_ACTS + 9))).isNotEmpty();
        OperatorHolds other = new OperatorHolds();
        other.set("b", "other:1", new OperatorHold(true, BY, now, null), now);
        merged(holds, other.texts().get(0));
        assertThat(holds.size()).isEqualTo(OperatorHolds.MAX_ACTS);
        assertThat(holds.get("b", "other:1")).as("a hold takes the place of an act that has ended").isNotNull();
    }

    @Test
    void manyActsTravelInPartsThatFitAMessage() {
        OperatorHolds holds = new OperatorHolds();
        Instant now = Instant.ofEpochSecond(1_000_000);
        for (int i = 0; i < OperatorHolds.MAX; i++) {
            holds.set("a-namespace/with-a-name", "10.0.0.1:" + i, new OperatorHold(false, BY, now, null), now);
        }
        assertThat(holds.hasPlace("a", "one:more")).isFalse();
        assertThat(holds.texts()).hasSizeGreaterThan(1).allMatch(text -> text.length() <= 60_000);
        OperatorHolds other = new OperatorHolds();
        holds.texts().forEach(text -> merged(other, text));
        assertThat(other.get("a-namespace/with-a-name", "10.0.0.1:999")).isNotNull();
    }
}

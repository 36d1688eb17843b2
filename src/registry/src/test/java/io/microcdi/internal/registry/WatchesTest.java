package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestTimer;

/** Watches that begin while something changes. */
class WatchesTest {

    private static final Set<Thread.State> WAITING = Set.of(Thread.State.BLOCKED, Thread.State.TERMINATED);

    private final TestTimer timer = new TestTimer();
    private final Pipe pipe = new Pipe(Runnable::run);
    private final Link link = Instances.link(pipe, "watcher", 1);
    private final Instance instance = Instances.make("payments", 2);

    /** The list was made with it, and nobody was told yet that there is somebody to tell. */
    @Test
    @Timeout(120)
    void anInstanceThatLeavesWhileAListWithItIsMadeIsAnnounced() throws InterruptedException {
        List<Thread> leaving = new ArrayList<>();
        Watches[] watches = new Watches[1];
        watches[0] = new Watches(timer, 1_000, namespace -> {
            Thread thread = new Thread(() -> watches[0].removed(instance));
            leaving.add(thread);
            thread.start();
            while (!WAITING.contains(thread.getState())) {
                Thread.onSpinWait();
            }
            return List.of(instance);
        });
        assertThat(watches[0].watch("payments", link).text()).contains(instance.key().toString());
        leaving.get(0).join();
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).singleElement().asString().contains("/-/changed",
                "\"removed\":[\"" + instance.key() + "\"]");
    }

    /** The end of its watches may have come before their beginning: they would last for ever. */
    @Test
    void aLinkThatIsClosedWatchesNothing() {
        Watches watches = new Watches(timer, 1_000, namespace -> List.of());
        link.closed(CloseCodes.ABNORMAL, "");
        watches.closed(link);
        watches.watch("payments", link);
        watches.added(instance);
        timer.advance(Duration.ofMillis(50));
        Link living = Instances.link(new Pipe(Runnable::run), "watcher", 3);
        assertThat(watches.watch("payments", living).text()).as("nobody watched before").contains("\"rev\":0");
    }

    /** It closes after its watch was counted, and before the namespace knows it. */
    @Test
    void aLinkThatClosesWhileItBeginsToWatchWatchesNothing() {
        Watches watches = new Watches(timer, 1_000, namespace -> List.of());
        Link[] closing = new Link[1];
        closing[0] = Instances.link(pipe, "watcher", 1, () -> {
            closing[0].closed(CloseCodes.ABNORMAL, "");
            watches.closed(closing[0]);
        });
        closing[0].keep((4 << 10) - 1);
        watches.watch("payments", closing[0]);
        assertThat(closing[0].isOpen()).isFalse();
        watches.added(instance);
        timer.advance(Duration.ofMillis(50));
        Link living = Instances.link(new Pipe(Runnable::run), "watcher", 3);
        assertThat(watches.watch("payments", living).text()).as("nobody watched before").contains("\"rev\":0");
    }

    /** A thread that reads has other links to read. */
    @Test
    void aThreadThatReadsPushesFewMessages() {
        List<Instance> all = IntStream.range(0, 2_000).mapToObj(i -> Instances.make("payments", i)).toList();
        Watches watches = new Watches(timer, 1_000, namespace -> all);
        link.peer().greet(link.peer().info(), 2 << 10, url -> false);
        String answer = watches.watch("payments", link).text();
        assertThat(pipe.acceptor().sent()).hasSize(64);
        timer.advance(Duration.ofMillis(1));
        assertThat(pipe.acceptor().sent()).hasSizeGreaterThan(64).last().asString().doesNotContain("more");
        String whole = answer + pipe.acceptor().sent();
        assertThat(all).allMatch(instance -> whole.contains("\"" + instance.key() + "\""));
    }

    /** A push that nobody ends would be the last of its namespace. */
    @Test
    void whereAPushFailsTheNextIsMade() {
        FailingTimer failing = new FailingTimer();
        Watches watches = new Watches(failing, 1_000, namespace -> List.of());
        Link small = Instances.link(new Pipe(Runnable::run), "watcher", 3);
        small.peer().greet(small.peer().info(), 1, url -> false);
        watches.watch("payments", small);
        watches.watch("payments", link);
        watches.added(instance);
        failing.fails = true;
        failing.advance(Duration.ofMillis(50));
        failing.fails = false;
        watches.removed(instance);
        failing.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).last().asString().contains("\"rev\":2,",
                "\"removed\":[\"" + instance.key() + "\"]");
    }

    @Test
    void aChangeThatCannotBeScheduledIsToldWithTheNext() {
        FailingTimer failing = new FailingTimer();
        Watches watches = new Watches(failing, 1_000, namespace -> List.of());
        watches.watch("payments", link);
        failing.fails = true;
        assertThatThrownBy(() -> watches.added(instance)).isInstanceOf(OutOfMemoryError.class);
        failing.fails = false;
        Instance next = Instances.make("payments", 4);
        watches.added(next);
        failing.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).singleElement().asString().contains("\"rev\":1,",
                instance.key().toString(), next.key().toString());
    }

    /** A timer that takes no alarm for a while, as of a process without memory. */
    private static final class FailingTimer extends TestTimer {

        private boolean fails;

        @Override
        public Alarm after(long nanos, Runnable action) {
            if (fails) {
                throw new OutOfMemoryError("expected by this test");
            }
            return super.after(nanos, action);
        }
    }

    @Test
    void aLinkThatBeginsToWatchCostsTheOthersNothing() {
        Watches watches = new Watches(timer, 1_000, namespace -> List.of());
        watches.watch("payments", link);
        watches.added(instance);
        for (int i = 0; i < 100; i++) {
            watches.watch("payments", Instances.link(new Pipe(Runnable::run), "watcher", 10 + i));
        }
        assertThat(pipe.acceptor().sent()).isEmpty();
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).singleElement().asString().contains("\"rev\":1,");
    }

    /** The list has the change already; it is told once more, which changes nothing, so that all count alike. */
    @Test
    void aLinkThatBeginsWhileAChangeWaitsIsToldOfItByTheNextNumber() {
        Watches watches = new Watches(timer, 1_000, namespace -> List.of(instance));
        watches.watch("payments", Instances.link(new Pipe(Runnable::run), "watcher", 3));
        watches.added(instance);
        assertThat(watches.watch("payments", link).text()).contains("\"rev\":0", instance.key().toString());
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).singleElement().asString().contains("\"rev\":1,",
                instance.key().toString());
    }

    @Test
    void aListLongerThanOneMessageTravelsInParts() {
        List<Instance> many = IntStream.range(10, 2_010).mapToObj(i -> Instances.make("payments", i)).toList();
        Watches watches = new Watches(timer, 1_000, namespace -> many);
        List<String> texts = new ArrayList<>(List.of(watches.watch("payments", link).text()));
        assertThat(texts.get(0)).startsWith("{\"rev\":0,\"more\":true,\"instances\":[");
        List<String> parts = pipe.acceptor().sent();
        texts.addAll(parts);
        assertThat(texts).hasSizeGreaterThan(2).allSatisfy(text -> assertThat(text.length()).isLessThan(64 << 10));
        for (int i = 0; i < parts.size(); i++) {
            assertThat(parts.get(i)).contains("\"rev\":" + (i + 1) + ",");
            assertThat(parts.get(i).contains("\"more\":true")).isEqualTo(i < parts.size() - 1);
        }
        assertThat(keys(texts)).isEqualTo(many.stream().map(each -> each.key().toString()).toList());

        // the next change has the next number of each link
        Pipe late = new Pipe(Runnable::run);
        int told = parts.size();
        watches.removed(many.get(0));
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent().get(told)).contains("\"rev\":" + (told + 1) + ",");
        Link again = Instances.link(late, "watcher", 2);
        assertThat(watches.watch("payments", again).text()).startsWith("{\"rev\":1,");
    }

    /** Earlier changes must not count as changes of the new list. */
    @Test
    void aLinkThatAsksAgainGoesOnCounting() {
        List<Instance> many = new ArrayList<>(
                IntStream.range(10, 1_010).mapToObj(i -> Instances.make("payments", i)).toList());
        Watches watches = new Watches(timer, 1_000, namespace -> many);
        watches.watch("payments", link);
        int parts = pipe.acceptor().sent().size();
        many.clear();
        watches.removed(instance);
        timer.advance(Duration.ofMillis(50));
        assertThat(watches.watch("payments", link).text()).startsWith("{\"rev\":" + (parts + 1) + ",");
    }

    @Test
    void manyChangesAtOnceTravelInPartsToo() {
        List<Instance> many = IntStream.range(10, 2_010).mapToObj(i -> Instances.make("payments", i)).toList();
        Watches watches = new Watches(timer, 1_000, namespace -> List.of());
        watches.watch("payments", link);
        many.forEach(watches::added);
        timer.advance(Duration.ofMillis(50));
        List<String> texts = pipe.acceptor().sent();
        assertThat(texts).hasSizeGreaterThan(2).allSatisfy(text -> assertThat(text.length()).isLessThan(64 << 10));
        for (int i = 0; i < texts.size(); i++) {
            assertThat(texts.get(i)).contains("\"rev\":" + (i + 1) + ",").doesNotContain("\"more\"");
        }
        assertThat(keys(texts)).hasSize(2_000);
    }

    @Test
    void aLinkWatchesNoMoreNamespacesThanAllowed() {
        Watches watches = new Watches(timer, 3, namespace -> List.of());
        for (int i = 0; i < 3; i++) {
            watches.watch("n" + i, link);
            watches.watch("n" + i, link);
        }
        assertThatThrownBy(() -> watches.watch("n3", link)).isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("at most 3 ").hasMessageContaining("micro.registry-server.max-watches");
        watches.watch("n2", link);
        watches.unwatch("n2", link);
        watches.watch("n3", link);
    }

    @Test
    void theMemoryOfAWatchCountsForItsLink() {
        Watches watches = new Watches(timer, 1_000, namespace -> List.of());
        for (int i = 0; i < 100; i++) {
            watches.watch("n".repeat(100) + i, link);
            watches.watch("n".repeat(100) + i, link);
        }
        assertThat(link.buffered()).isBetween(100L * 1_200, 100L * 1_300);
        for (int i = 0; i < 100; i++) {
            watches.unwatch("n".repeat(100) + i, link);
            watches.unwatch("n".repeat(100) + i, link);
        }
        assertThat(link.buffered()).isZero();
    }

    /** One peer must not have all others told everything in crumbs, and nobody once it has left. */
    @Test
    void aLinkThatTakesLittleCostsTheOthersLittleAndNothingWhenItHasLeft() {
        List<Instance> many = IntStream.range(10, 2_010).mapToObj(i -> Instances.make("payments", i)).toList();
        Watches watches = new Watches(timer, 1_000, namespace -> List.of());
        watches.watch("payments", link);
        Link small = Instances.link(new Pipe(Runnable::run), "watcher", 2);
        small.peer().greet(small.peer().info(), 1, url -> false);
        watches.watch("payments", small);
        many.forEach(watches::added);
        timer.advance(Duration.ofMillis(50));
        int told = pipe.acceptor().sent().size();
        assertThat(pipe.acceptor().sent()).allSatisfy(text -> assertThat(text.length()).isBetween(4 << 10, 16 << 10));

        watches.closed(small);
        many.forEach(watches::removed);
        many.forEach(watches::added);
        timer.advance(Duration.ofMillis(100));
        List<String> later = pipe.acceptor().sent().subList(told, pipe.acceptor().sent().size());
        assertThat(later.size()).isLessThan(told);
    }

    private static List<String> keys(List<String> texts) {
        return texts.stream().flatMap(text -> Pattern.compile("\"key\":\"([^\"]+)\"").matcher(text).results())
                .map(result -> result.group(1)).toList();
    }

    /** Of 12,000 instances with Kubernetes' names, in one message. */
    @Test
    void aLinkWithALimitIsToldOfSoMany() {
        List<Instance> many = IntStream.range(0, 12_000).mapToObj(i -> Instances.make("payments", i)).toList();
        Watches watches = new Watches(timer, 1_000, namespace -> many);
        String list = watches.watch("payments", 100, link).text();
        assertThat(list).startsWith("{\"rev\":0,\"instances\":[").doesNotContain("\"more\"");
        List<Instance> listed = many.stream().filter(i -> list.contains('"' + i.key().toString() + '"')).toList();
        assertThat(listed).hasSize(100);
        Pipe other = new Pipe(Runnable::run);
        assertThat(watches.watch("payments", 100, Instances.link(other, "watcher", 9)).text()).isNotEqualTo(list);
        assertThat(watches.watch("payments", 100, link).text()).as("asked again").isEqualTo(list);
    }

    @Test
    void aLinkWithALimitIsToldWhenOneOfItsInstancesLeaves() {
        List<Instance> many = new ArrayList<>(
                IntStream.range(0, 500).mapToObj(i -> Instances.make("payments", i)).toList());
        Watches watches = new Watches(timer, 1_000, namespace -> many);
        String list = watches.watch("payments", 100, link).text();
        List<Instance> chosen = many.stream().filter(i -> list.contains('"' + i.key().toString() + '"')).toList();
        List<Instance> others = many.stream().filter(i -> !chosen.contains(i)).toList();
        many.remove(others.get(0));
        watches.removed(others.get(0));
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).as("not one of its own").noneMatch(text -> text.contains("changed"));
        many.remove(chosen.get(0));
        watches.removed(chosen.get(0));
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).singleElement().asString().contains("\"rev\":1,\"added\":[{",
                "\"removed\":[\"" + chosen.get(0).key() + "\"]");
    }

    @Test
    void aLinkWithAZoneIsToldOfItsZoneFirst() {
        List<Instance> many = new ArrayList<>(IntStream.range(0, 500)
                .mapToObj(i -> Instances.inZone("payments", i, i % 10 == 0 ? "eu-1" : "eu-2")).toList());
        Watches watches = new Watches(timer, 1_000, namespace -> many);
        Link caller = Instances.link(pipe, "watcher", 1, "eu-1");
        String list = watches.watch("payments", 100, caller).text();
        assertThat(list.split("\"zone\":\"eu-1\"", -1)).as("all of the zone").hasSize(1 + 50);
        assertThat(list.split("\"zone\":\"eu-2\"", -1)).as("filled up").hasSize(1 + 50);
        Instance newcomer = Instances.inZone("payments", 1_000, "eu-1");
        many.add(newcomer);
        watches.added(newcomer);
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).as("takes the place of another zone's").singleElement().asString()
                .contains("\"key\":\"" + newcomer.key() + "\"", "\"zone\":\"eu-1\"", "\"removed\":[\"10.1.");
        assertThat(caller.buffered()).as("with spares").isBetween(12L * 150, 12L * 150 + 1_200);
        watches.unwatch("payments", caller);
        assertThat(caller.buffered()).isZero();
    }

    /** Its message is lost. The others must hear of this change, and all of the next one. */
    @Test
    void aLinkThatCannotBeToldKeepsNothingFromTheOthers() {
        Watches watches = new Watches(timer, 1_000, namespace -> List.of());
        boolean[] fails = new boolean[1];
        Link failing = Instances.link(new Pipe(Runnable::run), "watcher", 7, () -> {
            if (fails[0]) {
                throw new IllegalStateException("no memory");
            }
        });
        watches.watch("payments", failing);
        watches.watch("payments", link);
        failing.keep((4 << 10) - 1 - failing.buffered());
        fails[0] = true;
        watches.added(instance);
        timer.advance(Duration.ofMillis(50));
        fails[0] = false;
        assertThat(pipe.acceptor().sent()).singleElement().asString().contains("\"rev\":1,");
        watches.removed(instance);
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).hasSize(2).last().asString().contains("\"rev\":2,");
    }

    /** One that had no room for a change would not know of it until the next change, which may come days later. */
    @Test
    void aLinkThatMissedAChangeIsToldThatItDid() {
        Watches watches = new Watches(timer, 1_000, namespace -> List.of());
        link.peer().greet(link.peer().info(), 1_500, url -> false);
        watches.watch("payments", link);
        Pipe limitedPipe = new Pipe(Runnable::run);
        Link limited = Instances.link(limitedPipe, "watcher", 7);
        limited.peer().greet(limited.peer().info(), 1_500, url -> false);
        watches.watch("payments", 100, limited);
        Instance tooLong = Instances.inZone("payments", 2, "z".repeat(2_000));
        watches.added(tooLong);
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).isEmpty();
        assertThat(limitedPipe.acceptor().sent()).isEmpty();
        timer.advance(Duration.ofSeconds(1));
        for (Pipe each : List.of(pipe, limitedPipe)) {
            assertThat(each.acceptor().sent()).singleElement().asString()
                    .contains("\"rev\":2,\"added\":[],\"removed\":[]");
        }
        timer.advance(Duration.ofSeconds(5));
        assertThat(pipe.acceptor().sent()).as("once").hasSize(1);
        assertThat(watches.watch("payments", link).text()).startsWith("{\"rev\":2,");
    }

    @Test
    void aLinkThatMissedAChangeAndHasLeftIsToldNothing() {
        Watches watches = new Watches(timer, 1_000, namespace -> List.of());
        link.peer().greet(link.peer().info(), 1_500, url -> false);
        watches.watch("payments", link);
        watches.added(Instances.inZone("payments", 2, "z".repeat(2_000)));
        timer.advance(Duration.ofMillis(50));
        watches.unwatch("payments", link);
        timer.advance(Duration.ofSeconds(5));
        assertThat(pipe.acceptor().sent()).isEmpty();
    }

    /** While many limited watchers are ranked, registrations wait for nothing, and new watchers neither. */
    @Test
    @Timeout(120)
    void nobodyWaitsWhileWatchersAreRanked() {
        List<Instance> many = new ArrayList<>(
                IntStream.range(0, 300).mapToObj(i -> Instances.make("payments", i)).toList());
        Runnable[] meanwhile = new Runnable[1];
        Watches watches = new Watches(timer, 1_000, namespace -> {
            Runnable once = meanwhile[0];
            meanwhile[0] = null;
            if (once != null) {
                once.run();
            }
            return many;
        });
        String list = watches.watch("payments", 100, link).text();
        Instance chosen = many.stream().filter(i -> list.contains('"' + i.key().toString() + '"')).findFirst()
                .orElseThrow();
        many.remove(chosen);
        watches.removed(chosen);
        Pipe other = new Pipe(Runnable::run);
        meanwhile[0] = () -> CompletableFuture.runAsync(() -> {
            watches.added(chosen);
            watches.watch("payments", 100, Instances.link(other, "watcher", 7_000));
            watches.removed(chosen);
        }).orTimeout(30, TimeUnit.SECONDS).join();
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).singleElement().asString().contains("\"rev\":1,\"added\":[{",
                "\"removed\":[\"" + chosen.key() + "\"]");
        many.add(chosen);
        watches.added(chosen);
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).as("the changes that came meanwhile").last().asString().contains(
                "\"rev\":2,",
                "\"key\":\"" + chosen.key() + "\"");
    }

    /** Changes for the earlier watch may still be in flight. */
    @Test
    void aLinkThatWatchesAgainCountsOn() {
        for (int limit : new int[] { 0, 100 }) {
            List<Instance> many = IntStream.range(10, 1_010).mapToObj(i -> Instances.make("payments", i)).toList();
            List<Instance> now = new ArrayList<>(many);
            Watches watches = new Watches(timer, 1_000, namespace -> now);
            Pipe mine = new Pipe(Runnable::run);
            Link again = Instances.link(mine, "watcher", 5_000);
            watches.watch("payments", limit, again);
            now.clear();
            many.forEach(watches::removed);
            timer.advance(Duration.ofMillis(50));
            String last = mine.acceptor().sent().get(mine.acceptor().sent().size() - 1);
            watches.unwatch("payments", again);
            assertThat(watches.watch("payments", limit, again).text())
                    .startsWith("{\"rev\":" + last.replaceAll(".*\"rev\":([0-9]+).*", "$1") + ",");
        }
    }
}

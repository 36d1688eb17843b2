package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.internal.cluster.Codec.Kind;
import io.microcdi.internal.cluster.Codec.Message;
import io.microcdi.internal.registry.Replication;
import io.microcdi.internal.registry.Replication.Entry;
import io.microcdi.internal.registry.Replication.Orphans;
import io.microcdi.internal.registry.Replication.Removal;

/** Whole parts and changes of a member travel on different ways: either may overtake the other. */
class PeerPartTest {

    private static final String OWNER = "127.0.0.1:7800/a";

    private final Heard heard = new Heard();
    private final PeerPart peer = new PeerPart(heard);

    /** The ports of the instances of the owner. */
    private static final class Heard implements Replication.Remote {

        final TreeSet<Integer> ports = new TreeSet<>();
        /** Each state that somebody could have found. */
        final List<String> states = new ArrayList<>();
        /** The number of entries in the last whole part. */
        int entries;
        /** Runs while a snapshot is applied. */
        Runnable meanwhile = () -> {
        };

        @Override
        public void changed(String owner, List<Entry> put, List<Removal> removed) {
            put.forEach(entry -> ports.add(entry.key().port()));
            removed.forEach(
                    removal -> ports.remove(Integer.parseInt(removal.key().substring(removal.key().indexOf(':') + 1))));
            states.add(ports.toString());
        }

        @Override
        public void whole(String owner, List<Entry> entries) {
            meanwhile.run();
            this.entries = entries.size();
            ports.clear();
            changed(owner, entries, List.of());
        }

        @Override
        public void calls(String owner, String text) {
        }

        @Override
        public void holds(String owner, String text) {
        }

        @Override
        public List<String> holds() {
            return List.of();
        }

        @Override
        public void lost(String owner) {
            states.add("lost");
        }

        @Override
        public List<Orphans> orphans() {
            return List.of();
        }

        @Override
        public void orphans(Orphans of) {
        }
    }

    private boolean take(Kind kind, String owner, long number, boolean more, int... ports) {
        return peer.take(new Message(kind, owner, "", "", number, more,
                Arrays.stream(ports).mapToObj(port -> Member.entry(port, 0)).toList(), List.of(), ""));
    }

    private boolean whole(long number, int... ports) {
        return take(Kind.WHOLE, OWNER, number, false, ports);
    }

    private boolean delta(long number, int port) {
        return take(Kind.DELTA, OWNER, number, false, port);
    }

    @Test
    void changesThatComeBeforeTheWholeWaitForIt() {
        assertThat(delta(3, 30)).isFalse();
        assertThat(delta(4, 40)).isFalse();
        assertThat(heard.states).isEmpty();
        assertThat(whole(3, 10, 20, 30)).isFalse();
        assertThat(heard.ports).containsExactly(10, 20, 30, 40);
        assertThat(peer.isWhole()).isTrue();
    }

    @Test
    void aGapIsHealedByTheWhole() {
        whole(1, 10);
        assertThat(delta(3, 30)).as("asks for the whole").isTrue();
        assertThat(whole(3, 10, 20, 30)).isFalse();
        assertThat(heard.ports).containsExactly(10, 20, 30);
    }

    /** A member that was asked twice sends its part twice. Changes that came meanwhile must not be taken back. */
    @Test
    void aWholeThatChangesHaveOvertakenTakesNothingBack() {
        whole(1, 10);
        delta(2, 20);
        delta(3, 30);
        assertThat(whole(1, 10)).isFalse();
        assertThat(heard.ports).containsExactly(10, 20, 30);
        assertThat(heard.states).doesNotHaveDuplicates();
        assertThat(delta(4, 40)).as("no gap").isFalse();
        assertThat(heard.ports).containsExactly(10, 20, 30, 40);
    }

    @Test
    void anOldWholeDoesNotCloseAGap() {
        whole(1, 10);
        delta(2, 20);
        assertThat(delta(4, 40)).isTrue();
        whole(1, 10);
        assertThat(peer.isWhole()).isFalse();
        assertThat(heard.ports).containsExactly(10, 20);
        whole(4, 10, 20, 30, 40);
        assertThat(heard.ports).containsExactly(10, 20, 30, 40);
        assertThat(peer.isWhole()).isTrue();
    }

    /** One whose sender could not send its last message, and the next one. */
    @Test
    void aWholeThatBrokeOffAddsNothingToTheNextOne() {
        take(Kind.WHOLE, OWNER, 1, true, 10, 20);
        whole(2, 30);
        assertThat(heard.ports).containsExactly(30);
    }

    /** One whose sender could not send its last message, and sends it again before anything has changed. */
    @Test
    void aWholeThatBrokeOffAgainAndAgainIsStoredOnce() {
        for (int i = 0; i < 10; i++) {
            take(Kind.WHOLE, OWNER, 1, true, 10, 20);
        }
        take(Kind.WHOLE, OWNER, 1, false, 30);
        assertThat(heard.ports).containsExactly(10, 20, 30);
        assertThat(heard.entries).isEqualTo(3);
    }

    /** The registry could not take a change in. */
    @Test
    void aPartThatIsBrokenIsAskedForAndHealed() {
        whole(1, 10);
        peer.broken();
        assertThat(peer.isWhole()).isFalse();
        assertThat(take(Kind.DIGEST, OWNER, 1, false)).as("asks for the whole").isTrue();
        whole(1, 10, 20);
        assertThat(heard.ports).containsExactly(10, 20);
        assertThat(peer.isWhole()).isTrue();
    }

    /** Its last message must not seem to be all. */
    @Test
    void aWholeOfWhichAMessageCannotBeReadIsAskedForAgain() {
        whole(1, 10, 20);
        take(Kind.WHOLE, OWNER, 2, true, 10);
        peer.unreadable();
        assertThat(peer.isWhole()).isFalse();
        assertThat(take(Kind.WHOLE, OWNER, 2, false, 30)).as("asks for the whole").isTrue();
        assertThat(heard.ports).containsExactly(10, 20);
        take(Kind.WHOLE, OWNER, 2, true, 10, 20);
        take(Kind.WHOLE, OWNER, 2, false, 30);
        assertThat(heard.ports).containsExactly(10, 20, 30);
        assertThat(peer.isWhole()).isTrue();
    }

    @Test
    void anotherStartCountsFromTheBeginning() {
        whole(7, 10);
        assertThat(take(Kind.WHOLE, "127.0.0.1:7800/b", 0, false, 20)).isFalse();
        assertThat(heard.states).containsExactly("[10]", "lost", "[20]");
    }

    /** It waited behind another one, while a view took the member out. Nothing would end its part any more. */
    @Test
    void aMessageThatComesAfterTheLossBringsNothingBack() {
        whole(1, 10);
        peer.lost();
        assertThat(whole(2, 20)).as("asks nobody").isFalse();
        assertThat(delta(3, 30)).isFalse();
        take(Kind.CALLS, OWNER, 3, false);
        assertThat(heard.states).containsExactly("[10]", "lost");
    }

    @Test
    void aMemberThatWasLostBeforeItsFirstMessageTellsNothing() {
        peer.lost();
        whole(1, 10);
        assertThat(heard.states).isEmpty();
    }

    /** Calls and probes ask for the members: they must not wait until thousands of instances have been taken in. */
    @Test
    @Timeout(120)
    void nobodyWaitsForAWholeThatIsTakenIn() {
        delta(1, 10);
        List<Object> seen = new ArrayList<>();
        heard.meanwhile = () -> {
            CompletableFuture<Object> member = CompletableFuture.supplyAsync(() -> peer.member("x").owner());
            CompletableFuture<Object> isWhole = CompletableFuture.supplyAsync(peer::isWhole);
            seen.add(member.orTimeout(30, TimeUnit.SECONDS).join());
            seen.add(isWhole.orTimeout(30, TimeUnit.SECONDS).join());
        };
        whole(1, 10);
        assertThat(seen).containsExactly(OWNER, false);
        assertThat(peer.isWhole()).isTrue();
    }
}

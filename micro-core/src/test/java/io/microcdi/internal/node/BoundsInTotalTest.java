package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.assertj.core.api.Condition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/**
 * The memory that all links of a node hold is bounded: beyond the bound the node closes the link that holds the most.
 */
class BoundsInTotalTest {

    private static final String NODE = "10.0.0.5:9000";
    private static final int KB = 1 << 10;

    private final World world = new World().set(ConfigKeys.MAX_BUFFERED_SIZE, 100 * KB)
            .set(ConfigKeys.MAX_LINKS, 50).set(ConfigKeys.MAX_LINKS_PER_ADDRESS, 3);
    private final TestNode node = world.node("payments", NODE);

    @BeforeEach
    void start() {
        node.listen();
    }

    @Test
    void thePeerThatHasLeftTheMostUnreadIsClosedAndTheOthersGoOn() {
        RawPeer modest = unreading(1);
        RawPeer greedy = unreading(2);
        push(modest, 20 * KB);
        push(greedy, 70 * KB);
        assertThat(greedy.closed()).isEmpty();
        try (LogCapture log = new LogCapture("io.microcdi.node")) {
            push(modest, 20 * KB);
            assertThat(greedy.closed()).startsWith("1013 ");
            assertThat(log.messages()).singleElement().asString().startsWith("MICRO001109: ")
                    .contains("100 KB", "micro.max-buffered-size", "orders at 10.0.0.2:9000");
        }
        assertThat(modest.closed()).isEmpty();
        push(modest, 20 * KB);
        assertThat(modest.closed()).isEmpty();
        modest.pipe().acceptor().resume();
        assertThat(modest.received()).hasSize(4);
        assertThat(node.node().counters().buffered()).isZero();
    }

    /** A message that is being sent is held as text and as bytes. */
    @Test
    void aMessageThatIsBeingSentCounts() {
        RawPeer peer = peer(1);
        peer.pipe().acceptor().stall();
        push(peer, 40 * KB);
        assertThat(node.node().counters().buffered()).isBetween(80L * KB, 81L * KB);
        peer.pipe().acceptor().resume();
        assertThat(node.node().counters().buffered()).isZero();
    }

    @Test
    void unfinishedMessagesCount() {
        List<RawPeer> peers = IntStream.range(1, 6).mapToObj(this::peer).toList();
        for (RawPeer peer : peers.subList(0, 4)) {
            assertThat(receiver(peer).unfinished(12 * KB)).isTrue();
        }
        assertThat(receiver(peers.get(4)).unfinished(20 * KB)).as("this one is closed").isFalse();
        assertThat(peers.get(4).closed()).startsWith("1013 ");
        assertThat(peers.subList(0, 4)).allMatch(peer -> peer.closed().isEmpty());
        assertThat(receiver(peers.get(4)).unfinished(21 * KB)).isFalse();
    }

    /** Such a link is in no list yet. */
    @Test
    void aDialledPeerThatSaysNoHelloIsClosedBeforeModestOnes() {
        RawPeer modest = unreading(1);
        push(modest, 20 * KB);
        RawPeer first = dialled(2);
        RawPeer second = dialled(3);
        assertThat(diallers(2).unfinished(30 * KB)).isTrue();
        diallers(3).unfinished(30 * KB);
        assertThat(List.of(first.closed(), second.closed())).areExactly(1,
                new Condition<>(text -> text.startsWith("1013 "), "closed"));
        assertThat(modest.closed()).isEmpty();
        assertThat(node.node().counters().buffered()).isLessThan(100L * KB);
        world.advance(Duration.ofSeconds(2));
        assertThat(node.node().counters().buffered()).as("both are given up").isLessThan(30L * KB);
    }

    /** Links that hold nothing cannot make room. */
    @Test
    void linksThatHoldNothingAreNotClosed() {
        RawPeer idle = peer(1);
        RawPeer modest = unreading(2);
        push(modest, 20 * KB);
        Link unlisted = node.node().newLink(new Pipe(world.loop()).dialler(), new PeerState(
                new Announcement(InstanceKey.of("10.0.0.7", 9000, ""), "orders", PeerInfo.NONE), true, 1 << 20));
        unlisted.keep(200 * KB);
        assertThat(modest.closed()).startsWith("1013 ");
        assertThat(idle.closed()).isEmpty();
    }

    /** A peer that the node dials, and that says nothing. */
    private RawPeer dialled(int number) {
        RawPeer peer = RawPeer.listen(world, dialAddress(number));
        node.node()
                .dial(new PeerAddress("orders", InstanceKey.parse(dialAddress(number)), "ws", true, false, "its-id"));
        return peer;
    }

    private Receiver diallers(int number) {
        return world.network().last(dialAddress(number)).dialler().receiver();
    }

    private static String dialAddress(int number) {
        return "10.0.1." + number + ":9000";
    }

    @Test
    void aMessageThatHasAnEndCountsNoMore() {
        RawPeer peer = peer(1);
        for (int i = 0; i < 10; i++) {
            assertThat(receiver(peer).unfinished(40 * KB)).isTrue();
            peer.send("1");
        }
        assertThat(node.node().counters().buffered()).isZero();
    }

    @Test
    void aMessageWithoutAnEndIsClosedAfterTwicePingInterval() {
        RawPeer peer = peer(1);
        RawPeer other = peer(2);
        int length = 0;
        receiver(other).unfinished(1);
        for (int second = 0; second < 19; second++) {
            assertThat(receiver(peer).unfinished(++length)).isTrue();
            other.send("1");
            world.advance(Duration.ofSeconds(1));
        }
        assertThat(peer.closed()).isEmpty();
        receiver(peer).unfinished(++length);
        world.advance(Duration.ofSeconds(2));
        assertThat(peer.closed()).startsWith("1008 ").contains("without an end");
        assertThat(other.closed()).isEmpty();
    }

    @Test
    void endlessPartsWithoutContentAreClosedAtOnce() {
        RawPeer peer = peer(1);
        int parts = 0;
        while (parts < 10_000 && receiver(peer).unfinished(0)) {
            parts++;
        }
        assertThat(parts).isBetween(500, 2_000);
        assertThat(peer.closed()).startsWith("1008 ");
    }

    /** It is closed after three seconds, and may send what it likes meanwhile. */
    @Test
    void nothingIsHeldOfARefusedPeer() {
        RawPeer refused = RawPeer.dial(world, "ws://" + NODE + "/10.0.0.9/0/orders");
        assertThat(receiver(refused).unfinished(1)).isFalse();
    }

    @Test
    void noMoreLinksThanAllowedComeFromOneAddress() {
        for (int i = 1; i <= 3; i++) {
            assertThat(handshake(i, "192.0.2.1")).isEmpty();
            peer(i);
        }
        assertThat(handshake(4, "192.0.2.1")).contains("3 links").contains("micro.max-links-per-address");
        assertThat(handshake(4, "192.0.2.2")).isEmpty();
        assertThat(handshake(4, null)).as("it is not known everywhere").isEmpty();
    }

    /** All of them are looked at before the first link of them opens. */
    @Test
    void handshakesAtTheSameTimeOpenNoMoreLinksThanAllowedFromOneAddress() {
        for (int i = 1; i <= 5; i++) {
            assertThat(handshake(i, "192.0.2.1")).isEmpty();
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(peer(i).closed()).isEmpty();
        }
        RawPeer fourth = peer(4);
        assertThat(fourth.closed()).startsWith("1013 ").contains("3 links", "micro.max-links-per-address");
        assertThat(peer(5).closed()).startsWith("1013 ");
        assertThat(node.node().reservedLinks()).as("the refused ones have no place").isEqualTo(3);
        assertThat(handshake(6, "192.0.2.2")).isEmpty();
        assertThat(peer(6).closed()).isEmpty();
    }

    @Test
    void aClosedLinkMakesRoomForAnotherOfItsAddress() {
        RawPeer first = null;
        for (int i = 1; i <= 3; i++) {
            handshake(i, "192.0.2.1");
            first = peer(i);
        }
        first.close(1000, "");
        assertThat(handshake(3, "192.0.2.1")).isEmpty();
        peer(3);
        assertThat(handshake(4, "192.0.2.1")).isNotEmpty();
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        assertThat(IpRanges.network("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(IpRanges.network("2001:db8:1:2:ffff::1%eth0".replace("%eth0", "")))
                .isNotEqualTo(IpRanges.network("2001:db8:1:3::1"));
        assertThat(IpRanges.network("::ffff:192.0.2.1")).isEqualTo(IpRanges.network("::ffff:c000:201"))
                .isNotEqualTo(IpRanges.network("::ffff:192.0.2.2"));
        assertThat(IpRanges.network("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(IpRanges.network("no:address")).isEqualTo("no:address");
    }

    private String handshake(int number, String remote) {
        return node.node().refusal(ConnectRequest.of(path(number), "v=1&id=a" + number).from(remote))
                .map(ConnectRefusal::reason).orElse("");
    }

    private static String path(int number) {
        return "/10.0.0." + number + "/9000/orders";
    }

    private RawPeer peer(int number) {
        return RawPeer.dial(world, "ws://" + NODE + path(number) + "?v=1&id=a" + number);
    }

    /** One that takes its hello, and then reads nothing. */
    private RawPeer unreading(int number) {
        RawPeer peer = peer(number);
        peer.received().clear();
        peer.pipe().acceptor().stall();
        push(peer, 1);
        return peer;
    }

    private static Receiver receiver(RawPeer peer) {
        return peer.pipe().acceptor().receiver();
    }

    private static void push(RawPeer peer, int length) {
        ((Link) receiver(peer)).push("\"/x\"", "\"" + "x".repeat(length) + "\"");
    }
}

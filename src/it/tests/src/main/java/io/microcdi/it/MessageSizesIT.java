package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Parcel;
import io.microcdi.it.app.Parcels;
import io.microcdi.testing.support.Await;

/**
 * Messages of all sizes pass over a link, whichever end opened it and whichever asks, up to the very character that
 * {@code micro.max-message-size} names. A larger message is refused, and other calls on the link succeed.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("slow")
class MessageSizesIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    /** The default of {@code micro.max-message-size}. */
    private static final int LIMIT = 1 << 20;
    private static final int SMALLER = 1 << 16;
    private static final int[] LENGTHS = { 10, 10_000, 1_000_000 };
    /** One to four bytes as UTF-8; the last is two characters of Java. */
    private static final List<String> UNITS = List.of("a", "ä", "€", "😀");
    private static final Pattern SIZE = Pattern.compile(" has (\\d+) characters");

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "parcels", order = 2, testable = false)
    static WebArchive parcels() {
        return Wars.configured(Wars.withExtension("parcels", Parcels.class, Parcel.class),
                "micro.request-timeout=5m", "micro.handler-timeout=5m");
    }

    @Test
    void overALinkThatTheServerAccepted() throws Exception {
        try (OutsideNode outside = outside("parcels-accepted", LIMIT); NodeLink orders = orders()) {
            assertCarries(new Sender.FromOutside(outside.caller().peer("parcels"), outside.node().namespace()));
            assertCarries(new Sender.FromServer(orders, outside.node().namespace()));
            assertFewLinks(outside, orders);
        }
    }

    @Test
    void overALinkThatTheServerOpened() throws Exception {
        try (OutsideNode outside = outside("parcels-opened", LIMIT); NodeLink orders = orders()) {
            assertCarries(new Sender.FromServer(orders, outside.node().namespace()));
            assertCarries(new Sender.FromOutside(outside.caller().peer("parcels"), outside.node().namespace()));
            assertFewLinks(outside, orders);
        }
    }

    /** As between all ends of which one does not know binary messages. */
    @Test
    void asText() throws Exception {
        try (OutsideNode outside = parcels(OutsideNode.ofTexts("parcels-text")); NodeLink orders = orders()) {
            assertCarries(new Sender.FromOutside(outside.caller().peer("parcels"), outside.node().namespace()));
            assertCarries(new Sender.FromServer(orders, outside.node().namespace()));
            assertFewLinks(outside, orders);
        }
    }

    /** Each end announces its bound: the dialling end in its URL, the accepting end in its hello. */
    @Test
    void theSmallerLimitOfOneEndIsKeptByTheOther() throws Exception {
        try (OutsideNode outside = outside("parcels-smaller", SMALLER); NodeLink orders = orders()) {
            assertSmallerIsKept(outside, new Sender.FromServer(orders, outside.node().namespace()));
            assertFewLinks(outside, orders);
        }
        try (OutsideNode outside = outside("parcels-opening", SMALLER); NodeLink orders = orders()) {
            warmUp(new Sender.FromOutside(outside.caller().peer("parcels"), outside.node().namespace()));
            assertSmallerIsKept(outside, new Sender.FromServer(orders, outside.node().namespace()));
            assertFewLinks(outside, orders);
        }
    }

    private static void assertSmallerIsKept(OutsideNode outside, Sender server) throws Exception {
        warmUp(server);
        assertLimit(server, "€", false, SMALLER);
        assertLimit(server, "€", true, LIMIT);
        Sender other = new Sender.FromOutside(outside.caller().peer("parcels"), outside.node().namespace());
        warmUp(other);
        assertLimit(other, "€", false, LIMIT);
        assertLimit(other, "€", true, SMALLER);
    }

    private static OutsideNode outside(String namespace, int limit) {
        return parcels(OutsideNode.of(namespace, limit));
    }

    private static OutsideNode parcels(OutsideNode outside) {
        RegistryView.deployed().awaitKeys("parcels", Set.of(Server.key("/parcels")), JOINED);
        Parcels routes = new Parcels();
        outside.node().register("/take", String.class, (text, context) -> routes.take(text));
        outside.node().register("/give", Parcel.class, (parcel, context) -> routes.give(parcel));
        outside.node().register("/hold", String.class, (name, context) -> routes.hold(name));
        outside.node().register("/release", String.class, (name, context) -> {
            routes.release(name);
            return null;
        });
        return outside.start();
    }

    /** Tells the server what to send, and not over the link that is looked at. */
    private static NodeLink orders() {
        return NodeLink.open(Server.url("/parcels"), "127.0.0.1/19142/orders");
    }

    /** The ids of what follows have as many digits as each other: its frames are longer than their texts by as much. */
    private static void warmUp(Sender sender) throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(sender.carry("a", 10, false)).isEqualTo(Parcel.ARRIVED);
        }
    }

    private static void assertCarries(Sender sender) throws Exception {
        warmUp(sender);
        CompletableFuture<String> neighbour = sender.hold();
        for (String unit : UNITS) {
            for (boolean fetched : new boolean[] { false, true }) {
                for (int length : LENGTHS) {
                    assertThat(sender.carry(unit, length, fetched)).as("%d of %s, fetched: %s", length, unit, fetched)
                            .isEqualTo(Parcel.ARRIVED);
                }
                assertLimit(sender, unit, fetched, LIMIT);
            }
        }
        assertThat(neighbour).isNotDone();
        sender.release();
        assertThat(neighbour.get(60, TimeUnit.SECONDS)).isEqualTo(sender.name());
    }

    /** How much the frame adds to the text is told by the refusal of a text that is too long by itself. */
    private static void assertLimit(Sender sender, String unit, boolean fetched, int limit) throws Exception {
        int largest = 2 * limit - refusedSize(sender.carry(unit, limit, fetched), fetched, limit);
        assertThat(sender.carry(unit, largest, fetched)).as("a frame of %d of %s, fetched: %s", limit, unit, fetched)
                .isEqualTo(Parcel.ARRIVED);
        assertThat(refusedSize(sender.carry(unit, largest + 1, fetched), fetched, limit)).isEqualTo(limit + 1);
    }

    private static int refusedSize(String outcome, boolean fetched, int limit) {
        assertThat(outcome).startsWith(fetched ? "CallFailedException 413: the answer has "
                : "CallRefusedException 413: ").endsWith(" takes " + limit + " (micro.max-message-size)");
        Matcher size = SIZE.matcher(outcome);
        assertThat(size.find()).as(outcome).isTrue();
        return Integer.parseInt(size.group(1));
    }

    private static void assertFewLinks(OutsideNode outside, NodeLink orders) throws Exception {
        // each end calls over a link that it has dialled itself
        assertThat(outside.opened()).hasSizeBetween(1, 2);
        assertThat(outside.closed()).isEmpty();
        // links of the test before may end a moment later, and so may a link to the node itself
        awaitFew("the server, by one link or two, and the registry", 2, () -> outside.node().counters().links());
        awaitFew("the registry, this test and the node outside", 3,
                () -> orders.call("/links", null).getInt("data"));
    }

    private static void awaitFew(String what, int least, Callable<Integer> links) {
        Await.until(what, JOINED, () -> {
            int open = links.call();
            if (open < least || open > least + 1) {
                throw new IllegalStateException(open + " links are open");
            }
            return true;
        });
    }
}

package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.RawJson;
import io.microcdi.Registration;
import io.microcdi.RouteHandler;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.error.RouteException;
import io.microcdi.internal.concurrent.WriteCoalescer;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** The accepting side of a node: admission, the hello, and the answers to requests. */
class AcceptTest {

    private static final String NODE = "10.0.0.5:9000";
    private static final String HELLO = "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":"
            + "{\"v\":1,\"id\":\"evil\",\"features\":[\"batch\"]}}}";

    private final World world = new World().set(ConfigKeys.MAX_LINKS, 5);
    private final TestNode node = world.node("payments", NODE);

    @BeforeEach
    void start() {
        node.listen();
    }

    @ParameterizedTest
    @ValueSource(strings = { "10.0.0.9/0/orders", "10.0.0.9/65536/orders", "10.0.0.9/x/orders", "a b/9000/orders",
            "10.0.0.9/9000/-orders", "10.0.0.9/9000/a/b/c/d/e/f/g/h/i", "10.0.0.9/9000/or%2Fders", "10.0.0.9//orders",
            "fd00::1/9000/orders?v=1&id=a&path=/..%2f" })
    void aPathThatIsNoAnnouncementIsRefusedWith1008(String announcement) {
        RawPeer peer = dialAndWait(announcement.replace(" ", "%20"));
        if (announcement.startsWith("fd00")) {
            assertThat(peer.closed()).isEmpty();
        } else {
            assertThat(peer.closed()).startsWith("1008 ");
            assertThat(node.node().reservedLinks()).isZero();
        }
    }

    @Test
    void theRegistrysNamespaceIsReserved() {
        assertThat(dialAndWait("10.0.0.9/9000/registry").closed()).startsWith("1008 ").contains("reserved");
    }

    @Test
    void anAnnouncementOfTheRegistrysNamespaceIsInTheAuditLog() {
        try (LogCapture capture = new LogCapture("io.microcdi.audit")) {
            assertThat(refusal("/10.0.0.9/9000/registry", null, "10.0.0.9")).isPresent();
            dialAndWait("10.0.0.8/9000/registry");
            List<String> lines = capture.messages();
            assertThat(lines).hasSize(2).last().asString().contains("registry at 10.0.0.8:9000");
            assertThat(lines.get(0))
                    .startsWith("MICRO001800: Refused (rights): registry at 10.0.0.9:9000, from 10.0.0.9: ");
        }
    }

    /** It dials again at once: a hundred of its attempts a second would be in the log and in the way. */
    @Test
    void aNodeJsPeerThatIsRefusedIsClosedAfterAWhile() {
        RawPeer refused = RawPeer.dial(world, "ws://" + NODE + "/10.0.0.9/9000/-orders");
        assertThat(refused.closed()).isEmpty();
        world.advance(Duration.ofMillis(2_999));
        assertThat(refused.closed()).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(refused.closed()).startsWith("1008 ");
        assertThat(dial("10.0.0.9/0/orders?v=1&id=a").closed()).as("one of ours waits by itself").startsWith("1008 ");
    }

    @Test
    void noMoreThanAThousandWaitToBeClosed() {
        List<RawPeer> refused = new ArrayList<>();
        for (int i = 0; i < 1_001; i++) {
            refused.add(RawPeer.dial(world, "ws://" + NODE + "/10.0.0.9/0/orders"));
        }
        assertThat(refused.subList(0, 1_000)).allMatch(peer -> peer.closed().isEmpty());
        assertThat(refused.get(1_000).closed()).startsWith("1008 ");
        node.node().stop();
        assertThat(refused).as("nobody is kept when the node stops")
                .allMatch(peer -> peer.closed().startsWith("1008 "));
    }

    @Test
    void aRefusalComesBeforeTheHandshake() {
        assertThat(refusal("/10.0.0.9/9000/orders", "v=1&id=a", "10.0.0.9")).isEmpty();
        assertThat(refusal("/10.0.0.9/0/orders", null, "10.0.0.9")).hasValueSatisfying(
                reason -> assertThat(reason).contains("1 to 65535"));
        assertThat(refusal("/10.0.0.9/9000/registry", null, null).orElse("")).contains("reserved");
        for (int i = 1; i <= 5; i++) {
            dial("10.0.0.9/900" + i + "/orders");
        }
        assertThat(refusal("/10.0.0.9/9009/orders", null, null).orElse(""))
                .contains("more than 5 links (micro.max-links)");
        node.node().stop();
        assertThat(refusal("/10.0.0.9/9009/orders", null, null).orElse("")).contains("does not run");
    }

    /** The socket of a peer that does not read may take a server many seconds, and has its file descriptor until then. */
    @Test
    void aSocketThatIsStillToBeCutOffHasItsPlace() {
        Queue<Runnable> cuts = new ArrayDeque<>();
        Executor loop = world.loop();
        world.sockets(new IoExecutors(loop, loop, loop, loop, loop, loop, cuts::add, WriteCoalescer.NONE));
        TestNode other = world.node("billing", "10.0.0.6:9000").listen();
        List<Link> links = new ArrayList<>();
        other.node().observe(new LinkObserver() {

            @Override
            public void opened(Link link) {
                links.add(link);
            }
        });
        String url = "ws://10.0.0.6:9000/10.0.0.9/9000/orders?v=1&id=a";
        for (int i = 0; i < 5; i++) {
            assertThat(RawPeer.dial(world, url).closed()).isEmpty();
        }
        links.forEach(link -> link.cutOff(1013, "does not read"));
        assertThat(other.node().links()).isZero();
        assertThat(RawPeer.dial(world, url).closed()).startsWith("1013 ");
        cuts.remove().run();
        assertThat(RawPeer.dial(world, url).closed()).isEmpty();
        assertThat(RawPeer.dial(world, url).closed()).startsWith("1013 ");
    }

    @Test
    void aTrailingSlashIsDropped() {
        assertThat(dial("10.0.0.9/9000/orders/").closed()).isEmpty();
        assertThat(node.node().reservedLinks()).isEqualTo(1);
    }

    @Test
    void moreLinksThanAllowedAreRefusedWith1013() {
        for (int i = 1; i <= 5; i++) {
            assertThat(dial("10.0.0.9/900" + i + "/orders").closed()).isEmpty();
        }
        RawPeer last = dialAndWait("10.0.0.9/9009/orders");
        assertThat(last.closed()).startsWith("1013 ");
        assertThat(node.node().reservedLinks()).isEqualTo(5);
    }

    @Test
    void aNodeThatDoesNotRunTakesNobody() {
        node.node().stop();
        assertThat(dial("10.0.0.9/9000/orders").closed()).startsWith("1001 ");
    }

    @Test
    void onlyAPeerThatAnnouncedAVersionIsGreeted() {
        assertThat(dial("10.0.0.9/9000/orders").received()).isEmpty();
        assertThat(dial("10.0.0.9/9000/orders?v=1").received()).as("without an id there is no version").isEmpty();
        assertThat(dial("10.0.0.9/9000/orders?v=1&id=a&features=batch&unknown=x").last())
                .startsWith("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\"");
    }

    /** Other threads may use a link as soon as it is known. The hello says what they may send. */
    @Test
    void nothingComesBeforeTheHello() {
        node.node().observe(new LinkObserver() {

            @Override
            public void opened(Link link) {
                link.push("\"/news\"", null);
            }
        });
        assertThat(dial("10.0.0.9/9000/orders?v=1&id=a&features=batch").received()).hasSize(2)
                .element(0).asString().contains("/-/hello");
    }

    @Test
    void theHelloNamesTheRoutesThatMayBeRepeated() {
        node.route("/charge", context -> null);
        node.idempotentRoute("/orders/{id}", context -> null);
        assertThat(dial("10.0.0.9/9000/orders?v=1&id=a").last()).contains("\"/orders/{id}\"")
                .doesNotContain("/charge", "notIdempotent");
        node.route("/orders/new", context -> null);
        assertThat(dial("10.0.0.9/9001/orders?v=1&id=c").last())
                .contains("\"/orders/{id}\"],\"notIdempotent\":[\"/orders/new\"]");
    }

    /** A caller has its links for days, and would repeat calls of a route that it does not know of. */
    @Test
    void aPeerWithTheHelloGetsALaterRouteThatMayNotBeRepeated() {
        node.idempotentRoute("/orders/{id}", context -> null);
        RawPeer peer = dial("10.0.0.9/9000/orders?v=1&id=a");
        RawPeer silent = dial("10.0.0.9/9001/orders");
        Registration later = node.route("/orders/new", context -> null);
        assertThat(peer.received()).hasSize(2);
        assertThat(peer.last()).contains("\"twoway\":false,\"data\":{\"url\":\"/-/hello\"",
                "\"/orders/{id}\"],\"notIdempotent\":[\"/orders/new\"]");
        node.route("/charge", context -> null);
        node.idempotentRoute("/refunds/{id}", context -> null);
        later.close();
        assertThat(peer.received()).as("answers that no caller would repeat by mistake").hasSize(2);
        assertThat(silent.received()).isEmpty();
    }

    @Test
    void aLinkThatCannotGetTheNewRoutesIsClosed() {
        node.idempotentRoute("/orders/{id}", context -> null);
        RawPeer peer = dial("10.0.0.9/9000/orders?v=1&id=a&maxMessage=2000");
        assertThat(peer.received()).hasSize(1);
        node.route("/orders/" + "x".repeat(2_000), context -> null);
        assertThat(peer.received()).hasSize(1);
        assertThat(peer.closed()).startsWith("1013 ").contains("routes have changed");
    }

    @Test
    void theDiallingEndCannotGreet() {
        RawPeer peer = dial("10.0.0.9/9000/orders");
        peer.send(HELLO);
        peer.send("[{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}]");
        assertThat(peer.received()).as("an array is still one message that is no frame").isEmpty();
        assertThat(node.node().counters().malformed()).isEqualTo(1);
    }

    @Test
    void batchesAreAcceptedFromAPeerThatAnnouncedThem() {
        node.node().register(new RouteSpec(PathPattern.parse("/x"), false, true), context -> context.url());
        RawPeer peer = dial("10.0.0.9/9000/orders?v=1&id=a&features=batch");
        peer.send("[{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}},"
                + "{\"id\":2,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}]");
        assertThat(String.join("", peer.received())).contains("\"id\":1", "\"id\":2");
        peer.send("[{\"id\":3");
        assertThat(peer.closed()).startsWith("1002 ");
    }

    @Test
    void aPeerThatAnnouncesABoundGetsNoLongerAnswer() {
        node.node().register(new RouteSpec(PathPattern.parse("/x"), false, true), context -> "x".repeat(2_000));
        assertThat(dial("10.0.0.9/9000/orders?v=1&id=a&maxMessage=2000").ask(1, "/x", "1")).contains("\"status\":413",
                " takes 2000 (micro.max-message-size)");
        assertThat(dial("10.0.0.8/9000/orders?v=1&id=b").ask(1, "/x", "1")).contains("\"status\":200");
    }

    /** A result that throws while it is written. */
    public static final class Secretive {

        /** Read by JSON-B. */
        public String getUrl() {
            throw new IllegalStateException("jdbc:db://shop?password=secret");
        }
    }

    @Test
    void aResultThatThrowsIsAnInternalErrorAndItsTextStaysHere() {
        node.node().register(new RouteSpec(PathPattern.parse("/x"), false, true), context -> new Secretive());
        assertThat(dial("10.0.0.9/9000/orders").ask(1, "/x", "1")).contains("\"status\":500", "internal error")
                .doesNotContain("secret");
    }

    @Test
    void aResultThatBreaksABoundIsToldToTheCaller() {
        node.node().register(new RouteSpec(PathPattern.parse("/x"), false, true), context -> new RawJson("[1"));
        assertThat(dial("10.0.0.9/9000/orders").ask(1, "/x", "1")).contains("\"status\":500", "not one JSON value");
    }

    @Test
    void nobodyWaitsForTheAnswerOfAHello() {
        assertThat(dial("10.0.0.9/9000/orders").ask(1, "/-/hello", "null")).contains("\"status\":404");
    }

    @Test
    void anUnknownRouteIsAnswered404ByName() {
        assertThat(dial("10.0.0.9/9000/orders").ask(1, "/missing", "1")).contains("\"status\":404", "/missing");
        assertThat(dial("10.0.0.8/9000/orders?v=1&id=a").ask(1, "/missing", "1")).contains("\"executed\":false");
    }

    @Test
    void aPushToAnUnknownRouteIsDropped() {
        RawPeer peer = dial("10.0.0.9/9000/orders");
        peer.send("{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/missing\"}}");
        assertThat(peer.received()).isEmpty();
    }

    @Test
    void aResultOrAnExceptionOfAHandlerIsAnswered() {
        node.route("/nothing", context -> RouteHandler.NOTHING);
        node.route("/null", context -> null);
        node.route("/text", context -> {
            throw new RouteException("OUT_OF_STOCK", "none left");
        });
        node.route("/boom", context -> {
            throw new IllegalStateException("boom");
        });
        node.route("/later", context -> CompletableFuture.failedFuture(new RouteException(403, "forbidden")));
        RawPeer peer = dial("10.0.0.9/9000/orders");
        assertThat(peer.ask(1, "/nothing", "1")).endsWith("\"data\":{\"status\":200}}");
        assertThat(peer.ask(2, "/null", "1")).endsWith("\"data\":{\"status\":200,\"data\":null}}");
        assertThat(peer.ask(3, "/text", "1")).contains("\"status\":\"OUT_OF_STOCK\"", "\"message\":\"none left\"");
        assertThat(peer.ask(4, "/boom", "1")).contains("\"status\":500", "\"message\":\"internal error\"");
        assertThat(peer.ask(5, "/later", "1")).contains("\"status\":403", "forbidden");
    }

    @Test
    void theSmallerOfTheCallersTimeAndItsOwnIsKept() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        node.route("/slow", context -> first);
        RawPeer peer = dial("10.0.0.9/9000/orders?v=1&id=a&features=deadline");
        peer.send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/slow\",\"timeout\":250}}");
        world.timer().advanceMillis(249);
        assertThat(first).isNotDone();
        world.timer().advanceMillis(1);
        assertThat(first).isCancelled();
        assertThat(peer.last()).contains("\"id\":1", "\"status\":504");
        peer.send("{\"id\":2,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/other\",\"timeout\":9007199254740991}}");
        assertThat(peer.last()).contains("\"status\":404");
    }

    @Test
    void aDeadlineBeyondAllBoundsIsTheNodesOwn() {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        node.route("/slow", context -> stage);
        RawPeer peer = dial("10.0.0.9/9000/orders?v=1&id=a&features=deadline");
        peer.send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/slow\",\"timeout\":9007199254740991}}");
        world.timer().advanceMillis(29_999);
        assertThat(stage).isNotDone();
        world.timer().advanceMillis(1);
        assertThat(stage).isCancelled();
    }

    @Test
    void theNodesOwnRoutesAreReserved() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> node.route("/-/mine", context -> null))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("/-/mine")
                .hasMessageContaining("reserved");
    }

    private RawPeer dialAndWait(String announcement) {
        RawPeer peer = dial(announcement);
        world.advance(Duration.ofSeconds(3));
        return peer;
    }

    private RawPeer dial(String announcement) {
        return RawPeer.dial(world, "ws://" + NODE + "/" + announcement);
    }

    private enum Failure {
        BEFORE_THE_LINK_IS_LISTED, AS_IT_IS_LISTED, AS_IT_IS_LISTED_AND_CLOSES
    }

    /** As in a process without memory: nothing else would give the places back. */
    @ParameterizedTest
    @EnumSource(Failure.class)
    void aLinkThatCannotBeOpenedGivesItsPlacesBack(Failure moment) {
        boolean beforeItIsListed = moment == Failure.BEFORE_THE_LINK_IS_LISTED;
        world.set(ConfigKeys.MAX_LINKS_PER_ADDRESS, 3);
        TestNode few = world.node("billing", "10.0.0.7:9000").listen();
        Transport broken = new Transport() {

            @Override
            public void enableReceivingBinary() {
                if (beforeItIsListed) {
                    throw new OutOfMemoryError("expected by this test");
                }
            }

            @Override
            public void send(String text, Sent done) {
                done.sent(null);
            }

            @Override
            public void ping(Sent done) {
                done.sent(null);
            }

            @Override
            public void close(int code, String reason) {
                // the server has closed the session
            }
        };
        few.node().observe(new LinkObserver() {

            @Override
            public void opened(Link link) {
                if (moment == Failure.AS_IT_IS_LISTED_AND_CLOSES) {
                    // its end is not reported here, because it is not listed yet
                    link.closed(1006, "gone");
                }
                if (!beforeItIsListed) {
                    throw new OutOfMemoryError("expected by this test");
                }
            }

            @Override
            public void closed(Link link, int code, String reason) {
                // not looked at
            }
        });
        for (int i = 0; i < 10; i++) {
            String query = "v=1&id=a" + i + "&features=binary";
            assertThat(few.node().refusal(ConnectRequest.of("/10.0.0.9/9000/orders", query).from("10.0.0.9")))
                    .as("attempt %d", i).isEmpty();
            assertThatThrownBy(() -> few.node().accept(broken, "/10.0.0.9/9000/orders", query))
                    .isInstanceOf(OutOfMemoryError.class);
            world.advance(Duration.ofMillis(1));
            assertThat(few.node().reservedLinks()).isZero();
            assertThat(few.node().openLinks()).isEmpty();
        }
    }

    private Optional<String> refusal(String path, String query, String remote) {
        return node.node().refusal(ConnectRequest.of(path, query).from(remote)).map(ConnectRefusal::reason);
    }

    /** Others would be told to dial it. */
    @ParameterizedTest
    @EnumSource(SecurityMode.class)
    void aHostThatNobodyMayAnnounceIsRefusedInEachMode(SecurityMode mode) {
        world.set(ConfigKeys.SECURITY_MODE, mode);
        TestNode registry = world.node("registry", World.REGISTRY).listen();
        for (String host : List.of("169.254.169.254", "2852039166", "10.0.0.9")) {
            Optional<ConnectRefusal> refusal = registry.node().refusal(new ConnectRequest("/" + host + "/80/orders",
                    null, "10.0.0.9", false, false, false, null, null, List.of()));
            boolean admitted = host.equals("10.0.0.9") && !registry.node().policy().enforces();
            assertThat(refusal.isEmpty()).as(host).isEqualTo(admitted);
        }
    }
}

package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.concurrent.WriteCoalescer;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.testing.Identities;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** The dialling side of a node. */
class LinkDialerTest {

    private static final InstanceKey KEY = InstanceKey.parse("10.0.1.0:9000");

    private final World world = new World();
    private final TestNode node = world.node("checkout", "10.0.0.6:9000/shop");

    @BeforeEach
    void start() {
        node.listen();
        node.node().announce(node.find(), "ws");
    }

    @Test
    void aHandshakeThatTimesOutIsToldWithItsTimeAndKey() {
        RawPeer.listen(world, KEY.toString());
        world.network().hang(KEY.toString());
        CompletableFuture<Link> dial = dial(true);
        CompletableFuture<Link> registry = node.node().dial(URI.create("ws://" + KEY), "registry",
                node.node().announcement());
        world.advance(Duration.ofSeconds(5));
        assertThatThrownBy(dial::join).hasMessageContaining("Connection timeout").hasMessageContaining(KEY.toString())
                .hasMessageContaining("5000 ms (micro.connect-timeout)");
        assertThat(registry).isNotDone();
        world.advance(Duration.ofSeconds(25));
        assertThatThrownBy(registry::join).hasMessageContaining("30000 ms (micro.registry.connect-timeout)");
    }

    @Test
    void aPeerOfOursIsDialledWithAllThatIsSaidOfOneself() {
        RawPeer.listen(world, KEY.toString());
        dial(true);
        URI url = world.network().dials().get(0).url();
        assertThat(url.getRawPath()).isEqualTo("/10.0.0.6/9000/checkout");
        assertThat(url.getRawQuery())
                .startsWith(
                        "v=1&id=" + node.node().id()
                                + "&features=batch,binary,deadline,errors,lease,leaving,metadata,path")
                .endsWith("&path=/shop&maxMessage=1048576");
    }

    /** A name server that does not answer holds the threads that resolve names, and any peer chooses its own host. */
    @Test
    void addressesAreDialledWhileNoNameIsResolved() {
        Queue<Runnable> names = new ArrayDeque<>();
        Executor loop = world.loop();
        world.sockets(new IoExecutors(loop, names::add, loop, loop, loop, loop, loop, WriteCoalescer.NONE));
        TestNode dialler = world.node("billing", "10.0.0.8:9000").listen();
        dialler.node().announce(dialler.find(), "ws");
        for (String address : List.of("10.0.1.0:9000", "[2001:db8::1]:9000", "payments.example:9000")) {
            RawPeer.listen(world, address);
            CompletableFuture<Link> dial = dialler.node()
                    .dial(new PeerAddress("payments", InstanceKey.parse(address), "ws", true));
            assertThat(dial.isDone()).as(address).isEqualTo(!address.startsWith("payments"));
            while (!names.isEmpty()) {
                names.remove().run();
            }
            assertThat(dial).as(address).isCompleted();
        }
    }

    /** Peers whose names are never resolved may hold all threads for the names of peers. */
    @Test
    void aRegistryIsDialledByItsNameWhileNoNameOfAPeerIsResolved() {
        Executor loop = world.loop();
        world.sockets(new IoExecutors(loop, held -> {
        }, loop, loop, loop, loop, loop, WriteCoalescer.NONE));
        RawPeer.listen(world, "registry.example:9000");
        TestNode node = world.node("billing", "10.0.0.8:9000").listen();
        assertThat(node.node().dial(URI.create("ws://registry.example:9000"), "registry", node.node().visitor()))
                .isCompleted();
    }

    /** As for want of memory, or of a class while the server stops the application. */
    @Test
    void aDialThatCannotBeginDoesNotHoldItsAddress() {
        boolean[] fails = { true };
        Executor loop = world.loop();
        world.sockets(IoExecutors.all(task -> {
            if (fails[0]) {
                throw new LinkageError() {

                    private static final long serialVersionUID = 1L;

                    @Override
                    public String getMessage() {
                        throw new IllegalStateException("expected by this test");
                    }
                };
            }
            loop.execute(task);
        }));
        TestNode dialler = world.node("billing", "10.0.0.8:9000").listen();
        dialler.node().announce(dialler.find(), "ws");
        RawPeer.listen(world, KEY.toString());
        PeerAddress address = new PeerAddress("payments", KEY, "ws", true);
        assertThat(dialler.node().dial(address)).isCompletedExceptionally();
        assertThat(dialler.node().dial(URI.create("ws://" + KEY), "registry", dialler.node().visitor()))
                .isCompletedExceptionally();
        fails[0] = false;
        assertThat(dialler.node().dial(address)).isCompleted();
    }

    @Test
    void eachAttemptToRegisterHasAHigherNumber() {
        RawPeer.listen(world, KEY.toString());
        node.node().dial(URI.create("ws://" + KEY), "registry", node.node().announcement());
        node.node().dial(URI.create("ws://" + KEY), "registry", node.node().announcement());
        assertThat(world.network().dials()).extracting(dial -> dial.url().getRawQuery().replaceAll(".*&dial=", ""))
                .containsExactly("1", "2");
    }

    @Test
    void aPeerThatKnowsNoPathsIsDialledUnderANameOfThisStart() {
        RawPeer.listen(world, KEY.toString());
        dial(false);
        assertThat(world.network().dials().get(0).url().getRawPath())
                .isEqualTo("/" + node.node().id() + ".invalid/9000/checkout");
    }

    /** The mode shows what would fail, which is the whole dial here. */
    @ParameterizedTest
    @CsvSource({ "PERMISSIVE, 10.0.1.0:9000, ws, 1", "PERMISSIVE, 10.0.1.0:9000, wss, 0",
            "OFF, 10.0.1.0:9000, ws, 0" })
    void permissiveTellsThatNoTokenIsSentInPlainText(SecurityMode mode, String address, String scheme, int lines) {
        world.set(ConfigKeys.SECURITY_MODE, mode).set(ConfigKeys.SECURITY_SECRET, List.of("a secret of the mesh"));
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            TestNode dialler = world.node("billing", "10.0.0.8:9000").listen();
            dialler.node().announce(dialler.find(), "ws");
            RawPeer.listen(world, address);
            dialler.node().dial(new PeerAddress("payments", InstanceKey.parse(address), scheme, true)).join();
            dialler.node().dial(URI.create(scheme + "://" + address), "registry", dialler.node().visitor()).join();
            assertThat(audit.messages()).hasSize(2 * lines).allMatch(line -> line.contains("Would be refused")
                    && line.contains(
                            " at " + address + ", from " + address + " (dialled by this node): is dialled without")
                    && line.contains("micro.security.allow-plain"));
        }
    }

    @Test
    void aPeerOfTheSecondDialectKnowsNoPathsEither() {
        RawPeer.listen(world, KEY.toString());
        node.node().dial(new PeerAddress("agents", KEY, "ws", false, true)).join();
        assertThat(world.network().dials().get(0).url())
                .hasToString("ws://10.0.1.0:9000/" + node.node().id() + ".invalid/9000");
    }

    /** A registry of this project tells that a peer is silent, another one does not. */
    @Test
    void anAddressFromSeveralSourcesIsDialledOnce() {
        RawPeer.listen(world, KEY.toString());
        world.network().hang(KEY.toString());
        CompletableFuture<Link> found = node.node().dial(new PeerAddress("agents", KEY, "ws", false, true));
        CompletableFuture<Link> listed = node.node()
                .dial(new PeerAddress("agents", KEY, "ws", false, true, "", false, "eu", true));
        world.network().release();
        assertThat(found).isCompleted();
        assertThat(listed).isCompleted();
        assertThat(world.network().dials()).hasSize(1);
    }

    @Test
    void withoutAPathItsOwnAddressIsSaidToEverybody() {
        TestNode root = world.node("checkout", "10.0.0.7:9000").listen();
        root.node().announce(root.find(), "ws");
        RawPeer.listen(world, KEY.toString());
        root.node().dial(new PeerAddress("payments", KEY, "ws", false, false)).join();
        assertThat(world.network().dials().get(0).url().getRawPath()).isEqualTo("/10.0.0.7/9000/checkout");
    }

    @Test
    void anIpv6AddressIsEncodedInThePath() {
        TestNode six = world.node("checkout", "[fe80::1]:9000").listen();
        six.node().announce(six.find(), "ws");
        RawPeer.listen(world, KEY.toString());
        six.node().dial(new PeerAddress("payments", KEY, "ws", false, false)).join();
        assertThat(world.network().dials().get(0).url().getRawPath()).isEqualTo("/%5Bfe80::1%5D/9000/checkout");
    }

    @Test
    void anOpenLinkIsTakenAgain() {
        RawPeer.listen(world, KEY.toString());
        Link link = dial(true).join();
        assertThat(dial(true).join()).isSameAs(link);
        assertThat(world.network().dials()).hasSize(1);
        link.abort(1000, "");
        assertThat(dial(true).join()).isNotSameAs(link);
    }

    /** Anybody may dial this node as payments, with the key and the id that a registry tells everybody. */
    @Test
    void aLinkThatTheOtherOneOpenedIsNotTaken() {
        RawPeer stranger = RawPeer.dial(world, "ws://10.0.0.6:9000/shop/10.0.1.0/9000/payments?v=1&id=a");
        RawPeer.listen(world, KEY.toString());
        PeerAddress payments = new PeerAddress("payments", KEY, "ws", true, false, "");
        assertThat(node.node().link(payments)).isNull();
        Link link = node.node().dial(payments).join();
        assertThat(link.peer().isDialled()).isTrue();
        assertThat(world.network().dials()).hasSize(2);
        link.push("\"/charge\"", "1");
        assertThat(stranger.received()).noneMatch(frame -> frame.contains("/charge"));
    }

    /** A peer behind address translation cannot be dialled. It is called over its own link if it has proved its name. */
    @Test
    void aLinkWhosePeerHasProvedItsNameIsTaken() {
        Node proving = proving("payments");
        world.network().listen("10.0.0.8:9000", proving::accept);
        RawPeer.dial(world, "ws://10.0.0.8:9000/10.0.1.0/9000/payments?v=1&id=a");
        RawPeer.dial(world, "ws://10.0.0.8:9000/10.0.1.0/9000/orders?v=1&id=a");
        Link link = proving.dial(new PeerAddress("payments", KEY, "ws", true, false, "a")).join();
        assertThat(link.peer().isDialled()).isFalse();
        assertThat(proving.link(new PeerAddress("payments", KEY, "ws", true, false, "b"))).as("another id").isNull();
        assertThat(proving.link(new PeerAddress("orders", KEY, "ws", true))).as("another name").isNull();
    }

    @Test
    void aPeerThatOnlyAnswersOverItsLinkIsDialled() {
        Node proving = proving("payments");
        world.network().listen("10.0.0.8:9000", proving::accept);
        RawPeer.listen(world, KEY.toString());
        RawPeer peer = RawPeer.dial(world,
                "ws://10.0.0.8:9000/10.0.1.0/9000/payments?v=1&id=a&features=answers-only,leaving");
        PeerAddress payments = new PeerAddress("payments", KEY, "ws", true, false, "");
        assertThat(proving.link(payments)).isNull();
        assertThat(proving.dial(payments).join().peer().isDialled()).isTrue();
        proving.openLinks().stream().filter(link -> link.peer().isDialled()).forEach(link -> link.abort(1000, ""));
        peer.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/leaving\",\"data\":{}}}");
        assertThat(proving.isLeaving(payments)).as("its word counts").isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "AUTO,,false", "REQUIRED,,true", "REQUIRED,true,false", "AUTO,false,true" })
    void aNodeThatIsNotCalledOverLinksThatItHasDialledSaysSo(SecurityMode mode, Boolean callBack, boolean says) {
        world.set(ConfigKeys.SECURITY_MODE, mode).set(ConfigKeys.SECURITY_ALLOW_PLAIN, true)
                .set(ConfigKeys.SECURITY_SECRET, List.of("the secret of all"));
        if (callBack != null) {
            world.set(ConfigKeys.SECURITY_CALL_BACK, callBack);
        }
        TestNode other = world.node("checkout", "10.0.0.7:9000").listen();
        other.node().announce(other.find(), "ws");
        RawPeer.listen(world, KEY.toString());
        other.node().dial(new PeerAddress("payments", KEY, "ws", true)).join();
        assertThat(world.network().dials().get(0).url().getRawQuery().contains("answers-only")).isEqualTo(says);
    }

    /** The Node.js package keeps one link for each host and port, and would close the one by which it calls this node. */
    @Test
    void aPeerOfNoVersionThatHasDialledThisNodeIsDialledUnderANameOfThisStart() {
        TestNode root = world.node("checkout", "10.0.0.7:9000").listen();
        root.node().announce(root.find(), "ws");
        RawPeer.listen(world, KEY.toString());
        RawPeer caller = RawPeer.dial(world, "ws://10.0.0.7:9000/10.0.1.0/9000/payments");
        assertThat(root.node().dial(new PeerAddress("payments", KEY, "ws", false)).join().isOpen()).isTrue();
        assertThat(world.network().dials().get(1).url().getRawPath())
                .isEqualTo("/" + root.node().id() + ".invalid/9000/checkout");
        root.node().dial(new PeerAddress("orders", KEY, "ws", false)).join();
        assertThat(world.network().dials().get(2).url().getRawPath()).isEqualTo("/10.0.0.7/9000/checkout");
        assertThat(caller.closed()).isEmpty();
    }

    private Node proving(String namespace) {
        ConnectPolicy policy = new Identities(
                announced -> Identities.of(List.of(namespace), List.of("*"), List.of("*")));
        Node proving = new Node("checkout", Set.of(), world.config(), world.environment(), world.network(), policy);
        proving.start();
        return proving;
    }

    @Test
    void aLinkOfTheSameAddressUnderAnotherNameIsNotTaken() {
        RawPeer.listen(world, KEY.toString());
        RawPeer.dial(world, "ws://10.0.0.6:9000/shop/10.0.1.0/9000/orders?v=1&id=a");
        assertThat(dial(true).join().peer().namespace()).isEqualTo("payments");
        assertThat(world.network().dials()).hasSize(2);
    }

    @Test
    void untilTheHelloCameFramesTravelAlone() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        Link link = dial(true).join();
        assertThat(link.peer().info().known()).isFalse();
        peer.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,\"id\":\"b\","
                + "\"features\":[\"batch\",\"deadline\"],\"maxMessage\":5000,\"path\":\"\",\"scheme\":\"ws\","
                + "\"idempotent\":[\"/orders/{id}\"],\"notIdempotent\":[\"/orders/new\"]}}}");
        assertThat(link.peer().isIdempotent("/orders/new")).isFalse();
        assertThat(link.peer().info().has("batch")).isTrue();
        assertThat(link.peer().maxMessage()).isEqualTo(5000);
        assertThat(link.peer().isIdempotent("/orders/7")).isTrue();
        assertThat(link.peer().isIdempotent("/charge")).isFalse();
    }

    /** The node sends it again before it serves a route that may not be repeated. */
    @Test
    void ofALaterHelloOnlyTheRoutesCount() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        Link link = dial(true).join();
        peer.send(hello("b", "payments"));
        peer.send(again("\"id\":\"b\",\"maxMessage\":5000,\"features\":[],\"idempotent\":[\"/orders/{id}\"]"));
        assertThat(link.peer().isIdempotent("/orders/new")).isTrue();
        assertThat(link.peer().maxMessage()).isNotEqualTo(5_000);
        peer.send(again("\"id\":\"c\",\"namespace\":\"billing\",\"idempotent\":[\"/orders/{id}\"],"
                + "\"notIdempotent\":[\"/orders/new\"]"));
        assertThat(link.isOpen()).isTrue();
        assertThat(link.peer().info().id()).isEqualTo("b");
        assertThat(link.peer().isIdempotent("/orders/new")).isFalse();
        assertThat(link.peer().isIdempotent("/orders/7")).isTrue();
        peer.send(again("\"id\":\"b\",\"idempotent\":[\"no path\"]"));
        assertThat(link.peer().isIdempotent("/orders/7")).as("which routes there are now, nobody knows").isFalse();
    }

    private static String again(String members) {
        return "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1," + members
                + "}}}";
    }

    @Test
    void theRoutesOfALargeHelloCountAsMemoryOfTheLink() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        Link link = dial(true).join();
        String routes = IntStream.range(0, 1_000).mapToObj(i -> "\"/r" + i + "\"").collect(Collectors.joining(","));
        peer.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,\"id\":\"b\","
                + "\"idempotent\":[" + routes + "]}}}");
        assertThat(link.peer().isIdempotent("/r999")).isTrue();
        assertThat(link.buffered()).isBetween(500_000L, 1_000_000L);
        peer.send(again("\"id\":\"b\",\"idempotent\":[" + routes + "]"));
        assertThat(link.buffered()).isBetween(500_000L, 1_000_000L);
        peer.send(again("\"id\":\"b\""));
        assertThat(link.buffered()).isLessThan(100_000L);
    }

    /** The address comes from the configuration, or from a registry that tells no ids. */
    @Test
    void aPeerThatAnswersUnderAnotherNameKeepsNoLinkAndIsAskedForItsNameNextTime() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        Link link = dial(true).join();
        peer.send(hello("c", "billing"));
        assertThat(link.isOpen()).isFalse();
        assertThat(peer.closed()).startsWith("1008").contains("another instance answers there");
        assertThat(node.node().link("payments", KEY)).isNull();
        assertThat(node.node().reservedLinks()).isZero();

        CompletableFuture<Link> again = dial(true);
        assertThat(again).as("nothing is sent to it before its hello").isNotDone();
        peer.send(hello("c", "billing"));
        assertThatThrownBy(again::join).hasCauseInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("another instance answers there, of the namespace billing");

        CompletableFuture<Link> third = dial(true);
        peer.send(hello("d", "payments"));
        assertThat(third.join().isOpen()).isTrue();
        third.join().abort(1000, "");
        assertThat(dial(true)).as("it has its name again").isCompleted();
    }

    @Test
    void aPeerWithoutHelloWhereAnotherNameAnsweredMayBeANodeJsPeer() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        dial(true).join();
        peer.send(hello("c", "billing"));
        CompletableFuture<Link> again = dial(true);
        world.advance(Duration.ofSeconds(2));
        assertThatThrownBy(again::join).hasMessageContaining("no hello");
        assertThat(dial(true)).isCompleted();
    }

    @Test
    void aPeerThatIsDialledByItsAddressMayHaveAnyName() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        Link link = node.node().dial(PeerAddress.visited("ws://" + KEY, KEY, "ws")).join();
        peer.send(hello("c", "billing"));
        assertThat(link.isOpen()).isTrue();
        assertThat(link.peer().greeting()).isCompleted();
    }

    @Test
    void onlyTheFirstHelloCounts() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        Link link = dial(true).join();
        peer.send(hello("c", "payments"));
        peer.send(hello("d", "billing"));
        assertThat(link.isOpen()).isTrue();
        assertThat(link.peer().info().id()).isEqualTo("c");
    }

    @Test
    void whereAnIdWasToldNothingIsSentBeforeItsHello() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        CompletableFuture<Link> dial = dialExpecting("b");
        assertThat(dial).isNotDone();
        assertThat(node.node().link("payments", KEY)).as("for others").isNull();
        peer.send(hello("b", "payments"));
        assertThat(dial.join().isOpen()).isTrue();
        assertThat(node.node().link("payments", KEY)).isSameAs(dial.join());
    }

    @Test
    void anAddressThatAnotherServiceUsesNowIsAFailedConnect() {
        for (String hello : new String[] { hello("c", "billing"), hello("c", "payments"), hello("b", "billing") }) {
            RawPeer peer = RawPeer.listen(world, KEY.toString());
            CompletableFuture<Link> dial = dialExpecting("b");
            peer.send(hello);
            assertThatThrownBy(dial::join).hasCauseInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("another instance answers there");
            assertThat(peer.closed()).startsWith("1008 ");
            assertThat(peer.received()).isEmpty();
            assertThat(node.node().reservedLinks()).isZero();
        }
    }

    @Test
    void aPeerThatSendsNoHelloIsAFailedConnect() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        CompletableFuture<Link> dial = dialExpecting("b");
        world.advance(Duration.ofMillis(999));
        assertThat(dial).isNotDone();
        assertThat(node.node().reservedLinks()).isEqualTo(1);
        assertThat(node.node().links()).as("no link before the hello").isZero();
        world.advance(Duration.ofMillis(1));
        assertThatThrownBy(dial::join).hasCauseInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("no hello within 1000 ms");
        assertThat(peer.closed()).startsWith("1008 ");
        peer.send(hello("b", "payments"));
        assertThat(node.node().reservedLinks()).isZero();
    }

    @Test
    void aPeerThatClosesBeforeItsHelloIsAFailedConnect() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        CompletableFuture<Link> dial = dialExpecting("b");
        peer.close(1008, "port \"127.0.0.1\"");
        assertThatThrownBy(dial::join).hasCauseInstanceOf(ConnectFailedException.class).hasMessageContaining("1008");
        assertThat(node.node().reservedLinks()).isZero();
    }

    @Test
    void dialsInProgressEndWithTheNode() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        CompletableFuture<Link> silent = dialExpecting("b");
        world.network().hang("10.0.1.1:9000");
        CompletableFuture<Link> hanging = node.node()
                .dial(new PeerAddress("payments", InstanceKey.parse("10.0.1.1:9000"), "ws", true, false));
        node.node().stop();
        for (CompletableFuture<Link> dial : List.of(silent, hanging)) {
            assertThatThrownBy(dial::join).hasCauseInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("this node is leaving");
        }
        assertThat(peer.closed()).startsWith("1001 ");
        assertThat(node.node().reservedLinks()).isZero();
        assertThatThrownBy(dial(true)::join).as("afterwards").hasCauseInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("does not run");
    }

    @Test
    void aLinkThatClosesWhileItBecomesKnownIsForgottenAndToldInOrder() {
        RawPeer.listen(world, KEY.toString());
        Link link = dial(true).join();
        List<String> told = new ArrayList<>();
        node.node().observe(new LinkObserver() {

            @Override
            public void opened(Link opened) {
                told.add("opened");
                // as another thread may find just now
                opened.closed(1006, "gone");
            }

            @Override
            public void closed(Link closed, int code, String reason) {
                told.add("closed " + code);
            }
        });
        link.abort(1000, "");
        told.clear();
        dial(true);
        assertThat(told).containsExactly("opened", "closed 1006");
        assertThat(node.node().openLinks()).isEmpty();
        assertThat(node.node().reservedLinks()).isZero();
    }

    @Test
    void aLinkThatIsClosedBeforeItIsKnownIsForgotten() {
        Link[] links = new Link[1];
        RawPeer.listen(world, KEY.toString());
        dialExpecting("b");
        links[0] = node.node().opened(world.network().last(KEY.toString()).dialler(),
                new PeerState(new Announcement(KEY, "payments", PeerInfo.NONE), true, false, 1 << 20, "b"));
        links[0].closed(1006, "gone");
        node.node().proved(links[0]);
        assertThat(node.node().openLinks()).isEmpty();
        assertThat(node.node().link("payments", KEY)).isNull();
    }

    private CompletableFuture<Link> dialExpecting(String id) {
        return node.node().dial(new PeerAddress("payments", KEY, "ws", true, false, id));
    }

    /** A registry may list the id of a node at any address. */
    @Test
    void aDialledPeerWithTheIdOfTheNodeIsAPeerLikeOthers() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        CompletableFuture<Link> dial = node.node()
                .dial(new PeerAddress("payments", KEY, "ws", true, false, node.node().id()));
        peer.send(hello(node.node().id(), "payments"));
        assertThat(node.node().openLinks()).containsExactly(dial.join());
    }

    private static String hello(String id, String namespace) {
        return "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,\"id\":\"" + id
                + "\",\"namespace\":\"" + namespace + "\"}}}";
    }

    @Test
    void aHelloThatIsNoneIsPassedOver() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        Link link = dial(true).join();
        for (String payload : new String[] { "null", "1", "{}", "{\"id\":5}", "{\"id\":\"b\",\"idempotent\":{}}" }) {
            peer.send(
                    "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":" + payload + "}}");
        }
        assertThat(link.isOpen()).isTrue();
        assertThat(link.peer().info().known()).isFalse();
    }

    @Test
    void anAbsentPeerIsNamedInTheFailure() {
        assertThatThrownBy(dial(true)::join).hasCauseInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("could not connect to 10.0.1.0:9000").hasMessageContaining("refused");
        RawPeer.listen(world, KEY.toString());
        assertThat(dial(true).join().isOpen()).as("a failure is not kept").isTrue();
    }

    /** An address of which no {@link java.net.URI} can be made. */
    @Test
    void anAddressThatCannotBeDialledFailsAtOnceEachTime() {
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Link> dial = node.node().dial(new PeerAddress("payments", KEY, "w s", true, false));
            assertThat(dial).isCompletedExceptionally();
            assertThatThrownBy(dial::join).hasCauseInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("could not connect to " + KEY);
        }
    }

    @Test
    void aNodeThatDoesNotKnowItsAddressSaysOneThatNobodyDials() {
        TestNode young = world.node("young", "10.0.0.9:9000");
        RawPeer.listen(world, KEY.toString());
        assertThat(young.node().dial(new PeerAddress("payments", KEY, "ws", true, false)).join().isOpen()).isTrue();
        assertThat(world.network().dials().get(0).url().getRawPath())
                .isEqualTo("/" + young.node().id() + ".invalid/1/young");
    }

    @Test
    void aLinkThatOpensWhileTheNodeStopsIsClosed() {
        RawPeer peer = RawPeer.listen(world, KEY.toString());
        world.network().hang(KEY.toString());
        dial(true);
        node.node().stop();
        world.network().release();
        assertThat(peer.closed()).startsWith("1001");
        assertThat(node.node().reservedLinks()).isZero();
    }

    @Test
    void aLinkThatCannotSayGoodbyeIsClosedAllTheSame() {
        RawPeer.listen(world, KEY.toString());
        Link link = dial(true).join();
        world.network().last(KEY.toString()).dialler().stall();
        link.push("\"/x\"", "1");
        node.node().stop();
        assertThat(link.isOpen()).isFalse();
        assertThat(world.network().last(KEY.toString()).dialler().closeCode()).isEqualTo(1001);
    }

    private CompletableFuture<Link> dial(boolean versioned) {
        return node.node().dial(new PeerAddress("payments", KEY, "ws", versioned, false));
    }
}

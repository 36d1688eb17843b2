package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.registry.CallProtocol;
import io.microcdi.testing.Identities;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Which links a registry refuses while its memory is short. */
class MemoryShortTest {

    private static final String OTHER = "10.0.0.2:8427";
    private static final List<String> ALL = List.of("*");
    private static final String VERSIONED = "?v=1&id=a&features=errors";

    private final World world = new World();
    private final MemoryCluster cluster = new MemoryCluster(world.loop());
    private long used;
    /** How many announcements the policy has seen. */
    private int decided;
    private final Registry registry = new Registry(TestRegistry.config(world),
            new NodeEnvironment(world.timer(), world.timer(), world.random(), world.loop(), world.loop(),
                    IoExecutors.all(world.loop()), PayloadCodec.withoutBinding(), link -> null),
            world.network(), new Identities(announced -> {
                decided++;
                return Identities.of(ALL, ALL, ALL);
            }), List.of(),
            new HeapGuard(world.timer(), () -> used, 1_000, 85, "key", Runnable::run, () -> {
            }));
    private TestRegistry other;

    @BeforeEach
    void start() {
        registry.join(cluster.join(World.REGISTRY), "ws://" + World.REGISTRY);
        registry.start();
        world.network().listen(World.REGISTRY, registry::accept);
        other = TestRegistry.in(world, OTHER, cluster.join(OTHER));
    }

    private RawPeer dial(String path) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + path);
    }

    private Optional<Integer> refusal(String path, String query) {
        return registry.refusal(ConnectRequest.of(path, query), Optional::empty).map(ConnectRefusal::status);
    }

    private void beShort() {
        use(900);
    }

    private void use(long bytes) {
        used = bytes;
        assertThat(refusal("/10.9.9.9/9000/unknown", "v=1&id=unknown")).contains(503);
        assertThat(registry.memory().refusing()).isTrue();
    }

    @Test
    void aNodeIsRefusedBeforeTheHandshakeAndAnotherPeerAfterIt() {
        beShort();
        assertThat(refusal("/10.0.0.5/9000/payments", "v=1&id=a")).contains(503);
        assertThat(refusal("/10.0.0.5/9000/payments", "x=1&v=2&id=a")).contains(503);
        for (String classic : new String[] { null, "", "v=0&id=a", "v=1", "id=a", "vv=1&id=a" }) {
            assertThat(refusal("/10.0.0.5/9000/payments", classic)).as(classic).isEmpty();
        }
        assertThat(dial("/10.0.0.5/9000/payments").closed()).isEqualTo("1013 the registry is short of memory");
        assertThat(dial("/10.0.0.6/9000").closed()).startsWith("1013 ");
        assertThat(registry.instances("payments")).isEmpty();
    }

    /** The node keeps a thousand places for handshakes that it has admitted. */
    @Test
    void aHandshakeThatIsRefusedTakesNoPlace() {
        beShort();
        assertThat(refusal("/10.0.0.5/9000/payments", "v=1&id=a")).contains(503);
        assertThat(decided).isZero();
        assertThat(refusal("/10.0.0.5/x/payments", "v=1&id=a")).contains(400);
    }

    @Test
    void openLinksStay() {
        RawPeer peer = dial("/10.0.0.5/9000/payments");
        beShort();
        assertThat(dial("/10.0.0.6/9000/payments").closed()).startsWith("1013 ");
        assertThat(peer.closed()).isEmpty();
        assertThat(registry.instances("payments")).hasSize(1);
    }

    @Test
    void anInstanceThatLeftMayComeBack() {
        dial("/10.0.0.5/9000/payments").pipe().cut();
        RawPeer agent = dial("/10.0.0.6/9000");
        agent.send("{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\","
                + "\"props\":[\"stock\"]}}");
        assertThat(registry.instances("stock")).hasSize(1);
        agent.close(1000, "");
        beShort();
        assertThat(refusal("/10.0.0.5/9000/payments", "v=1&id=b")).isEmpty();
        assertThat(refusal("/10.0.0.5/9000/orders", "v=1&id=b")).as("another namespace").contains(503);
        assertThat(dial("/10.0.0.5/9000/payments" + VERSIONED).closed()).isEmpty();
        assertThat(registry.instances("payments")).hasSize(1);
        assertThat(dial("/10.0.0.6/9000").closed()).isEmpty();
    }

    /** Its former link has not broken yet, as far as the registry knows. */
    @Test
    void anInstanceThatIsRegisteredMayComeBack() {
        dial("/10.0.0.5/9000/payments" + VERSIONED);
        beShort();
        assertThat(refusal("/10.0.0.5/9000/payments", "v=1&id=b")).isEmpty();
        assertThat(dial("/10.0.0.5/9000/payments" + VERSIONED).closed()).isEmpty();
    }

    /** It needs memory that this registry has not spent yet. */
    @Test
    void anInstanceOfAnotherRegistryOfTheClusterMayComeWhileHalfOfTheRestIsFree() {
        dial("/10.0.0.6/9000/payments" + VERSIONED);
        RawPeer.dial(world, "ws://" + OTHER + "/10.0.0.5/9000/payments" + VERSIONED);
        use(920);
        assertThat(refusal("/10.0.0.5/9000/payments", "v=1&id=b")).isEmpty();
        use(921);
        assertThat(refusal("/10.0.0.5/9000/payments", "v=1&id=b")).contains(503);
        assertThat(refusal("/10.0.0.6/9000/payments", "v=1&id=b")).as("one that has its link here").isEmpty();
    }

    /** Of thousands, whose registry has died. */
    @Test
    void anInstanceThatLeftElsewhereIsNotRecognised() {
        RawPeer.dial(world, "ws://" + OTHER + "/10.0.0.5/9000/payments" + VERSIONED).close(1000, "");
        assertThat(registry.departures()).hasSize(1);
        beShort();
        assertThat(refusal("/10.0.0.5/9000/payments", "v=1&id=b")).contains(503);
    }

    @Test
    void anotherRegistryOfTheClusterMayCallAndAStrangerWhoSaysSoMayNot() {
        RawPeer node = dial("/10.0.0.5/9000/payments" + VERSIONED);
        beShort();
        other.get().call("payments/charge", "1", Duration.ofSeconds(5).toNanos(), CallProtocol.WS,
                PeerIdentity.UNPROVED, Map.of());
        assertThat(node.last()).contains("\"url\":\"/charge\"");
        assertThat(dial("/b.invalid/1/member.AAAA" + VERSIONED).closed()).startsWith("1013 ");
    }

    @Test
    void linksAreTakenAgainWhenMemoryIsNotShortAnyMore() {
        beShort();
        used = 700;
        assertThat(refusal("/10.0.0.5/9000/payments", "v=1&id=a")).isEmpty();
        assertThat(dial("/10.0.0.5/9000/payments").closed()).isEmpty();
    }
}

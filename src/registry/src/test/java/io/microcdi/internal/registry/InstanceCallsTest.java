package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Each registry of a cluster shows the calls of each instance. */
class InstanceCallsTest {

    private static final String A = "10.0.0.1:8427";
    private static final String B = "10.0.0.2:8427";
    private static final String KEY = "10.0.1.5:9000";

    private final World world = new World();
    private final MemoryCluster cluster = new MemoryCluster(world.loop());
    private final MemoryCluster.Participant sideOfA = cluster.join(A);
    private final TestRegistry a = TestRegistry.in(world, A, sideOfA);
    private final MemoryCluster.Participant sideOfB = cluster.join(B);
    private final TestRegistry b = TestRegistry.in(world, B, sideOfB);
    private final RawPeer node = RawPeer.dial(world, "ws://" + A + "/10.0.1.5/9000/payments?v=1&id=n1&features=lease");

    private void report(String... callers) {
        report(10_000, callers);
    }

    private void report(int millis, String... callers) {
        List<String> rows = Stream.of(callers).map(
                name -> "{\"namespace\":\"" + name + "\",\"count\":100,\"failed\":10,\"p50\":2000,\"p99\":9000}")
                .toList();
        beat("{\"millis\":" + millis + ",\"served\":[" + String.join(",", rows) + "]}");
    }

    private void beat(String payload) {
        node.send(
                "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":" + payload + "}}");
    }

    private static CallNumbers calls(TestRegistry registry) {
        return registry.get().detail("payments", KEY).calls();
    }

    @Test
    void anotherRegistryShowsWhoCallsAnInstanceUntilTheReportIsOld() {
        report("shop", "web");
        world.advance(Duration.ofSeconds(6));
        assertThat(calls(b)).isEqualTo(calls(a));
        assertThat(calls(b).rate()).isEqualTo(20);
        assertThat(calls(b).failed()).isCloseTo(0.1, within(1e-6));
        assertThat(calls(b).p99()).isEqualTo(9);
        assertThat(b.get().callers("payments", KEY)).isEqualTo(a.get().callers("payments", KEY)).hasSize(2);
        assertThat(b.get().details("payments")).singleElement().satisfies(
                each -> assertThat(each.calls()).as("in a list").isEqualTo(calls(b)));
        beatFor(Duration.ofSeconds(36));
        assertThat(b.get().detail("payments", KEY).calls()).isNull();
        assertThat(b.get().callers("payments", KEY)).isEmpty();
    }

    /** At the own registry it counts until the next one is overdue. At another one it must not be missing meanwhile. */
    @Test
    void aReportOfALongTimeCountsAsLongAtAnotherRegistry() {
        report(60_000, "shop");
        beatFor(Duration.ofSeconds(108));
        assertThat(calls(b)).isNotNull();
        beatFor(Duration.ofSeconds(18));
        assertThat(calls(b)).isNull();
    }

    /** Lets time pass, with heartbeats that report nothing. */
    private void beatFor(Duration time) {
        for (int i = 0; i < time.toSeconds(); i += 9) {
            world.advance(Duration.ofSeconds(9));
            beat("{}");
        }
    }

    @Test
    void ofManyCallersTheOthersAreSummed() {
        report("c1", "c2", "c3", "c4", "c5", "c6", "*");
        world.advance(Duration.ofSeconds(6));
        assertThat(b.get().callers("payments", KEY)).extracting(CallEdge::from).containsExactly("*", "c1", "c2", "c3",
                "c4");
        assertThat(calls(b).rate()).isCloseTo(calls(a).rate(), within(1e-3));
    }

    /** The sums have the calls of all registries already. */
    @Test
    void theMapOfCallsCountsThemOnce() {
        report("shop");
        world.advance(Duration.ofSeconds(6));
        assertThat(b.get().calls().edges()).singleElement()
                .satisfies(edge -> assertThat(edge.calls().rate()).isEqualTo(10));
    }

    /** A namespace may begin with any character but one. So a line of one kind is never read as one of the other kind. */
    @ParameterizedTest
    @ValueSource(strings = { "@acme/orders", "$orders", "!orders", "(orders)", "=orders", "~orders", "+orders" })
    void theMapOfCallsIsToldWhateverTheBusiestCallerIsNamed(String busiest) {
        report(busiest);
        world.advance(Duration.ofSeconds(6));
        assertThat(b.get().calls().edges()).extracting(CallEdge::from).containsExactly(busiest);
        assertThat(b.get().callers("payments", KEY)).extracting(CallEdge::from).containsExactly(busiest);
    }

    @ParameterizedTest
    @ValueSource(strings = { "#", "#payments", "#payments " + KEY, "#payments " + KEY + " 9000 shop 1 0 1",
            "#payments " + KEY + " 9000 shop NaN 0 0 0", "#payments " + KEY + " 9000 shop 1 0 1 x",
            "#payments " + KEY + " 9000 <b> 1 0 1 1", "#payments " + KEY + " 9000 shop 1 0 1 1 web",
            "#payments " + KEY + " shop 1 0 1 1", "#payments " + KEY + " x shop 1 0 1 1",
            "#payments " + KEY + " -1 shop 1 0 1 1", "#payments " + KEY + " 99999999 shop 1 0 1 1",
            "#payments " + KEY + "  shop 1 0 1 1",
            "#payments 10.0.9.9:1 9000 shop 1 0 1 1",
            "#nobody " + KEY + " 9000 shop 1 0 1 1", "payments " + KEY + " 9000 shop 1 0 1 1" })
    void aTextOfAnotherRegistryInAnotherFormIsIgnored(String text) {
        world.advance(Duration.ofSeconds(1));
        sideOfB.remote().calls(owner(), "#\n" + text + "\n");
        assertThat(b.get().detail("payments", KEY).calls()).isNull();
    }

    /** A report that has already ended is one of another form. */
    @ParameterizedTest
    @ValueSource(strings = { "0", "000", "x" })
    void aLineOfAnotherFormKeepsTheReportBefore(String millis) {
        world.advance(Duration.ofSeconds(1));
        sideOfB.remote().calls(owner(), "#payments " + KEY + " 9000 shop 1.0 0.0 1.0 1.0\n");
        sideOfB.remote().calls(owner(), "#payments " + KEY + " " + millis + " shop 2.0 0.0 1.0 1.0\n");
        assertThat(calls(b).rate()).isEqualTo(1);
    }

    /** A registry tells of its own instances only. */
    @Test
    void anInstanceOfAnotherOwnerIsIgnored() {
        world.advance(Duration.ofSeconds(1));
        String text = "#payments " + KEY + " 9000 shop 1.0 0.0 1.0 1.0\n";
        sideOfB.remote().calls("10.0.0.9:8427/1", text);
        assertThat(b.get().detail("payments", KEY).calls()).isNull();
        sideOfB.remote().calls(owner(), text);
        assertThat(calls(b).rate()).isEqualTo(1);
    }

    private String owner() {
        return b.get().members().stream().filter(each -> !each.self()).findFirst().orElseThrow().owner();
    }

    @Test
    void ofMoreThanFitTheBusiestAreToldOnceEach() {
        List<LocalInstance> many = IntStream.range(0, 6_000).mapToObj(i -> {
            LocalInstance instance = (LocalInstance) Instances.make("payments", i);
            instance.report(CallReport.served(10, 30_000, List.of("shop", "web"),
                    List.of(new CallNumbers(i, 0, 1, 1), new CallNumbers(1, 0, 1, 1))));
            return instance;
        }).toList();
        List<String> texts = InstanceCalls.texts(many, 9, 10);
        assertThat(texts).hasSize(4).allMatch(text -> text.length() <= 60_000);
        List<String> lines = texts.stream().flatMap(String::lines).toList();
        assertThat(lines).hasSizeBetween(3_000, 5_000);
        assertThat(lines.get(0))
                .isEqualTo("#payments 10.1.23.249:9000 30000 shop 5999.0 0.0 1.0 1.0 web 1.0 0.0 1.0 1.0");
        assertThat(InstanceCalls.texts(many, 10, 11)).as("told before").isEmpty();
    }
}

package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.internal.config.ScopedSettings;
import io.microcdi.testing.Loop;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestTimer;
import io.microcdi.testing.World;

/** Instances at addresses of the configuration, and at all addresses of a name. */
class ConfiguredInstancesTest {

    private static final String KEY = "micro.client.payments.url";
    private static final String NAME = "dns+ws://payments-headless:8080/payments";

    private final Map<String, List<String>> names = new HashMap<>();
    private final TestTimer timer = new TestTimer();
    private final InstanceList list = new InstanceList();
    private int asked;

    private InetAddress[] resolve(String host) throws UnknownHostException {
        asked++;
        List<String> found = names.get(host);
        if (found == null) {
            throw new UnknownHostException(host);
        }
        InetAddress[] all = new InetAddress[found.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = InetAddress.getByName(found.get(i));
        }
        return all;
    }

    private static MicroConfig config(String text) {
        return MicroConfig.read(key -> key.equals(KEY) ? Optional.of(text) : Optional.empty(), ConfigKeys.ALL);
    }

    private ConfiguredInstances begin(String text) {
        return new ConfiguredInstances("payments", ScopedSettings.instanceUrls(config(text), "payments").orElseThrow(),
                list, timer,
                new Loop(), this::resolve).begin();
    }

    private List<String> known() {
        return list.all().stream().map(address -> address.scheme() + "://" + address.key()).toList();
    }

    private void fiveSeconds() {
        timer.advance(Duration.ofSeconds(5));
    }

    /** A call goes on where its instance is found, and runs code of the application. */
    @Test
    void aCallThatGoesOnKeepsNoOtherThreadFromTheInstances() {
        Queue<Runnable> resolving = new ArrayDeque<>();
        ConfiguredInstances instances = new ConfiguredInstances("payments",
                ScopedSettings.instanceUrls(config(NAME), "payments")
                        .orElseThrow(),
                list, timer, resolving::add, this::resolve).begin();
        CompletableFuture<String> text = instances.found().thenApply(any -> CompletableFuture
                .supplyAsync(instances::text, task -> new Thread(task).start()).orTimeout(10, TimeUnit.SECONDS).join());
        resolving.remove().run();
        assertThat(text.join()).contains("payments-headless has no address");
    }

    @Test
    void addressesAreInstancesAtOnceAndNothingIsResolved() {
        ConfiguredInstances instances = begin("ws://10.0.0.5:8080/payments, wss://pay.example,ws://[fd00::5]:81/");
        assertThat(known()).containsExactlyInAnyOrder("ws://10.0.0.5:8080/payments", "wss://pay.example:443",
                "ws://[fd00::5]:81");
        assertThat(instances.found()).isDone();
        assertThat(timer.alarms()).isZero();
        assertThat(asked).isZero();
    }

    @Test
    void aNameStandsForAllItsAddressesAndIsAskedAgainEachFiveSeconds() {
        names.put("payments-headless", List.of("10.0.0.5", "10.0.0.6", "fd00::7"));
        assertThat(begin(NAME).found()).isDone();
        assertThat(known()).containsExactlyInAnyOrder("ws://10.0.0.5:8080/payments", "ws://10.0.0.6:8080/payments",
                "ws://[fd00:0:0:0:0:0:0:7]:8080/payments");
        names.put("payments-headless", List.of("10.0.0.6", "10.0.0.8"));
        timer.advance(Duration.ofMillis(4_999));
        assertThat(asked).isEqualTo(1);
        timer.advance(Duration.ofMillis(1));
        assertThat(asked).isEqualTo(2);
        assertThat(known()).containsExactlyInAnyOrder("ws://10.0.0.6:8080/payments", "ws://10.0.0.8:8080/payments");
    }

    @Test
    void anAddressThatTwoNamesHadStaysUntilNeitherHasIt() {
        names.put("a", List.of("10.0.0.5"));
        names.put("b", List.of("10.0.0.5", "10.0.0.6"));
        begin("dns+ws://a:80,dns+ws://b:80,ws://10.0.0.6:80");
        names.put("b", List.of());
        fiveSeconds();
        assertThat(known()).containsExactlyInAnyOrder("ws://10.0.0.5:80", "ws://10.0.0.6:80");
        names.put("a", List.of());
        fiveSeconds();
        assertThat(known()).containsExactly("ws://10.0.0.6:80");
    }

    @Test
    void theLastAddressesStayWhileTheNameServiceFails() {
        names.put("payments-headless", List.of("10.0.0.5"));
        ConfiguredInstances instances = begin(NAME);
        names.clear();
        fiveSeconds();
        assertThat(known()).containsExactly("ws://10.0.0.5:8080/payments");
        assertThat(instances.text()).isEqualTo(KEY + "=" + NAME + "; payments-headless has no address: the"
                + " name service does not know it");
        names.put("payments-headless", List.of("10.0.0.9"));
        fiveSeconds();
        assertThat(known()).containsExactly("ws://10.0.0.9:8080/payments");
        assertThat(instances.text()).isEqualTo(KEY + "=" + NAME);
    }

    @Test
    void atMostAThousandAddressesOfANameAreUsed() {
        names.put("payments-headless",
                IntStream.range(0, 1_500).mapToObj(i -> "10.0." + i / 250 + "." + i % 250).toList());
        begin(NAME);
        assertThat(known()).hasSize(1_000);
    }

    @Test
    void afterTheEndNothingIsResolvedOrChanged() {
        names.put("payments-headless", List.of("10.0.0.5"));
        ConfiguredInstances instances = begin(NAME);
        instances.end();
        fiveSeconds();
        assertThat(asked).isEqualTo(1);
        assertThat(timer.alarms()).isZero();
    }

    @Test
    void aNodeCallsThemAndNeitherAsksNorWatchesARegistry() {
        World world = new World();
        world.config(config("ws://10.0.0.5:9000,ws://10.0.0.7:9000"));
        TestNode payments = world.node("payments", "10.0.0.5:9000").listen();
        payments.route("/who", context -> "payments");
        TestNode shop = world.node("shop", "10.0.0.6:9000").start();
        for (int i = 0; i < 10; i++) {
            assertThat(shop.call("payments", "/who").join()).as("the other address is dead").isEqualTo("payments");
        }
        assertThat(shop.directory().known("payments")).hasSize(2);
        shop.node().openLinks().forEach(link -> link.abort(1000, ""));
        assertThat(shop.call("payments", "/who").join()).isEqualTo("payments");
        payments.kill();
        CompletableFuture<String> failed = shop.call("payments", "/who");
        world.advance(Duration.ofSeconds(31));
        assertThat(failed).isCompletedExceptionally();
        shop.stop();
        assertThat(shop.directory().known("payments")).isEmpty();
    }

    @Test
    void aNameWithoutAddressIsNamedInTheFailure() {
        World world = new World();
        world.config(config("dns+ws://no-such-host.invalid:80"));
        TestNode shop = world.node("shop", "10.0.0.6:9000").listen();
        assertThatThrownBy(shop.call("payments", "/who")::join).isInstanceOf(NamespaceNotFoundException.class)
                .hasMessageContaining("no instance of payments is at " + KEY + "=dns+ws://no-such-host.invalid:80;"
                        + " no-such-host.invalid has no address");
    }

    @ParameterizedTest
    @ValueSource(strings = { "payments:8080", "http://payments:8080", "dns+wss://payments:8080", "dns+ws://",
            "ws://a:99999", "," })
    void anInvalidAddressIsNamedWithItsKeyAndTheValidForm(String text) {
        TestNode shop = new World().config(config(text)).node("shop", "10.0.0.6:9000");
        assertThatThrownBy(() -> shop.call("payments", "/who")).isInstanceOf(ConfigException.class)
                .hasMessageContaining(KEY).hasMessageContaining(text)
                .hasMessageContaining("dns+ws://payments-headless:8080/payments");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ws://ada:x7secret@a", "ws://a?token=x7secret" })
    void anInvalidAddressIsNamedWithoutItsPasswordAndQuery(String text) {
        TestNode shop = new World().config(config(text)).node("shop", "10.0.0.6:9000");
        assertThatThrownBy(() -> shop.call("payments", "/who")).isInstanceOf(ConfigException.class)
                .hasMessageContaining(KEY).hasMessageContaining("(not shown)").message().doesNotContain("x7secret");
    }
}

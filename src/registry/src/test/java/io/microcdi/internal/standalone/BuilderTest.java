package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.address.AdvertisedHost;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.MicroRegistryBuilder;
import io.microcdi.registry.RegistryKeys;
import io.microcdi.testing.LogCapture;

/** A program may set the same values as the configuration: one rule and one message for both. */
@Timeout(120)
class BuilderTest {

    static Stream<Arguments> badValues() {
        return Stream.of(Arguments.of(ConfigKeys.REGISTRY_URL, List.of(URI.create("http://127.0.0.1:8427"))),
                Arguments.of(ConfigKeys.REGISTRY_URL, List.of(URI.create("ws://user@127.0.0.1"))),
                Arguments.of(ConfigKeys.RETRIES, -1), Arguments.of(ConfigKeys.REQUEST_TIMEOUT, Duration.ofSeconds(-1)),
                Arguments.of(ConfigKeys.REQUEST_TIMEOUT, Duration.ofDays(1_000)),
                Arguments.of(ConfigKeys.ADVERTISE_PORT, 65_536), Arguments.of(ConfigKeys.ADVERTISE_SCHEME, "http"),
                Arguments.of(ConfigKeys.ADVERTISE_HOST, " "), Arguments.of(ConfigKeys.ADVERTISE_HOST, "http://a"),
                Arguments.of(ConfigKeys.ADVERTISE_HOST, "a:80"), Arguments.of(ConfigKeys.ADVERTISE_HOST, "[::1"),
                Arguments.of(ConfigKeys.ADVERTISE_PATH, "/a b"), Arguments.of(ConfigKeys.ADVERTISE_PATH, "/../x"),
                Arguments.of(RegistryKeys.SWEEP_INTERVAL, Duration.ZERO), Arguments.of(ConfigKeys.MAX_LINKS, 0),
                Arguments.of(ConfigKeys.ALLOWED_ORIGINS, List.of("*")),
                Arguments.of(ConfigKeys.ALLOWED_ORIGINS, List.of("https://shop.example/")));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    <T> void aValueThatConfigurationRefusesIsRefusedWithTheSameMessage(ConfigKey<T> key, T value) {
        String text = value instanceof List<?> list ? String.join(",", list.stream().map(Object::toString).toList())
                : value.toString();
        if (!text.isBlank()) {
            assertThatThrownBy(() -> read(key, text)).isInstanceOf(ConfigException.class)
                    .hasMessageContaining(key.name() + "=").hasMessageContaining(key.type().expected());
        }
        for (Function<T, ?> set : List.<Function<T, ?>>of(v -> MicroNode.builder("x").set(key, v),
                v -> MicroRegistry.builder().set(key, v), v -> MicroConfig.defaults().with(key, v))) {
            assertThatThrownBy(() -> set.apply(value)).isInstanceOf(ConfigException.class)
                    .hasMessageContaining(key.name() + "=").hasMessageContaining(key.type().expected());
        }
    }

    /** A setting of the system that is ignored, as that of the security, would go unnoticed. */
    @Test
    void theBuildersReadTheSettingsOfTheSystem() {
        System.setProperty("micro.security.mode", "requird");
        try {
            for (Supplier<?> built : List.<Supplier<?>>of(() -> MicroNode.builder("x").listen(0).build(),
                    () -> MicroRegistry.builder().listen(0).build())) {
                assertThatThrownBy(built::get).isInstanceOf(ConfigException.class)
                        .hasMessageStartingWith("micro.security.mode=requird: expected ");
            }
            MicroNode.builder("x").config(MicroConfig.defaults()).listen(0).build();
            MicroNode.builder("x").set(ConfigKeys.SECURITY_MODE, SecurityMode.OFF).listen(0).build();
            MicroRegistry.builder().config(MicroConfig.defaults()).listen(0).build();
            MicroRegistry.builder().set(ConfigKeys.SECURITY_MODE, SecurityMode.OFF).listen(0).build();
        } finally {
            System.clearProperty("micro.security.mode");
        }
    }

    @Test
    void aPropertyThatNothingReadsIsWarnedOf() {
        System.setProperty("micro.security.mod", "required");
        try (LogCapture log = new LogCapture("io.microcdi")) {
            MicroNode.builder("x").listen(0).build();
            assertThat(log.messages())
                    .anyMatch(line -> line.contains("MICRO001603") && line.contains("micro.security.mod"));
        } finally {
            System.clearProperty("micro.security.mod");
        }
    }

    /** They are read at the first call or when the route is registered, which is too late for a mistake. */
    @Test
    void theSettingsOfOneCalleeAndOfOneRouteAreChecked() {
        try (LogCapture log = new LogCapture("io.microcdi")) {
            System.setProperty("micro.client.payments.request-timout", "5s");
            System.setProperty("micro.client.eu/payments.request-timeout", "5s");
            System.setProperty("micro.route./charge.max-concurrent", "5");
            System.setProperty("micro.route.\"/charge\".max-concurrent", "5");
            MicroNode.builder("x").listen(0).build();
            assertThat(log.messages()).filteredOn(line -> line.contains("MICRO001603")).hasSize(2)
                    .anyMatch(line -> line.contains("micro.client.payments.request-timout"))
                    .anyMatch(line -> line.contains("micro.route./charge.max-concurrent"));
            for (String name : List.of("micro.client.\"payments\".retries", "micro.route.\"/charge\".max-concurrent")) {
                System.setProperty(name, "few");
                assertThatThrownBy(() -> MicroNode.builder("x").listen(0).build()).isInstanceOf(ConfigException.class)
                        .hasMessageStartingWith(name + "=few: expected a whole number");
                System.clearProperty(name);
            }
        } finally {
            System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith("micro.client.") || name.startsWith("micro.route."))
                    .forEach(System::clearProperty);
        }
    }

    @Test
    void aBadValueIsShownOnOneShortLine() {
        assertThatThrownBy(() -> MicroNode.builder("x").registry("ws://a\nforged" + "x".repeat(100_000)))
                .isInstanceOf(ConfigException.class)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n").hasSizeLessThan(1_000));
    }

    @Test
    void nothingIsNoValue() {
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            assertThatThrownBy(() -> MicroNode.builder("x").set(key, null)).isInstanceOf(ConfigException.class)
                    .hasMessageContaining(key.name() + "=null");
        }
    }

    /** Each default is a value that may be set, so that writing it out changes nothing. */
    @Test
    void aValueThatWasReadMayBeSet() {
        MicroConfig defaults = MicroConfig.defaults();
        for (ConfigKey<?> key : MicroRegistryBuilder.keys()) {
            setAgain(defaults, key);
        }
    }

    private static <T> void setAgain(MicroConfig config, ConfigKey<T> key) {
        Optional<T> value = config.find(key);
        if (value.isPresent()) {
            assertThat(config.with(key, value.get()).get(key)).as(key.name()).isEqualTo(value.get());
        }
    }

    private static void read(ConfigKey<?> key, String text) {
        MicroConfig.read(name -> name.equals(key.name()) ? Optional.of(text) : Optional.empty(), List.of(key));
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://127.0.0.1:8427", "127.0.0.1:8427", "ws://", "ws://a b", "" })
    void aRegistryThatCannotBeDialledIsNamed(String url) {
        assertThatThrownBy(() -> MicroNode.builder("x").registry(url)).isInstanceOf(ConfigException.class)
                .hasMessageContaining("micro.registry.url=" + url)
                .hasMessageContaining("for example ws://registry.example:8427");
    }

    @Test
    void aSlashAtTheEndOfARegistryIsDropped() throws Exception {
        try (Registered registered = Registered.by(port -> MicroNode.builder("shop")
                .registry("ws://127.0.0.1:" + port + "/").listen("127.0.0.1", 0))) {
            assertThat(((EngineNode) registered.node).registries())
                    .containsExactly(URI.create("ws://127.0.0.1:" + registered.port));
        }
        try (Registered registered = Registered.by(port -> MicroNode.builder("shop")
                .set(ConfigKeys.REGISTRY_URL, List.of(URI.create("ws://127.0.0.1:" + port + "/")))
                .listen("127.0.0.1", 0))) {
            assertThat(registered.node.isRegistered()).isTrue();
        }
    }

    @Test
    void portsAndAddressesToListenOn() {
        MicroNodeBuilder builder = MicroNode.builder("x");
        assertThatThrownBy(() -> builder.listen(-1)).hasMessageContaining("port -1: expected 1 to 65535");
        assertThatThrownBy(() -> builder.listen(65_536)).hasMessageContaining("port 65536");
        assertThatThrownBy(() -> builder.listen(" ", 1)).hasMessageContaining("blank");
        assertThatThrownBy(() -> builder.listen(null, 1)).hasMessageContaining("null");
        assertThatThrownBy(() -> builder.jsonb(null)).hasMessageContaining("Jsonb");
        assertThatThrownBy(() -> builder.threads(null)).hasMessageContaining("thread factory");
        assertThatThrownBy(() -> builder.config(null)).hasMessageContaining("settings");
    }

    @Test
    void aNodeOnAllAddressesAdvertisesOneThatOthersReach() throws Exception {
        try (Registered registered = Registered.by(
                port -> MicroNode.builder("shop").registry("ws://127.0.0.1:" + port).listen(0))) {
            assertThat(registered.node.key()).startsWith(AdvertisedHost.find().orElse("127.0.0.1") + ":");
        }
    }

    @Test
    void allAddressesOfIpv6AreNoneThatOthersReach() throws Exception {
        assumeTrue(hasIpv6(), "this machine has no ::1");
        try (Registered registered = Registered.by(
                port -> MicroNode.builder("shop").registry("ws://127.0.0.1:" + port).listen("::", 0))) {
            assertThat(registered.node.key()).startsWith(AdvertisedHost.find().orElse("127.0.0.1") + ":");
        }
    }

    @Test
    void aNodeOnOneAddressAdvertisesItAndListensOnNoOther() throws Exception {
        try (Registered registered = Registered.by(port -> MicroNode.builder("shop")
                .registry("ws://127.0.0.1:" + port).listen("127.0.0.1", 0))) {
            String key = registered.node.key();
            assertThat(key).startsWith("127.0.0.1:");
            int port = Integer.parseInt(key.substring(key.lastIndexOf(':') + 1));
            new ServerSocket(port, 1, InetAddress.getByName("127.0.0.2")).close();
        }
    }

    @Test
    void anIpv6AddressIsAdvertisedAndDialledInBrackets() throws Exception {
        assumeTrue(hasIpv6(), "this machine has no ::1");
        try (Registered registered = Registered.by(
                port -> MicroNode.builder("shop").registry("ws://[::1]:" + port).listen("::1", 0))) {
            assertThat(registered.node.key()).startsWith("[::1]:");
            registered.node.register("/who", context -> "me");
            MicroNode caller = MicroNode.builder("caller").registry("ws://[::1]:" + registered.port)
                    .listen("::1", 0).build();
            try {
                caller.start();
                assertThat(caller.caller().call("shop", "/who", null, String.class)).isEqualTo("me");
            } finally {
                caller.stop();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({ "400,/127.0.0.1/0/orders", "403,/127.0.0.1/9000/registry", "400,/127.0.0.1/9000/-orders" })
    void aHandshakeThatAnnouncesWhatNoNodeCanBeIsRefused(int status, String path) throws Exception {
        try (Registered registered = Registered.by(port -> MicroNode.builder("shop")
                .registry("ws://127.0.0.1:" + port).listen("127.0.0.1", 0))) {
            String key = registered.node.key();
            try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(key.substring(key.lastIndexOf(':') + 1)))) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                byte[] head = socket.getInputStream().readNBytes(12);
                assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 " + status);
            }
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException none) {
            return false;
        }
    }

    @Test
    void nobodyElseSaysThatANodeIsReady() throws Exception {
        try (Registered joined = Registered.by(port -> MicroNode.builder("payments")
                .registry("ws://127.0.0.1:" + port).listen("127.0.0.1", 0))) {
            joined.node.stop();
            joined.node.start();
            joined.node.ready().toCompletableFuture().completeExceptionally(new IllegalStateException());
            joined.node.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(joined.node.isReady()).isTrue();
        }
    }

    @Test
    void aRequiredRegistryThatIsNotConfiguredIsAClearError() {
        MicroNode node = MicroNode.builder("payments").registry("none").set(ConfigKeys.REGISTRY_REQUIRED, true)
                .listen("127.0.0.1", 0).build();
        assertThatThrownBy(node::start).isInstanceOf(RegistryUnavailableException.class)
                .hasMessage("micro.registry.required is set, but no registry is configured: set micro.registry.url");
    }

    @Test
    void aConfigurationDoesNotUndoWhatWasSet() {
        MicroConfig defaults = MicroConfig.defaults();
        MicroRegistryBuilder registry = MicroRegistry.builder().set(RegistryKeys.MAX_NAMESPACES, 7);
        MicroNodeBuilder node = MicroNode.builder("x").set(ConfigKeys.RETRIES, 7);
        MicroNodeBuilder joining = MicroNode.builder("x").registry("ws://127.0.0.1:1");
        assertThatThrownBy(() -> registry.config(defaults)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call config(…) first");
        assertThatThrownBy(() -> node.config(defaults)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> joining.config(defaults)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRegistryHasDefaultsForWhatItsConfigurationLacks() {
        for (MicroConfig config : List.of(MicroConfig.defaults(),
                MicroConfig.read(key -> Optional.empty(), RegistryKeys.ALL))) {
            MicroRegistry registry = MicroRegistry.builder().config(config).listen("127.0.0.1", 0).build();
            registry.start();
            registry.stop();
        }
    }

    /** A node that has joined a registry of its own. */
    private static final class Registered implements AutoCloseable {

        private final MicroRegistry registry = MicroRegistry.builder().listen(0).build();
        private final int port;
        private MicroNode node;

        Registered() {
            registry.start();
            port = registry.port();
        }

        static Registered by(Function<Integer, MicroNodeBuilder> builder) throws Exception {
            Registered registered = new Registered();
            registered.node = builder.apply(registered.port).build();
            registered.node.start();
            registered.node.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            return registered;
        }

        @Override
        public void close() {
            node.stop();
            registry.stop();
        }
    }
}

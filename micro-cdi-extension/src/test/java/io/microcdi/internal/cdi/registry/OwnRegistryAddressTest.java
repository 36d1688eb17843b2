package io.microcdi.internal.cdi.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.server.HttpListener;

/** The address of the application's own registry has its host, its port and its path. */
class OwnRegistryAddressTest {

    private static final MicroConfig DEFAULTS = MicroConfig.defaults().with(EmbeddedRegistryKeys.PATH, "/registry");

    private static boolean isOwn(MicroConfig config, String host, String url) {
        return new OwnRegistryAddress(config, "/shop",
                tls -> Optional.of(new HttpListener(host, tls ? 8443 : 8080, tls))).isOwn(URI.create(url), false);
    }

    @ParameterizedTest
    @ValueSource(strings = { "ws://localhost:8080/shop/registry", "ws://127.0.0.1:8080/shop/registry",
            "ws://[::1]:8080/shop/registry", "wss://localhost:8443/shop/registry" })
    void onAllAddressesItIsAtAnyOfThisMachine(String url) {
        assertThat(isOwn(DEFAULTS, "0.0.0.0", url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "ws://localhost:8081/shop/registry", "ws://192.0.2.1:8080/shop/registry",
            "ws://localhost:8080/registry", "ws://localhost:8080/shop", "ws://localhost/shop/registry",
            "wss://localhost:8080/shop/registry" })
    void anotherHostPortOrPathIsThatOfAnother(String url) {
        assertThat(isOwn(DEFAULTS, "0.0.0.0", url)).isFalse();
    }

    @Test
    void onOneAddressItIsNotAtTheOthersOfThisMachine() {
        assertThat(isOwn(DEFAULTS, "127.0.0.2", "ws://127.0.0.2:8080/shop/registry")).isTrue();
        assertThat(isOwn(DEFAULTS, "127.0.0.2", "ws://127.0.0.1:8080/shop/registry")).isFalse();
    }

    /** A proxy has that address. */
    @ParameterizedTest
    @CsvSource({ "wss://Shop.example/store/registry, true", "wss://shop.example:8443/store/registry, false",
            "wss://shop.example/shop/registry, false", "wss://other.example/store/registry, false" })
    void itIsAtTheAdvertisedAddressToo(String url, boolean expected) {
        MicroConfig behindProxy = DEFAULTS.with(ConfigKeys.ADVERTISE_HOST, "shop.example")
                .with(ConfigKeys.ADVERTISE_PORT, 443).with(ConfigKeys.ADVERTISE_PATH, "/store");
        assertThat(isOwn(behindProxy, "0.0.0.0", url)).isEqualTo(expected);
    }

    @Test
    void aServerThatDoesNotKnowItsPortLeavesItOpen() {
        OwnRegistryAddress own = new OwnRegistryAddress(DEFAULTS, "/shop", tls -> Optional.empty());
        for (boolean unknown : new boolean[] { true, false }) {
            assertThat(own.isOwn(URI.create("ws://localhost:1/shop/registry"), unknown)).isEqualTo(unknown);
            assertThat(own.isOwn(URI.create("ws://192.0.2.1:1/shop/registry"), unknown)).isFalse();
            assertThat(own.isOwn(URI.create("ws://localhost:1/registry"), unknown)).isFalse();
        }
    }
}

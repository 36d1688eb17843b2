package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.AdvertisedHost;
import io.microcdi.internal.server.HttpListener;

class AdvertisedAddressTest {

    private static final MicroConfig DEFAULTS = MicroConfig.defaults();
    private static final HttpListener BOUND = new HttpListener("10.0.0.5", 8180, false);

    private static AdvertisedAddress address(MicroConfig config, WebAppInfo application) {
        return new AdvertisedAddress(config, application);
    }

    @Test
    void itIsWhereTheServerListens() {
        assertThat(address(DEFAULTS, FixedWebApp.listening("/payments", BOUND)).find())
                .hasToString("10.0.0.5:8180/payments");
        assertThat(address(DEFAULTS, FixedWebApp.listening("", new HttpListener("fe80::1", 80, false))).find())
                .hasToString("[fe80::1]:80");
    }

    @Test
    void onAllAddressesItIsThisMachinesFirst() {
        Optional<String> first = AdvertisedHost.find();
        assumeThat(first).as("this machine has an address beside loopback").isPresent();
        HttpListener everywhere = new HttpListener("0.0.0.0", 8080, false);
        assertThat(address(DEFAULTS, FixedWebApp.listening("/a", everywhere)).find())
                .hasToString(first.get() + ":8080/a");
    }

    @Test
    void eachPartMayBeConfigured() {
        WebAppInfo application = FixedWebApp.listening("/payments", BOUND);
        assertThat(address(DEFAULTS.with(ConfigKeys.ADVERTISE_HOST, "shop.example"), application).find())
                .hasToString("shop.example:8180/payments");
        assertThat(address(DEFAULTS.with(ConfigKeys.ADVERTISE_PORT, 443), application).find())
                .hasToString("10.0.0.5:443/payments");
        assertThat(address(DEFAULTS.with(ConfigKeys.ADVERTISE_PATH, "/"), application).find())
                .hasToString("10.0.0.5:8180");
        assertThat(address(DEFAULTS.with(ConfigKeys.ADVERTISE_PATH, "shop/pay/"), application).find())
                .hasToString("10.0.0.5:8180/shop/pay");
    }

    @Test
    void whereAllIsConfiguredTheServerIsNotAsked() {
        WebAppInfo broken = new WebAppInfo() {
            @Override
            public String contextPath() {
                return "/a";
            }

            @Override
            public String displayName() {
                return "";
            }

            @Override
            public Optional<HttpListener> listener(boolean tls) {
                throw new AssertionError("asked");
            }
        };
        MicroConfig config = DEFAULTS.with(ConfigKeys.ADVERTISE_HOST, "h").with(ConfigKeys.ADVERTISE_PORT, 1)
                .with(ConfigKeys.ADVERTISE_SCHEME, "wss");
        AdvertisedAddress address = address(config, broken);
        assertThat(address.find()).hasToString("h:1/a");
        assertThat(address.scheme()).isEqualTo("wss");
    }

    @Test
    void aProxyThatEndsTlsIsDialledWithTls() {
        AdvertisedAddress proxied = address(DEFAULTS.with(ConfigKeys.ADVERTISE_SCHEME, "wss")
                .with(ConfigKeys.ADVERTISE_PORT, 443), FixedWebApp.listening("/a", BOUND));
        assertThat(proxied.find()).hasToString("10.0.0.5:443/a");
        assertThat(proxied.scheme()).isEqualTo("wss");
    }

    @Test
    void withTlsAskedForItsListenerIsAdvertised() {
        MicroConfig tls = DEFAULTS.with(ConfigKeys.ADVERTISE_SCHEME, "wss");
        AdvertisedAddress address = address(tls,
                FixedWebApp.listening("/a", BOUND, new HttpListener("10.0.0.5", 8443, true)));
        assertThat(address.find()).hasToString("10.0.0.5:8443/a");
        assertThat(address.scheme()).isEqualTo("wss");

        AdvertisedAddress without = address(tls, FixedWebApp.listening("/a", BOUND));
        assertThatThrownBy(without::find).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("MICRO002015: ").hasMessageContaining("set micro.advertise.port");
    }

    @Test
    void withoutTlsAskedForNoneIsDialled() {
        AdvertisedAddress address = address(DEFAULTS.with(ConfigKeys.ADVERTISE_SCHEME, "ws")
                .with(ConfigKeys.ADVERTISE_PORT, 80),
                FixedWebApp.listening("/a", new HttpListener("10.0.0.5", 8443, true)));
        assertThat(address.find()).hasToString("10.0.0.5:80/a");
        assertThat(address.scheme()).isEqualTo("ws");
    }

    @Test
    void aListenerWithTlsIsDialledWithTls() {
        AdvertisedAddress secure = address(DEFAULTS,
                FixedWebApp.listening("/a", new HttpListener("10.0.0.5", 8443, true)));
        secure.find();
        assertThat(secure.scheme()).isEqualTo("wss");
    }

    @Test
    void anUnknownPortIsSaidToBeSo() {
        AdvertisedAddress unknown = address(DEFAULTS.with(ConfigKeys.ADVERTISE_HOST, "h"), WebAppInfo.NONE);
        assertThatThrownBy(unknown::find).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("MICRO002012: ").hasMessageContaining("set micro.advertise.port");
        unknown.isIn(FixedWebApp.listening("/later", BOUND));
        assertThat(unknown.find()).hasToString("h:8180/later");
    }
}

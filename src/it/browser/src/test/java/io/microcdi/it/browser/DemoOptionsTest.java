package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.demo.DemoException;
import io.microcdi.demo.DemoOptions;
import io.microcdi.demo.DemoOptions.Kind;

class DemoOptionsTest {

    @Test
    void withoutOptionsItRunsOnTheEmbeddedServerAndStays() {
        DemoOptions options = DemoOptions.from(new Properties());

        assertThat(options.server()).isEqualTo(Kind.EMBEDDED);
        assertThat(options.once()).isFalse();
        assertThat(options.port()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "wildfly, WILDFLY", "payara, PAYARA", "embedded, EMBEDDED" })
    void aServerIsChosenByName(String name, Kind expected) {
        assertThat(DemoOptions.from(with("server", name)).server()).isEqualTo(expected);
    }

    @Test
    void anUnknownServerIsRefusedWithTheNamesOfThoseThatAre() {
        assertThatThrownBy(() -> DemoOptions.from(with("server", "glassfish"))).isInstanceOf(DemoException.class)
                .hasMessageContaining("glassfish").hasMessageContaining("-Dserver=wildfly");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "true" })
    void onceNeedsNoValue(String value) {
        assertThat(DemoOptions.from(with("demo.once", value)).once()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "http", "-1", "65536" })
    void anInvalidPortIsRefusedByName(String port) {
        assertThatThrownBy(() -> DemoOptions.from(with("demo.port", port))).isInstanceOf(DemoException.class)
                .hasMessageContaining("-Ddemo.port=" + port);
    }

    @Test
    void oneRegistryRunsUnlessMoreAreAskedFor() {
        assertThat(DemoOptions.from(new Properties()).registries()).isEqualTo(1);
        assertThat(DemoOptions.from(with("demo.registries", "3")).registries()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "6", "10", "three", "" })
    void anInvalidNumberOfRegistriesIsRefusedByName(String number) {
        assertThatThrownBy(() -> DemoOptions.from(with("demo.registries", number))).isInstanceOf(DemoException.class)
                .hasMessageContaining("-Ddemo.registries=" + number).hasMessageContaining("1 to 5");
    }

    @Test
    void severalRegistriesNeedTheEmbeddedServer() {
        Properties both = with("demo.registries", "3");
        both.setProperty("server", "wildfly");
        assertThatThrownBy(() -> DemoOptions.from(both)).isInstanceOf(DemoException.class)
                .hasMessageContaining("leave out -Dserver=wildfly");
    }

    private static Properties with(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return properties;
    }
}

package io.microcdi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.config.SecretTexts;

/** How configuration texts are read, and what is said of one that will not do. */
class ValueTypeTest {

    @ParameterizedTest
    @CsvSource({ "true, true", "false, false", "TRUE, true", "' False ', false" })
    void booleans(String text, boolean expected) {
        assertThat(key(ValueType.BOOLEAN).parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = { "yes", "no", "1", "0", "on", "truee", "t" })
    void noBooleans(String text) {
        refuses(ValueType.BOOLEAN, text, "true or false");
    }

    @ParameterizedTest
    @CsvSource({ "1, 1", "65535, 65535", "' 80 ', 80", "+5, 5", "007, 7" })
    void integers(String text, int expected) {
        assertThat(key(ValueType.integer(1, 65535)).parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "65536", "-1", "1.0", "1e3", "0x10", "1_000", "1,000", "a", "99999999999" })
    void noIntegers(String text) {
        refuses(ValueType.integer(1, 65535), text, "a whole number from 1 to 65,535");
    }

    @ParameterizedTest
    @CsvSource({ "1024, 1024", "1KiB, 1024", "64KiB, 65536", "1MiB, 1048576", "2 MiB, 2097152", "2047MiB, 2146435072" })
    void sizes(String text, int expected) {
        assertThat(key(ValueType.size(1024, Integer.MAX_VALUE)).parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = { "1023", "0KiB", "-1MiB", "2048MiB", "9999999MiB", "99999999999", "1MB", "1KB", "1M",
            "1mib",
            "1GiB", "MiB", "1.5MiB", "MiB1" })
    void noSizes(String text) {
        refuses(ValueType.size(1024, Integer.MAX_VALUE), text, "a size from 1,024 to 2,147,483,647");
    }

    @ParameterizedTest
    @ValueSource(strings = { "9ms", "PT0.009S", "-1s", "3601s", "2h", "soon", "PT-10S", "9223372036854775807h" })
    void durationsHaveBounds(String text) {
        ValueType<Duration> type = ValueType.duration(Duration.ofMillis(10), Duration.ofHours(1));
        assertThat(key(type).parse("10ms")).hasMillis(10);
        assertThat(key(type).parse("1h")).hasHours(1);
        refuses(type, text, "a duration from 10ms to 1h: 500ms, 10s, PT10S or a number of milliseconds");
    }

    @ParameterizedTest
    @CsvSource({ "safe, SAFE", "always, ALWAYS", "Always, ALWAYS" })
    void constants(String text, RetryMode expected) {
        assertThat(key(ValueType.oneOf(RetryMode.class)).parse(text)).isEqualTo(expected);
        refuses(ValueType.oneOf(RetryMode.class), text + "s", "safe or always");
    }

    /** So that a host that is compared with them has one form. */
    @Test
    void hostsAreReadInOneForm() {
        assertThat(key(ValueType.HOSTS).parse("Registry.example., 10.0.0.5,2001:DB8::5,[fd00::1],fe80::1%Eth0"))
                .containsExactly("registry.example", "10.0.0.5", "[2001:db8::5]", "[fd00::1]", "[fe80::1%Eth0]");
        assertThat(key(ValueType.HOST_GLOBS).parse("*.Shop.example.,hub,*")).containsExactly("*.shop.example", "hub",
                "*");
    }

    /** A name with a port would count for the header {@code Host}, and not for tokens. */
    @ParameterizedTest
    @ValueSource(strings = { "registry.example:8427", "https://registry.example", "registry.example/hub", "a b.example",
            "hub,10.0.0.5:8427", "gr\u00fcn.example", "user@hub" })
    void noHosts(String text) {
        refuses(ValueType.HOSTS, text, "hosts separated by commas, without scheme and port");
        refuses(ValueType.HOST_GLOBS, text, "names of hosts separated by commas, without scheme and port");
    }

    @Test
    void hostsAreSeparatedByCommas() {
        assertThat(key(ValueType.HOSTS).parse("registry.example, hub,10.0.0.5,[2001:db8::5]"))
                .containsExactly("registry.example", "hub", "10.0.0.5", "[2001:db8::5]");
        assertThat(key(ValueType.HOST_GLOBS).parse("*.shop.example,pay*,localhost"))
                .containsExactly("*.shop.example", "pay*", "localhost");
    }

    /** It would have no effect there. */
    @ParameterizedTest
    @ValueSource(strings = { "10.0.0.5", "payments,10.0.0.5", "[2001:db8::5]" })
    void anAddressIsNoName(String text) {
        refuses(ValueType.HOST_GLOBS, text, "names of hosts separated by commas");
    }

    @Test
    void textsAreSeparatedByCommas() {
        assertThat(key(ValueType.TEXTS).parse(" a ,b,, c")).containsExactly("a", "b", "c");
        assertThat(key(ValueType.TEXTS).parse("")).isEmpty();
    }

    /** {@code ${A:},${B:}} gives it. An empty list would switch off the check for which the key is. */
    @Test
    void noListIsMadeOfCommasOnly() throws ReflectiveOperationException {
        List<ConfigKey<?>> keys = new ArrayList<>(ConfigKeys.ALL);
        for (Field field : ValueType.class.getDeclaredFields()) {
            if (field.getType() == ValueType.class) {
                field.setAccessible(true);
                keys.add(key((ValueType<?>) field.get(null)));
            }
        }
        for (ConfigKey<?> key : keys) {
            for (String text : List.of(",", " , ,")) {
                assertThat(entries(key, text)).as("%s=%s", key, text).isNotZero();
            }
        }
        assertThatThrownBy(() -> ConfigKeys.JWT_AUDIENCES.parse(", ,")).isInstanceOf(ConfigException.class)
                .hasMessage(
                        "mp.jwt.verify.audiences=, ,: expected texts separated by commas. The value has commas and no"
                                + " entry: name at least one, or remove the key");
        refuses(ValueType.SECRETS, ",", "one or two texts");
        assertThatThrownBy(() -> ConfigKeys.JWT_AUDIENCES.check(List.of(" "))).isInstanceOf(ConfigException.class);
        assertThat(ConfigKeys.JWT_AUDIENCES.check(List.of())).as("a program says so").isEmpty();
    }

    /** Returns how many entries a text has; -1 if it is refused. */
    private static int entries(ConfigKey<?> key, String text) {
        try {
            return key.parse(text) instanceof List<?> list ? list.size() : 1;
        } catch (ConfigException refused) {
            return -1;
        }
    }

    @ParameterizedTest
    @CsvSource({ "ws://localhost:8427, ws://localhost:8427", "ws://localhost:8427/, ws://localhost:8427",
            "wss://a, wss://a", "ws://a:1/registry, ws://a:1/registry", "ws://a:1/registry/, ws://a:1/registry",
            "ws://[::1]:65535, ws://[::1]:65535", "ws://10.0.0.5:80, ws://10.0.0.5:80" })
    void registryAddresses(String text, URI expected) {
        assertThat(key(ValueType.WEBSOCKET_URLS).parse(text)).containsExactly(expected);
    }

    @Test
    void severalRegistryAddresses() {
        assertThat(key(ValueType.WEBSOCKET_URLS).parse(" ws://a:1 , wss://b/c/ ,"))
                .isEqualTo(List.of(URI.create("ws://a:1"), URI.create("wss://b/c")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ",", "localhost", "localhost:8427", "http://a", "//a", "ws:", "ws://", "ws:///a",
            "ws://:80",
            "ws://a b", "ws://a?x=1", "ws://a#x", "ws://a:x", "ws://a:0", "ws://a:65536", "ws://a:99999999999",
            "ws://user@a", "ws://user:secret@a:1", "ws://[a]:1", "ws://a_b", "ws://a:1,http://b", "ws://a:1;ws://b:2",
            "ws://a//", "ws://a:1/b//" })
    void textsThatAreNoRegistryAddress(String text) {
        refuses(ValueType.WEBSOCKET_URLS, text, "one registry address or several, separated by commas");
    }

    @Test
    void expectedFormsAreStatedAlikeEverywhere() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("de-DE"));
            assertThat(ValueType.integer(1, 65535).expected()).isEqualTo("a whole number from 1 to 65,535");
            assertThat(ValueType.size(1024, 2048).expected()).startsWith("a size from 1,024 to 2,048");
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(key(ValueType.oneOf(CallbackMode.class)).parse("inline")).isEqualTo(CallbackMode.INLINE);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static <T> ConfigKey<T> key(ValueType<T> type) {
        return new ConfigKey<>("micro.test", type, null);
    }

    private static void refuses(ValueType<?> type, String text, String expected) {
        String shown = SecretTexts.redacted(key(type), text);
        assertThatThrownBy(() -> key(type).parse(text)).as(text)
                .isInstanceOfSatisfying(ConfigException.class, refused -> {
                    assertThat(refused.key()).isEqualTo("micro.test");
                    assertThat(refused.value()).isEqualTo(shown);
                    assertThat(refused).hasMessageStartingWith("micro.test=" + shown + ": expected " + expected);
                });
    }
}

package io.microcdi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import io.microcdi.testing.KeyTexts;

/** Every key: its name, its default, its sentence. */
class ConfigKeysTest {

    static final List<ConfigKey<?>> ALL = ConfigKeys.ALL;

    private static final Path SOURCE = Path.of(System.getProperty("basedir", ""))
            .resolve("src/main/java/io/microcdi/config/ConfigKeys.java");

    @ParameterizedTest
    @FieldSource("ALL")
    void isNamedInKebabCaseBelowMicroExceptThoseOfMicroProfileJwt(ConfigKey<?> key) throws IOException {
        assertThat(key.name()).matches("(micro|mp\\.jwt\\.verify)(\\.[a-z]+(-[a-z]+)*)+");
        assertThat(KeyTexts.of(SOURCE).get(key.name())).matches("[A-Z`].*\\.").doesNotContain("  ");
        assertThat(key.type().expected()).isNotBlank();
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void hasADefaultThatWillDo(ConfigKey<?> key) {
        if (key.defaultText() != null) {
            assertThat(key.parse(key.defaultText())).isNotNull();
        }
        assertThat(MicroConfig.defaults().find(key).isPresent()).isEqualTo(key.defaultText() != null);
    }

    @Test
    void everyKeyIsInTheListOnce() throws IllegalAccessException {
        List<Object> declared = Arrays.stream(ConfigKeys.class.getFields())
                .filter(field -> field.getType() == ConfigKey.class && Modifier.isStatic(field.getModifiers()))
                .map(field -> {
                    try {
                        return field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                }).toList();
        assertThat(ALL).hasSameElementsAs(declared.stream().map(key -> (ConfigKey<?>) key).toList())
                .doesNotHaveDuplicates();
        assertThat(ALL).flatExtracting(ConfigKey::names).doesNotHaveDuplicates();
        assertThat(ALL).containsAll(ConfigKeys.PER_CALLEE);
    }

    /** The numbers that the other end knows us by: changing one is a decision, not a slip. */
    @ParameterizedTest
    @CsvSource({ "micro.registry.url, ws://localhost:8427", "micro.registry.required, false",
            "micro.advertise.self-check, true", "micro.request-timeout, 30s", "micro.lookup-timeout, 10s",
            "micro.connect-timeout, 5s", "micro.handler-timeout, 30s", "micro.retries, 1", "micro.retry, safe",
            "micro.ejection.duration, 30s", "micro.ejection.failures, 5", "micro.ejection.percent, 50",
            "micro.ejection.min-calls, 20", "micro.ejection.window, 10s", "micro.ejection.max-percent, 50",
            "micro.retry-budget.percent, 20", "micro.retry-budget.per-second, 10", "micro.heartbeat-interval, 10s",
            "micro.reconnect-delay, 3s",
            "micro.ping-interval, 10s", "micro.max-message-size, 1MiB", "micro.max-nesting, 64",
            "micro.max-digits, 800",
            "micro.max-members, 10000" })
    void defaultsAreThoseOfTheReference(String name, String expected) {
        assertThat(ALL).filteredOn(key -> key.name().equals(name)).singleElement()
                .extracting(ConfigKey::defaultText).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({ "micro.namespace", "micro.advertise.host", "micro.advertise.port", "micro.advertise.path",
            "micro.attempt-timeout" })
    void someAreAbsentUnlessTheyAreSet(String name) {
        assertThat(ALL).filteredOn(key -> key.name().equals(name)).singleElement()
                .extracting(ConfigKey::defaultText).isNull();
    }

    @Test
    void aDefaultCanBeReadAndAnAbsentOneIsNamed() {
        MicroConfig defaults = MicroConfig.defaults();
        assertThat(defaults.get(ConfigKeys.REGISTRY_URL)).containsExactly(URI.create("ws://localhost:8427"));
        assertThat(defaults.get(ConfigKeys.MAX_MESSAGE_SIZE)).isEqualTo(1 << 20);
        assertThatThrownBy(() -> defaults.get(ConfigKeys.ATTEMPT_TIMEOUT))
                .hasMessage("micro.attempt-timeout is not set");
    }
}

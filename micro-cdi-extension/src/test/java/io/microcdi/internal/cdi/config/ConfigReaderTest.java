package io.microcdi.internal.cdi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.testing.LogCapture;

/** All settings are checked at once, and every complaint names the key and the value. */
class ConfigReaderTest {

    private static List<String> problems(Map<String, String> texts, Map<String, String> environment) {
        ConfigReader reader = new ConfigReader(new TextMap(texts), List.of(), environment);
        assertThat(reader.read()).isEmpty();
        return reader.problems().stream().map(Throwable::getMessage).toList();
    }

    private static List<String> warnings(Map<String, String> texts, Map<String, String> environment) {
        try (LogCapture log = new LogCapture("io.microcdi.config")) {
            assertThat(new ConfigReader(new TextMap(texts), List.of(), environment).read()).isPresent();
            return log.messages();
        }
    }

    @Test
    void nothingConfiguredGivesTheDefaults() {
        MicroConfig config = new ConfigReader(new TextMap(Map.of()), List.of(), Map.of()).read().orElseThrow();
        assertThat(config.get(ConfigKeys.REQUEST_TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.find(ConfigKeys.NAMESPACE)).isEmpty();
    }

    @Test
    void valuesAreRead() {
        MicroConfig config = new ConfigReader(new TextMap(Map.of("micro.request-timeout", "PT2S", "micro.namespace",
                "shop/payments", "micro.client.\"a/b\".retries", "3", "micro.client.c.request-timeout", "7s")),
                List.of(), Map.of())
                .read().orElseThrow();
        assertThat(config.get(ConfigKeys.NAMESPACE)).isEqualTo("shop/payments");
        assertThat(CallSettings.of(config, "a/b").retries()).isEqualTo(3);
        assertThat(CallSettings.of(config, "c").requestTimeoutNanos()).isEqualTo(Duration.ofSeconds(7).toNanos());
        assertThat(CallSettings.of(config, "d").requestTimeoutNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void aValueThatWasReadStays() {
        Map<String, String> texts = new HashMap<>(Map.of("micro.client.a.retries", "3"));
        MicroConfig config = new ConfigReader(new TextMap(texts), List.of(), Map.of()).read().orElseThrow();
        texts.clear();
        texts.put("micro.client.b.retries", "4"); // from a source that does not list its names
        assertThat(CallSettings.of(config, "a").retries()).isEqualTo(3);
        assertThat(CallSettings.of(config, "b").retries()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "micro.request-timeout                  | soon         | a duration from",
            "micro.request-timeout                  | 0            | a duration from 1ms",
            "micro.retries                          | many         | a whole number",
            "micro.retry                            | sometimes    | safe or always",
            "micro.registry.url                     | http://x     | registry address",
            "micro.registry.required                | ja           | true or false",
            "micro.max-message-size                 | 1TB          | a size",
            "micro.namespace                        | -x           | one to eight segments",
            "micro.namespace                        | registry     | reserved",
            "micro.namespace                        | a b          | one to eight segments",
            "micro.advertise.host                   | a/b          | the name of a host",
            "micro.advertise.host                   | a:80         | the name of a host",
            "micro.advertise.path                   | /a?b         | a path of letters",
            "micro.advertise.port                   | 70000        | from 1 to 65,535",
            "micro.client.payments.request-timeout  | later        | a duration",
            "micro.client.\"a/b\".retries           | -1           | a whole number",
            "micro.breaker.cooldown                 | warm         | a duration",
            "micro.client.a.b.breaker.cooldown      | warm         | a duration",
            "micro.client.a.b.ejection.duration     | warm         | a duration",
            "micro.route.max-concurrent             | 0            | a whole number",
            "micro.route.\"/a/{b}\".max-concurrent  | few          | a whole number" })
    void aBadValueIsNamed(String key, String value, String expected) {
        assertThat(problems(Map.of(key, value), Map.of())).singleElement().asString()
                .startsWith("MICRO002200: " + key + "=" + value + ": expected ").contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = { "tooShort", "n3wSecretOfTheMesh,oldSecretOfTheMesh,0lderSecretOfTheMesh",
            "n3wSecretOfTheMesh,tooShort" })
    void aSecretIsNotShown(String secrets) {
        assertThat(problems(Map.of("micro.security.secret", secrets), Map.of())).singleElement().asString()
                .startsWith("MICRO002200: micro.security.secret=(not shown): expected one or two texts")
                .doesNotContain(secrets.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = { "ws://caller:pa55word@registry:8427", "ws://a:1,ws://caller:pa55,word@b",
            "wss://pa55word@registry", "ws://caller:x/pa55word@registry", "caller:pa55word@registry:8427",
            "ws://registry:8427/?token=pa55word" })
    void aPasswordInAnAddressIsNotShown(String url) {
        assertThat(problems(Map.of("micro.registry.url", url, "micro.client.payments.url", url),
                Map.of("MICRO_CLIENT_ORDERS_URL", url))).hasSize(3).allSatisfy(
                        problem -> assertThat(problem).contains("(not shown)").doesNotContain("pa55", "word@"));
    }

    @Test
    void theMessageSaysWhereToCorrectIt() {
        assertThat(problems(Map.of("micro.request-timeout", "soon"), Map.of())).singleElement().asString()
                .contains("META-INF/microprofile-config.properties", "MICRO_REQUEST_TIMEOUT");
    }

    @Test
    void theVariableOfAnotherSpecificationsKeyIsNamedToo() {
        assertThat(problems(Map.of("micro.security.user", "forward", "mp.jwt.verify.clock.skew", "x"), Map.of()))
                .singleElement().asString().contains("environment variable MP_JWT_VERIFY_CLOCK_SKEW");
    }

    @Test
    void keysThatOnlyTheServerReadsAreNotChecked() {
        Map<String, String> ofServer = Map.of("mp.jwt.verify.clock.skew", "900");
        assertThat(warnings(ofServer, Map.of())).isEmpty();
        Map<String, String> ofNode = new HashMap<>(ofServer);
        ofNode.put("micro.security.user", "None");
        assertThat(warnings(ofNode, Map.of())).isEmpty();
        ofNode.put("micro.security.user", "jwt");
        assertThat(problems(ofNode, Map.of())).singleElement().asString().contains("mp.jwt.verify.clock.skew=900");
    }

    @Test
    void allBadValuesAreNamedAtOnce() {
        assertThat(problems(Map.of("micro.request-timeout", "soon", "micro.retries", "x"),
                Map.of("MICRO_CLIENT_PAYMENTS_RETRIES", "y"))).hasSize(3);
    }

    @Test
    void aVariableOfTheEnvironmentForACalleeIsCheckedToo() {
        assertThat(problems(Map.of(), Map.of("MICRO_CLIENT_PAYMENTS_BREAKER_COOLDOWN", "warm"))).singleElement()
                .asString().startsWith("MICRO002200: MICRO_CLIENT_PAYMENTS_BREAKER_COOLDOWN=warm");
        assertThat(warnings(Map.of(), Map.of("MICRO_CLIENT_PAYMENTS_RETRIES", "2", "MICRO_CLIENT_X", "?",
                "MICRO_CLIENT_B_RETRIES", " "))).isEmpty();
    }

    @Test
    void aValueFromOutsideIsPrintedOnOneLineAndCut() {
        String message = problems(Map.of("micro.retries", "1\nFAKE LOG LINE" + "x".repeat(1000)), Map.of()).get(0);
        assertThat(message).contains("1?FAKE LOG LINE").doesNotContain("\n").hasSizeLessThan(600);
    }

    @Test
    void blankCountsAsAbsent() {
        assertThat(warnings(Map.of("micro.request-timeout", " ", "micro.namespace", "",
                "micro.client.a.retries", ""), Map.of())).isEmpty();
    }

    @Test
    void unknownKeysAreWarnedOf() {
        assertThat(warnings(Map.of("micro.request-timout", "1s", "micro.client.a.colour", "red",
                "micro.client.-x.retries", "1", "other.key", "x"), Map.of()))
                .hasSize(3).allMatch(m -> m.startsWith("MICRO002201: Nothing reads the configuration key micro."))
                .anyMatch(m -> m.contains("micro.request-timout: correct its name (perhaps micro.request-timeout)"));
    }

    @Test
    void theLimitOfARouteIsReadFromTheEnvironmentToo() {
        assertThat(problems(Map.of(), Map.of("MICRO_ROUTE___CHARGE__MAX_CONCURRENT", "few"))).singleElement()
                .asString().startsWith("MICRO002200: MICRO_ROUTE___CHARGE__MAX_CONCURRENT=few");
        assertThat(warnings(Map.of(), Map.of("MICRO_ROUTE___CHARGE__MAX_CONCURRENT", "3",
                "MICRO_ROUTE_MAX_CONCURRENT", "?", "MICRO_ROUTE___CHARGE__COLOUR", "red"))).isEmpty();
    }

    @Test
    void aKeyOfARouteThatNoBeanHasIsWarnedOf() {
        ConfigReader reader = new ConfigReader(new TextMap(Map.of("micro.route.\"/charge\".max-concurrent", "3",
                "micro.route.\"/chrage\".max-concurrent", "3")), List.of(), Map.of());
        try (LogCapture log = new LogCapture("io.microcdi.config")) {
            assertThat(reader.read()).isPresent();
            assertThat(log.messages()).isEmpty();
            reader.warnOfUnknownRoutes(Set.of("/charge"));
            assertThat(log.messages()).singleElement().asString().startsWith(
                    "MICRO002204: micro.route.\"/chrage\".max-concurrent: no bean of this application has the route /chrage");
        }
        assertThat(
                warnings(Map.of("micro.route.charge.max-concurrent", "3", "micro.route.\"charge\".max-concurrent", "3"),
                        Map.of()))
                .as("without quotes, without the slash").hasSize(2)
                .allMatch(text -> text.startsWith("MICRO002201"));
    }

    @Test
    void theRegistrysOwnKeysAreNotUnknown() {
        assertThat(warnings(Map.of("micro.registry-server.port", "8427"), Map.of())).isEmpty();
    }

    @Test
    void aVariableOfTheEnvironmentMayBelongToAnotherProgram() {
        // a configuration system lists MICRO_REQUEST_TIMEOUT as micro.request.timeout: it cannot know better
        assertThat(warnings(Map.of("micro.request.timeout", "1s", "micro.service.host", "10.0.0.1"),
                Map.of("MICRO_REQUEST_TIMEOUT", "1s", "MICRO_SERVICE_HOST", "10.0.0.1"))).isEmpty();
    }
}

package io.microcdi.internal.cdi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.cdi.HidingLoader;
import io.microcdi.testing.LogCapture;

/** Where the texts come from: SmallRye Config where it is, else system properties and the environment. */
class TextSourcesTest {

    @TempDir
    Path folder;

    @Test
    void microProfileConfigIsUsedWhereItIs() throws IOException {
        try (URLClassLoader application = application("micro.namespace=from-file\nmicro.extra=${micro.namespace}!")) {
            TextSource source = TextSources.find(application);
            assertThat(source).isInstanceOf(MicroProfileSource.class);
            assertThat(source.get("micro.namespace")).contains("from-file");
            assertThat(source.get("micro.extra")).contains("from-file!");
            assertThat(source.get("micro.absent")).isEmpty();
            assertThat(source.names()).contains("micro.namespace", "micro.extra");
        }
    }

    @Test
    void anExpressionThatNamesNothingIsNoAbsentKey() throws IOException {
        try (URLClassLoader application = application(
                "micro.namespace=${undefined.name}\nmicro.extra=${micro.retries}\nmicro.retries=2")) {
            TextSource source = TextSources.find(application);
            assertThat(source.get("micro.namespace")).isEmpty();
            assertThat(source.unresolved("micro.namespace")).contains("${undefined.name}");
            assertThat(source.unresolved("micro.extra")).isEmpty();
            assertThat(source.unresolved("micro.absent")).isEmpty();
            ConfigReader reader = new ConfigReader(source, List.of(), Map.of());
            assertThat(reader.read()).isEmpty();
            assertThat(reader.problems()).singleElement().asString()
                    .contains(
                            "micro.namespace=${undefined.name}: expected every ${…} in it to name a property that is set");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "micro.client.payments.url", "micro.client.\"shop/payments\".retries",
            "micro.route.\"/charge\".max-concurrent" })
    void anExpressionThatNamesNothingIsNoAbsentKeyOfOneCalleeOrRoute(String key) throws IOException {
        try (URLClassLoader application = application(key + "=${undefined.name}")) {
            assertThat(problems(application)).singleElement().asString()
                    .contains(key + "=${undefined.name}: expected every ${…}");
        }
    }

    @Test
    void anExpressionThatNamesNothingIsNoAbsentKeyInAProfile() throws IOException {
        System.setProperty("mp.config.profile", "prod");
        try (URLClassLoader application = application(
                "micro.registry.url=ws://localhost:8427\n%prod.micro.registry.url=${undefined.name}\n"
                        + "%prod.micro.client.payments.url=${undefined.name}")) {
            assertThat(problems(application)).hasSize(2)
                    .allSatisfy(problem -> assertThat(problem).contains("=${undefined.name}: expected every ${…}"));
        } finally {
            System.clearProperty("mp.config.profile");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "micro.registry.url", "micro.client.payments.url",
            "micro.route.\"/charge\".max-concurrent" })
    void anExpressionWithAnEmptyDefaultIsAnAbsentKey(String key) throws IOException {
        try (URLClassLoader application = application(key + "=${undefined.name:}")) {
            TextSource source = TextSources.find(application);
            assertThat(source.get(key)).isEmpty();
            assertThat(source.unresolved(key)).isEmpty();
            ConfigReader reader = new ConfigReader(source, List.of(), Map.of());
            assertThat(reader.read()).isPresent();
            assertThat(reader.problems()).isEmpty();
        }
    }

    private static List<String> problems(ClassLoader application) {
        ConfigReader reader = new ConfigReader(TextSources.find(application), List.of(), Map.of());
        assertThat(reader.read()).isEmpty();
        return reader.problems().stream().map(Throwable::getMessage).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = { "micro.tls.key-store-password", "micro.security.secret" })
    void aSecretThatLooksAsIfItHadAnExpressionIsNotShown(String key) throws IOException {
        try (URLClassLoader application = application(key + "=pa55${nope}w0rd")) {
            ConfigReader reader = new ConfigReader(TextSources.find(application), List.of(), Map.of());
            assertThat(reader.read()).isEmpty();
            assertThat(reader.problems()).singleElement().asString()
                    .contains(key + "=(not shown): expected every ${…} in it")
                    .doesNotContain("pa55", "w0rd");
        }
    }

    @Test
    void aSystemPropertyWinsOverTheFile() throws IOException {
        System.setProperty("micro.namespace", "from-property");
        try (URLClassLoader application = application("micro.namespace=from-file")) {
            assertThat(TextSources.find(application).get("micro.namespace")).contains("from-property");
        } finally {
            System.clearProperty("micro.namespace");
        }
    }

    private URLClassLoader application(String properties) throws IOException {
        Path file = folder.resolve("META-INF/microprofile-config.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, properties);
        return new URLClassLoader(new URL[] { folder.toUri().toURL() }, getClass().getClassLoader());
    }

    @Test
    void withoutTheApiSystemPropertiesAreRead() throws Exception {
        try (HidingLoader loader = new HidingLoader("microprofile-config", "smallrye")) {
            Class<?> sources = loader.loadClass(TextSources.class.getName());
            Object source = sources.getMethod("find", ClassLoader.class).invoke(null, loader);
            assertThat(source.getClass().getName()).isEqualTo(SystemSource.class.getName());
        }
    }

    @Test
    void theApiAloneIsNotEnough() throws Exception {
        try (HidingLoader loader = new HidingLoader("smallrye");
                LogCapture log = new LogCapture("io.microcdi.config")) {
            Class<?> sources = loader.loadClass(TextSources.class.getName());
            Object source = sources.getMethod("find", ClassLoader.class).invoke(null, loader);
            assertThat(source.getClass().getName()).isEqualTo(SystemSource.class.getName());
            assertThat(log.messages()).singleElement().asString().startsWith("MICRO002203")
                    .contains("smallrye-config-core");
        }
    }

    @Test
    void theEnvironmentIsReadByTheRuleOfMicroProfileConfig() {
        Properties properties = new Properties();
        properties.setProperty("micro.retries", "1");
        SystemSource source = new SystemSource(properties, Map.of("MICRO_RETRIES", "2", "MICRO_REGISTRY_URL", "ws://a",
                "micro_advertise_host", "b", "micro.namespace", "c", "MICRO_CLIENT_A_B_RETRIES", "3"));
        assertThat(source.get("micro.retries")).contains("1");
        assertThat(source.get("micro.registry.url")).contains("ws://a");
        assertThat(source.get("micro.advertise.host")).contains("b");
        assertThat(source.get("micro.namespace")).contains("c");
        assertThat(source.get("micro.client.a/b.retries")).contains("3");
        assertThat(source.get("micro.absent")).isEmpty();
        assertThat(source.names()).contains("micro.retries", "MICRO_REGISTRY_URL");
    }
}

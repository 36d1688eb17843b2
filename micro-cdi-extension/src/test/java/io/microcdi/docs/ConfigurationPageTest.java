package io.microcdi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.cdi.registry.EmbeddedRegistryKeys;

/** The page of configuration keys says what the code says. */
class ConfigurationPageTest {

    private static final List<ConfigKey<?>> KEYS = Stream
            .concat(ConfigKeys.ALL.stream(), EmbeddedRegistryKeys.ALL.stream()).toList();

    private static final Path PAGE = Path.of(System.getProperty("basedir", ""))
            .resolve("../src/docs/reference/configuration.md").toAbsolutePath().normalize();

    @Test
    void thePageIsUpToDate() throws IOException {
        String expected = ConfigurationPage.text();
        if ("write".equals(System.getProperty("microcdi.docs"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE).as("written by: mvn -pl micro-cdi-extension -am test -Dtest=ConfigurationPageTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dmicrocdi.docs=write").exists().hasContent(expected);
    }

    @Test
    void everyKeyIsOnIt() {
        assertThat(KEYS).allSatisfy(key -> assertThat(ConfigurationPage.text()).contains(
                "| `" + key.name() + "` |"));
    }

    @Test
    void everyMeaningIsASentence() {
        assertThat(KEYS).extracting(ConfigurationPage::meaning).allMatch(text -> text.endsWith("."));
    }

    @Test
    void everyDefaultCanBeRead() {
        assertThat(KEYS).allSatisfy(key -> {
            if (key.defaultText() != null) {
                assertThat(key.parse(key.defaultText())).isNotNull();
            }
        });
    }
}

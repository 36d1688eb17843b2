package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKey;
import io.microcdi.registry.RegistryKeys;
import io.microcdi.testing.KeyTexts;

/** The table of settings in the guide says what the code says. */
class SettingsInGuideTest {

    private static final Path PAGE = Path.of(System.getProperty("basedir", ""))
            .resolve("../src/docs/guide/registry.md").toAbsolutePath().normalize();
    private static final String HEAD = "| Key | Value | Default | Meaning |\n|---|---|---|---|\n";
    private static final Pattern ROWS = Pattern.compile("(?<=\\Q" + HEAD + "\\E)(\\|.*\n)*");

    @Test
    void theTableIsUpToDate() throws IOException {
        String page = Files.readString(PAGE);
        String expected = ROWS.matcher(page).replaceFirst(Matcher.quoteReplacement(rows()));
        if ("write".equals(System.getProperty("microcdi.docs"))) {
            Files.writeString(PAGE, expected);
        }
        assertThat(page).contains(HEAD);
        assertThat(PAGE).as("written by: mvn -pl registry-war -am test -Dtest=SettingsInGuideTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dmicrocdi.docs=write").hasContent(expected);
    }

    private static String rows() throws IOException {
        Path base = Path.of(System.getProperty("basedir", ""));
        Map<String, String> meanings = new HashMap<>(KeyTexts.of(
                base.resolve("../src/registry/src/main/java/io/microcdi/registry/RegistryKeys.java")));
        meanings.putAll(KeyTexts.of(base.resolve(
                "src/main/java/io/microcdi/internal/registry/web/RegistryServerKeys.java")));
        List<ConfigKey<?>> keys = new ArrayList<>(RegistryServerKeys.ALL);
        keys.addAll(1, RegistryKeys.ALL);
        return keys.stream().map(key -> "| `%s` | %s | %s | %s |\n".formatted(key.name(), key.type().expected(),
                key.defaultText() == null ? "–" : "`" + key.defaultText() + "`", meanings.get(key.name())))
                .collect(Collectors.joining());
    }
}

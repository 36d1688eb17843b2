package io.microcdi.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.cdi.registry.EmbeddedRegistryKeys;
import io.microcdi.testing.KeyTexts;

/** Writes the reference of all configuration keys from the list of keys in the code. */
final class ConfigurationPage {

    private static final Map<String, String> MEANINGS = meanings();

    private static final String PAGE = """
            # Configuration

            <!-- Generated from io.microcdi.config.ConfigKeys and EmbeddedRegistryKeys. Do not edit; regenerate with
                 mvn -pl micro-cdi-extension -am test -Dtest=ConfigurationPageTest \
            -Dsurefire.failIfNoSpecifiedTests=false -Dmicrocdi.docs=write -->

            This page has all settings of a node. Those of the registry are in [its guide](../guide/registry.md#settings).

            Most applications set few of them: a key has a default, or does without a value. Values come from MicroProfile Config. Its usual
            sources, the strongest first:

            1. a system property, `-Dmicro.registry.url=ws://registry.example:8427`;
            2. an environment variable, `MICRO_REGISTRY_URL`: `.` and `-` become `_`, and all letters are in upper case;
            3. `META-INF/microprofile-config.properties` in the application.

            A server may have more sources. Its documentation, or the ordinal of the source, says where they stand between
            these: a system property has 400, an environment variable 300, the file 100, and the highest number wins.

            In Java SE the builders read the first two, and a setting of the program is stronger than both. Where a server has no
            MicroProfile Config, for example on plain Tomcat, only the first two are read. Add
            `io.smallrye.config:smallrye-config-core` to the application for the others.

            All values are checked while the application is deployed. An invalid value fails the deployment with
            `MICRO002200`. The message names the key, the value and what is expected. A value may have expressions of MicroProfile
            Config: `micro.namespace=${name}` takes the value of the property `name`, and `${name:orders}` has a default. An
            expression that names nothing fails the deployment too, with the same id. Where a server has no MicroProfile Config,
            expressions are not replaced.

            A key under `micro.` that nothing reads is warned of with `MICRO002201`, unless it is an environment variable.

            Durations are `500ms`, `10s`, `5m`, `1h`, `PT10S`, or a bare number of milliseconds. Sizes are a number, or a number
            with `KiB` or `MiB`. A blank value counts as none.

            Blank entries of a list count as none too, so that `${A:},${B:}` works if one of both is missing. A list of commas only is invalid:
            most lists without an entry switch a check off.

            | Key | Environment variable | Value | Default | Meaning |
            |---|---|---|---|---|
            %s

            ## A registry in the application

            An application can [run a registry itself](../howto/registry-in-a-war.md). These keys are read by the application, not by the
            standalone registry. The other keys of the registry, for example `micro.registry-server.heartbeat-timeout`,
            apply too.

            | Key | Environment variable | Value | Default | Meaning |
            |---|---|---|---|---|
            %s

            ## For one callee

            You can set these for calls to one namespace, for example `micro.client.payments.request-timeout`. Such a value is stronger
            than that of the key for all namespaces, wherever either comes from. Put a namespace with a `/` in quotes:
            `micro.client."shop/payments".request-timeout`.

            | Key | Value | Default |
            |---|---|---|
            %s

            ## For one route

            You can set this for one route. Put the path in quotes, as it is in `@Route`: `micro.route."/charge".max-concurrent`. Such a
            value is stronger than the annotation, which is stronger than the key for all routes. See [overload](../howto/overload.md).

            | Key | Value | Default |
            |---|---|---|
            %s
            """;

    private ConfigurationPage() {
    }

    static String text() {
        return PAGE.formatted(rows(ConfigKeys.ALL, ConfigurationPage::row),
                rows(EmbeddedRegistryKeys.ALL, ConfigurationPage::row),
                rows(ConfigKeys.PER_CALLEE, ConfigurationPage::calleeRow),
                rows(ConfigKeys.PER_ROUTE, ConfigurationPage::routeRow));
    }

    private static String rows(List<ConfigKey<?>> keys, Function<ConfigKey<?>, String> row) {
        return keys.stream().map(row).collect(Collectors.joining("\n"));
    }

    /** Returns what a key means. */
    static String meaning(ConfigKey<?> key) {
        return MEANINGS.getOrDefault(key.name(), "");
    }

    private static Map<String, String> meanings() {
        Map<String, String> meanings = new HashMap<>();
        for (String source : new String[] { "../micro-core/src/main/java/io/microcdi/config/ConfigKeys.java",
                "src/main/java/io/microcdi/internal/cdi/registry/EmbeddedRegistryKeys.java" }) {
            try {
                meanings.putAll(KeyTexts.of(Path.of(System.getProperty("basedir", "")).resolve(source)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return meanings;
    }

    private static String row(ConfigKey<?> key) {
        String variable = key.name().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        String byDefault = key.defaultText() == null || key.defaultText().isEmpty() ? "–" : code(key.defaultText());
        String alias = key.alias() == null ? "" : " " + code(key.alias()) + " is an older name of the key.";
        return cells(code(key.name()), code(variable), key.type().expected(), byDefault, meaning(key) + alias);
    }

    private static String calleeRow(ConfigKey<?> key) {
        String tail = key.name().substring("micro.".length());
        return cells(code("micro.client.<namespace>." + tail), key.type().expected(),
                "that of " + code(key.name()));
    }

    private static String routeRow(ConfigKey<?> key) {
        String tail = key.name().substring("micro.route.".length());
        return cells(code("micro.route.\"<path>\"." + tail), key.type().expected(),
                "`maxConcurrent` of `@Route`, else that of " + code(key.name()));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String cells(String... cells) {
        return List.of(cells).stream().map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}

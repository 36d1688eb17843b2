package io.microcdi.docs;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;

/** Writes the reference of all configuration keys from the list of keys in the code. */
final class ConfigurationPage {

    private static final String PAGE = """
            # Configuration

            <!-- Generated from io.microcdi.config.ConfigKeys. Do not edit; regenerate with
                 mvn -pl micro-cdi-extension -am test -Dtest=ConfigurationPageTest \
            -Dsurefire.failIfNoSpecifiedTests=false -Dmicrocdi.docs=write -->

            Every key has a default. Values come from MicroProfile Config: `META-INF/microprofile-config.properties` in the
            application, an environment variable (`.` and `-` become `_`, all in upper case), a system property, or
            whatever else the server's implementation reads; the last of these wins. Where a server has no MicroProfile
            Config, as plain Tomcat, system properties and environment variables are read by the same rule; add
            `io.smallrye.config:smallrye-config-core` to the application for the rest.

            All values are checked while the application is deployed. One that will not do fails the deployment with
            `MICRO002200` and the key, the value and what is expected; a key under `micro.` that nothing reads is warned
            of with `MICRO002201`.

            Durations are `500ms`, `10s`, `5m`, `1h`, `PT10S`, or a bare number of milliseconds. Sizes are a number, or one
            with `KiB` or `MiB`. A blank value counts as none.

            | Key | Environment variable | Value | Default | Meaning |
            |---|---|---|---|---|
            %s

            ## For one callee

            These may be set for one namespace alone, as `micro.client.payments.request-timeout`. Where the namespace has a
            `/` it is put in quotes: `micro.client."shop/payments".request-timeout`.

            | Key | Value | Default |
            |---|---|---|
            %s
            """;

    private ConfigurationPage() {
    }

    static String text() {
        return PAGE.formatted(rows(ConfigKeys.ALL, ConfigurationPage::row),
                rows(ConfigKeys.PER_CALLEE, ConfigurationPage::calleeRow));
    }

    private static String rows(List<ConfigKey<?>> keys, Function<ConfigKey<?>, String> row) {
        return keys.stream().map(row).collect(Collectors.joining("\n"));
    }

    private static String row(ConfigKey<?> key) {
        String variable = key.name().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        String byDefault = key.defaultText() == null || key.defaultText().isEmpty() ? "–" : code(key.defaultText());
        return cells(code(key.name()), code(variable), key.type().expected(), byDefault, key.meaning());
    }

    private static String calleeRow(ConfigKey<?> key) {
        String tail = key.name().substring("micro.".length());
        return cells(code("micro.client.<namespace>." + tail), key.type().expected(),
                "that of " + code(key.name()));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String cells(String... cells) {
        return List.of(cells).stream().map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}

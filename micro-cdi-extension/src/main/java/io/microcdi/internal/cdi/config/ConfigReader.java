package io.microcdi.internal.cdi.config;

import static io.microcdi.internal.cdi.config.ConfigLogger.LOG;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.inject.spi.DeploymentException;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.wire.Excerpts;

/** Reads all settings of a node and finds all that is wrong with them, not only the first. */
public final class ConfigReader {

    private final TextSource source;
    private final List<ConfigKey<?>> keys;
    private final Set<String> known;
    private final Map<String, String> environment;
    private final List<DeploymentException> problems = new ArrayList<>();

    /**
     * Reads from a source in this process's environment.
     *
     * @param more keys beside those of a node
     */
    public ConfigReader(TextSource source, List<ConfigKey<?>> more) {
        this(source, more, System.getenv());
    }

    ConfigReader(TextSource source, List<ConfigKey<?>> more, Map<String, String> environment) {
        this.source = source;
        this.keys = Stream.concat(ConfigKeys.ALL.stream(), more.stream()).toList();
        this.known = keys.stream().map(ConfigKey::name).collect(Collectors.toUnmodifiableSet());
        this.environment = environment;
    }

    /** The settings; empty if one of them will not do. Names that nothing reads are warned of. */
    public Optional<MicroConfig> read() {
        keys.forEach(key -> text(key.name()).ifPresent(text -> check(key, key.name(), text)));
        keys.forEach(key -> source.unresolved(key.name()).ifPresent(
                raw -> problem(key.name(), raw, "every ${…} in it to name a property that is set")));
        checkGrammars();
        for (String name : source.names()) {
            CalleeKeys.settingOf(name).ifPresent(key -> text(name).ifPresent(text -> check(key, name, text)));
            if (isUnknown(name)) {
                LOG.unknownKey(name);
            }
        }
        environment.forEach((name, text) -> CalleeKeys.settingOfVariable(name).filter(key -> !text.isBlank())
                .ifPresent(key -> check(key, name, text)));
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        MicroConfig config = MicroConfig.read(lasting(), keys);
        checkFiles(config);
        return problems.isEmpty() ? Optional.of(config) : Optional.empty();
    }

    /**
     * The texts as they are now. Those of callees are read at their first call, on whatever thread, where some servers
     * would no longer know whose configuration is meant.
     */
    private Function<String, Optional<String>> lasting() {
        Map<String, String> texts = new HashMap<>();
        source.names().stream().filter(name -> name.startsWith("micro."))
                .forEach(name -> source.get(name).ifPresent(text -> texts.put(name, text)));
        return key -> Optional.ofNullable(texts.get(key)).or(() -> source.get(key));
    }

    /** One for each setting that will not do. */
    public List<DeploymentException> problems() {
        return List.copyOf(problems);
    }

    private Optional<String> text(String name) {
        return source.get(name).filter(text -> !text.isBlank());
    }

    private void check(ConfigKey<?> key, String name, String text) {
        try {
            key.parse(text);
        } catch (ConfigException e) {
            problem(name, text, key.type().expected());
        }
    }

    /** What the key's own type does not know. */
    private void checkGrammars() {
        checkGrammar(ConfigKeys.NAMESPACE, Namespaces::check, Namespaces.GRAMMAR);
    }

    private void checkGrammar(ConfigKey<String> key, Consumer<String> check, String expected) {
        text(key.name()).map(String::strip).ifPresent(text -> {
            try {
                check.accept(text);
            } catch (IllegalArgumentException e) {
                problem(key.name(), text, expected);
            }
        });
    }

    /** The node reads them when it is built, but that may be when the deployment has long ended. */
    private void checkFiles(MicroConfig config) {
        try {
            ClientTls.of(config);
        } catch (ConfigException e) {
            problem(e.key(), e.value(), e.expected());
        }
    }

    private void problem(String name, String text, String expected) {
        String variable = name.startsWith("micro.") ? EnvironmentNames.upper(name) : name;
        problems.add(LOG.badValue(name, Excerpts.of(text), expected, variable));
    }

    /** A variable of the environment is never unknown: it may well be somebody else's. */
    private boolean isUnknown(String name) {
        return name.startsWith("micro.") && !known.contains(name) && !name.startsWith("micro.registry-server.")
                && CalleeKeys.settingOf(name).isEmpty()
                && EnvironmentNames.of(name).stream().noneMatch(environment::containsKey);
    }
}

package io.microcdi.internal.cdi.config;

import static io.microcdi.internal.cdi.config.ConfigLog.LOG;

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
import io.microcdi.internal.config.EnvironmentVariables;
import io.microcdi.internal.config.KeyNames;
import io.microcdi.internal.config.SecretTexts;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.internal.standalone.NodeThreads;
import io.microcdi.internal.standalone.ScopedKeys;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.wire.Excerpts;

/** Reads all settings of a node and finds all errors in them, not only the first. */
public final class ConfigReader {

    /** The prefix of the keys of MicroProfile JWT. */
    private static final String OF_USERS = "mp.jwt.";

    private final TextSource source;
    private final List<ConfigKey<?>> keys;
    private final Set<String> known;
    private final Map<String, String> environment;
    private final List<DeploymentException> problems = new ArrayList<>();

    /**
     * Makes a reader of a source and of this process's environment.
     *
     * @param more the keys in addition to those of a node
     */
    public ConfigReader(TextSource source, List<ConfigKey<?>> more) {
        this(source, more, System.getenv());
    }

    ConfigReader(TextSource source, List<ConfigKey<?>> more, Map<String, String> environment) {
        this.source = source;
        this.keys = Stream.concat(ConfigKeys.ALL.stream(), more.stream()).toList();
        this.known = keys.stream().flatMap(key -> key.names().stream()).collect(Collectors.toUnmodifiableSet());
        this.environment = environment;
    }

    /** Returns the settings; empty if one of them is invalid. Warns of unknown names. */
    public Optional<MicroConfig> read() {
        // without users only the server uses these keys, and its bounds differ
        boolean users = text(ConfigKeys.SECURITY_USER.name()).filter(text -> !text.strip().equalsIgnoreCase("none"))
                .isPresent();
        List<ConfigKey<?>> read = keys.stream().filter(key -> users || !key.name().startsWith(OF_USERS)).toList();
        read.forEach(key -> key.names().forEach(name -> checkValue(key, name)));
        checkGrammars();
        for (String name : source.names()) {
            ScopedKeys.settingOf(name).ifPresent(key -> checkValue(key, name));
            if (isUnknown(name)) {
                LOG.unknownKey(Excerpts.of(name), KeyNames.correction(name, known));
            }
        }
        environment.forEach((name, text) -> ScopedKeys.settingOfVariable(name).filter(key -> !text.isBlank())
                .ifPresent(key -> check(key, name, text)));
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        MicroConfig config = MicroConfig.read(lasting(), read);
        checkFiles(config);
        return problems.isEmpty() ? Optional.of(config) : Optional.empty();
    }

    /**
     * Returns a function with a copy of the current texts. The settings of a callee are read at its first call, on any
     * thread. Some servers cannot find the application's configuration on such a thread.
     */
    private Function<String, Optional<String>> lasting() {
        Map<String, String> texts = new HashMap<>();
        source.names().stream().filter(name -> name.startsWith("micro.") || name.startsWith(OF_USERS))
                .forEach(name -> source.get(name).ifPresent(text -> texts.put(name, text)));
        return key -> Optional.ofNullable(texts.get(key)).or(() -> source.get(key));
    }

    /** Returns one exception for each invalid setting. */
    public List<DeploymentException> problems() {
        return List.copyOf(problems);
    }

    /**
     * Warns of keys for routes that are not among those of the beans.
     *
     * @param routes the paths of the beans' routes
     */
    public void warnOfUnknownRoutes(Set<String> routes) {
        for (String name : source.names()) {
            ScopedKeys.routeOf(name).filter(route -> !routes.contains(route))
                    .ifPresent(route -> LOG.unknownRoute(Excerpts.of(name), Excerpts.of(route)));
        }
    }

    private Optional<String> text(String name) {
        return source.get(name).filter(text -> !text.isBlank());
    }

    private void checkValue(ConfigKey<?> key, String name) {
        text(name).ifPresent(text -> check(key, name, text));
        source.unresolved(name).ifPresent(
                raw -> problem(name, SecretTexts.redacted(key, raw),
                        "every ${…} in it to name a property that is set"));
    }

    private void check(ConfigKey<?> key, String name, String text) {
        try {
            key.parse(text);
        } catch (ConfigException e) {
            // not the text, which may be a secret
            problem(name, e.value(), e.expected());
        }
    }

    /** Checks the rules that the type of a key cannot check. */
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

    /**
     * Checks the configured files during the deployment. The node itself reads them when it is built, and the
     * deployment may have ended long before that.
     */
    private void checkFiles(MicroConfig config) {
        for (Consumer<MicroConfig> check : List.<Consumer<MicroConfig>>of(ClientTls::of, UserPolicy::check,
                TokenPolicy::check, NodeThreads::check)) {
            try {
                check.accept(config);
            } catch (ConfigException e) {
                problem(e.key(), e.value(), e.expected());
            }
        }
    }

    private void problem(String name, String text, String expected) {
        String variable = name.indexOf('.') < 0 ? name : ScopedKeys.variable(name);
        problems.add(LOG.badValue(name, Excerpts.of(text), expected, variable));
    }

    /**
     * Returns whether a name is an unknown key. An environment variable never counts as unknown, because another
     * program may use it.
     */
    private boolean isUnknown(String name) {
        return name.startsWith("micro.") && !known.contains(name) && !name.startsWith("micro.registry-server.")
                && ScopedKeys.settingOf(name).isEmpty()
                && EnvironmentVariables.of(name).stream().noneMatch(environment::containsKey);
    }
}

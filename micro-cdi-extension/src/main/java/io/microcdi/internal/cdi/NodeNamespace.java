package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLogger.LOG;

import java.util.Optional;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Namespaces;

/** Decides by which name an application is called. */
final class NodeNamespace {

    /** An application that only calls needs no name of its own; nobody asks for this one. */
    private static final String CALLER_ONLY = "client";

    private NodeNamespace() {
    }

    /**
     * {@code micro.namespace}, else the context path, else the application's name.
     *
     * @param hasRoutes whether others are to call it, so that a namespace is required
     * @throws jakarta.enterprise.inject.spi.DeploymentException if there is none that would do
     */
    static String of(MicroConfig config, WebAppInfo webApp, boolean hasRoutes) {
        return config.find(ConfigKeys.NAMESPACE).or(() -> byDefault(webApp)).orElseGet(() -> {
            if (hasRoutes) {
                throw LOG.noNamespace(origin(webApp), Namespaces.GRAMMAR);
            }
            return CALLER_ONLY;
        });
    }

    /**
     * As {@link #of} as far as it is known before the web application begins, when a session bean may be the first to call.
     */
    static String provisional(MicroConfig config) {
        return config.find(ConfigKeys.NAMESPACE).orElse(CALLER_ONLY);
    }

    private static Optional<String> byDefault(WebAppInfo webApp) {
        String path = webApp.contextPath();
        String name = path.isEmpty() ? withoutSuffix(webApp.displayName()) : path.substring(1);
        return Optional.of(name).filter(Namespaces::isValid).filter(text -> !text.equals(Namespaces.REGISTRY));
    }

    /** Some servers give the name of the file where the application has no display name. */
    private static String withoutSuffix(String name) {
        return name.endsWith(".war") ? name.substring(0, name.length() - ".war".length()) : name;
    }

    private static String origin(WebAppInfo webApp) {
        return webApp.contextPath().isEmpty()
                ? "the application's name \"" + webApp.displayName() + "\""
                : "the context path \"" + webApp.contextPath() + "\"";
    }
}

package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.util.Optional;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Namespaces;

/** Decides the namespace of an application. */
final class NodeNamespace {

    /** The namespace of an application that only calls. No caller needs it. */
    private static final String CALLER_ONLY = "client";

    private NodeNamespace() {
    }

    /**
     * Returns {@code micro.namespace}, or else the context path, or else the application's name.
     *
     * @param hasRoutes whether the application has routes, so that it needs a namespace
     * @throws jakarta.enterprise.inject.spi.DeploymentException if there is no valid namespace
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
     * Returns the namespace as far as it is known before the web application starts. A session bean may make a call
     * that early.
     */
    static String provisional(MicroConfig config) {
        return config.find(ConfigKeys.NAMESPACE).orElse(CALLER_ONLY);
    }

    private static Optional<String> byDefault(WebAppInfo webApp) {
        String path = webApp.contextPath();
        String name = path.isEmpty() ? withoutSuffix(webApp.displayName()) : path.substring(1);
        return Optional.of(name).filter(Namespaces::isValid).filter(text -> !text.equals(Namespaces.REGISTRY));
    }

    /** Removes a suffix, because some servers return the file name if the application has no display name. */
    private static String withoutSuffix(String name) {
        return name.endsWith(".war") ? name.substring(0, name.length() - ".war".length()) : name;
    }

    private static String origin(WebAppInfo webApp) {
        return webApp.contextPath().isEmpty()
                ? "the application's name \"" + webApp.displayName() + "\""
                : "the context path \"" + webApp.contextPath() + "\"";
    }
}

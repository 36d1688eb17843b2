package io.microcdi.internal.cdi.registry;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.inject.spi.DeploymentException;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.address.ContextPath;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.server.HttpListener;

/**
 * The address of the registry that an application runs itself. That registry answers only after the application has started,
 * so the start cannot wait for it. Another server may run a registry at the same path.
 */
public final class OwnRegistryAddress {

    private final MicroConfig config;
    private final String contextPath;
    private final Function<Boolean, Optional<HttpListener>> listeners;

    /**
     * Makes the address of the registry of an application.
     *
     * @param listeners finds the listener of the server, with TLS or without; empty if it is not known yet
     */
    public OwnRegistryAddress(MicroConfig config, String contextPath,
            Function<Boolean, Optional<HttpListener>> listeners) {
        this.config = config;
        this.contextPath = contextPath;
        this.listeners = listeners;
    }

    /**
     * Checks that the application's node can start without the registry that starts with it.
     *
     * @throws DeploymentException if it certainly cannot
     */
    public void requireOther() {
        if (isOnlyRequired(false)) {
            throw RegistryMessages.LOG.requiresItself(urls().get(0).toString());
        }
    }

    /**
     * Returns the failure of a node for which no registry has answered. It names the registry of the application itself, if
     * that may be the only one that is configured.
     */
    public RuntimeException explain(RegistryUnavailableException failure) {
        return isOnlyRequired(true)
                ? RegistryMessages.LOG.mayRequireItself(urls().get(0).toString(), failure.getMessage(), failure)
                : failure;
    }

    private boolean isOnlyRequired(boolean unknownPort) {
        return config.get(ConfigKeys.REGISTRY_REQUIRED) && !urls().isEmpty()
                && urls().stream().allMatch(url -> isOwn(url, unknownPort));
    }

    private List<URI> urls() {
        return config.get(ConfigKeys.REGISTRY_URL);
    }

    /**
     * Returns whether a URL is an address of the registry.
     *
     * @param unknownPort the result if the server does not know its port yet, and all else is equal
     */
    boolean isOwn(URI url, boolean unknownPort) {
        HttpListener listener = listeners.apply("wss".equals(url.getScheme())).orElse(null);
        Integer own = listener == null ? null : Integer.valueOf(listener.port());
        if (isAdvertised(url)) {
            own = config.find(ConfigKeys.ADVERTISE_PORT).orElse(own);
        } else if (!url.getPath().equals(below(contextPath)) || !isHere(url.getHost(), listener)) {
            return false;
        }
        return own == null ? unknownPort : own == InstanceKey.of(url).port();
    }

    private boolean isAdvertised(URI url) {
        String path = config.find(ConfigKeys.ADVERTISE_PATH).map(ContextPath::normalize).orElse(contextPath);
        return url.getPath().equals(below(path))
                && url.getHost().equalsIgnoreCase(config.find(ConfigKeys.ADVERTISE_HOST).orElse(null));
    }

    private String below(String path) {
        return path + config.get(EmbeddedRegistryKeys.PATH);
    }

    /** Returns whether a host is the one to which the listener is bound, or any of this machine if it is bound to all. */
    private static boolean isHere(String host, @Nullable HttpListener listener) {
        String bound = listener == null ? null : listener.specificHost().orElse(null);
        try {
            List<InetAddress> ends = bound == null ? List.of() : List.of(InetAddress.getAllByName(bound));
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (bound == null ? IpRanges.isOwn(address) : ends.contains(address)) {
                    return true;
                }
            }
        } catch (UnknownHostException e) {
            // no registry is there
        }
        return false;
    }
}

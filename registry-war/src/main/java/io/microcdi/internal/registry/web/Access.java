package io.microcdi.internal.registry.web;

import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.HostNames;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.websocket.OriginPolicy;

/**
 * The rules by which the page, the API and the gateway may be used.
 *
 * @param hosts the hosts under which the registry may be asked; empty for any host
 * @param names the hosts under which a browser on this machine may ask without signing in
 * @param role the role of people whom the container has authenticated; empty if it authenticates nobody
 * @param allowPlain whether passwords may be sent without TLS
 */
record Access(EngineRegistry registry, OriginPolicy origins, Optional<HostNames> hosts, HostNames names,
        SignIn signIn, Optional<String> role, boolean allowPlain) {

    /**
     * Reads the rules.
     *
     * @param alone the host on which the registry listens, if it runs by itself; otherwise {@code null}
     */
    static Access of(MicroConfig config, EngineRegistry registry, OriginPolicy origins, String alone) {
        SignIn signIn = new SignIn(new Users(config, registry.timer()::nanoTime), registry.timer()::nanoTime);
        HostNames names = HostNames.of(config).and(alone == null ? List.of() : List.of(alone));
        // on another server, other applications may have host names of their own, which the registry does not know
        boolean knowsAll = alone != null || !config.get(ConfigKeys.SECURITY_NAMES).isEmpty();
        return new Access(registry, origins, knowsAll ? Optional.of(names) : Optional.empty(), names, signIn,
                config.find(RegistryServerKeys.ROLE), config.get(ConfigKeys.SECURITY_ALLOW_PLAIN));
    }

    /**
     * Returns whether a request is admitted only because it comes from this machine, and is for a host that anybody may own.
     * The owner of a page can point its name at this machine. A browser here then sends requests of that page to the registry
     * (DNS rebinding).
     */
    static boolean isMisdirected(SecurityMode mode, PeerIdentity identity, HostNames names, String host) {
        return mode == SecurityMode.AUTO && !AccessFilter.isService(identity) && !names.permits(host);
    }

    boolean isPermissive() {
        return registry.securityMode() == SecurityMode.PERMISSIVE;
    }

    /** Returns the user of the container if the user has the role. The user of a proxy does not count. */
    Optional<Principal> person(ConnectRequest facts) {
        return role.filter(facts.roles()).map(found -> facts.principal());
    }

    /**
     * Returns whether nobody on the network can read a password in a request. A proxy on this machine must show by a header
     * that its client used TLS.
     */
    boolean mayCarryPassword(ConnectRequest facts, HttpServletRequest request) {
        String forwarded = request.getHeader("Forwarded");
        boolean byTls = "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"))
                || forwarded != null && forwarded.toLowerCase(Locale.ROOT).contains("proto=https");
        return facts.secure() || allowPlain || facts.comesFromLoopback() && (!facts.proxied() || byTls);
    }
}

package io.microcdi.internal.security;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.IpRanges;

/**
 * The hosts that a peer may announce. A registry gives them to other nodes, which dial them. No name is looked up, because
 * that would block a thread of the server. Immutable.
 */
public final class AnnounceRules {

    /** Hosts under this name cannot be dialled. */
    private static final String NOBODY = ".invalid";
    private static final String LOCALHOST = "localhost";
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final boolean registry;
    private final boolean strict;
    private final boolean hasRanges;
    private final IpRanges ranges;
    private final NamespaceGlobs names;
    private final boolean certificates;

    /**
     * Makes the rules.
     *
     * @param registry whether this is a registry, which gives the announced hosts to other nodes. A node gives them to
     *        nobody, so that its rules hold only if the configuration names the allowed hosts
     */
    public AnnounceRules(MicroConfig config, boolean registry) {
        List<String> allowedNames = config.find(ConfigKeys.ANNOUNCE_NAMES).orElse(List.of());
        List<String> allowedRanges = config.find(ConfigKeys.ANNOUNCE_RANGES).orElse(List.of());
        this.registry = registry;
        this.strict = registry || !allowedNames.isEmpty() || !allowedRanges.isEmpty();
        this.hasRanges = !allowedRanges.isEmpty();
        this.ranges = IpRanges.of(allowedRanges);
        this.certificates = config.get(ConfigKeys.SECURITY_CERTIFICATES);
        this.names = NamespaceGlobs.of(allowedNames);
    }

    /** Returns the refusal of a host that no peer may announce in any mode; empty for another one. */
    public Optional<ConnectRefusal> refusalInEachMode(Announcement announced) {
        String said = announced.key().host();
        String host = InstanceKey.plainHost(said);
        if (said.endsWith(NOBODY)) { // with a dot behind it, a registry takes it for an instance
            return Optional.empty();
        }
        if (IpRanges.literal(host).filter(IpRanges::isNowhere).isPresent()) {
            return refused("announced host " + host + " is link-local, unspecified, multicast, broadcast,"
                    + " or the metadata service of a cloud");
        }
        return IpRanges.isOddNumber(said)
                ? refused("announced host " + host + " is neither a name nor an IP address")
                : Optional.empty();
    }

    /**
     * Returns the refusal of an announced host; empty if the peer may announce it.
     *
     * @param identity the identity that the peer has proved
     */
    public Optional<ConnectRefusal> refusal(ConnectRequest request, Announcement announced, PeerIdentity identity) {
        String said = announced.key().host();
        String host = InstanceKey.plainHost(said);
        if (said.endsWith(NOBODY)) {
            return Optional.empty();
        }
        // a peer of the second dialect sends its namespace later
        if (registry && !announced.namespace().isEmpty() && !identity.mayRegister(announced.namespace())) {
            return refused("its proof does not allow it to register as " + announced.namespace(), RefusalKind.RIGHTS);
        }
        Optional<ConnectRefusal> always = refusalInEachMode(announced);
        if (always.isPresent()) {
            return always;
        }
        Optional<InetAddress> address = IpRanges.literal(host);
        boolean allowed = !strict
                || certificates && !request.proxied() && isInCertificate(host, address, request.certificates())
                || (address.isPresent() ? mayAnnounce(address.get(), request, announced, identity)
                        : mayAnnounce(host, request, announced, identity));
        return allowed ? Optional.empty() : refused("announced host " + host + " is not the address "
                + (request.remote() == null ? "" : request.remote() + " ") + "it comes from"
                + (request.proxied() ? " by a proxy" : "") + ": set "
                + (address.isPresent() ? ConfigKeys.ANNOUNCE_RANGES : ConfigKeys.ANNOUNCE_NAMES).name()
                + " where it is refused");
    }

    private boolean mayAnnounce(InetAddress address, ConnectRequest request, Announcement announced,
            PeerIdentity identity) {
        if (ranges.contains(address)) {
            return true;
        }
        if (request.proxied()) {
            // every peer can send the header of a proxy, so that this header must give no further rights
            return !hasRanges && identity.proves(announced.namespace());
        }
        if (request.remote() == null) {
            return !hasRanges && mayAnnounceFromUnknown(announced, identity);
        }
        return IpRanges.literal(request.remote())
                .filter(remote -> remote.equals(address) || IpRanges.isOwn(remote) && IpRanges.isOwn(address))
                .isPresent();
    }

    /**
     * Returns whether a peer may announce a name. A peer without a proof may not, because the owner of the name can point it
     * at any address afterwards.
     */
    private boolean mayAnnounce(String name, ConnectRequest request, Announcement announced, PeerIdentity identity) {
        boolean unknown = request.remote() == null && !request.proxied();
        boolean local = !unknown && !request.proxied()
                && IpRanges.literal(request.remote()).filter(IpRanges::isOwn).isPresent();
        boolean anyName = names.equals(NamespaceGlobs.NONE);
        if (name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST)) {
            return local || names.contains(name)
                    || unknown && anyName && !hasRanges && mayAnnounceFromUnknown(announced, identity);
        }
        return names.contains(name) || anyName && (local || hasProved(announced, identity)
                || unknown && mayAnnounceFromUnknown(announced, identity));
    }

    /**
     * Returns whether a peer may announce any host, even loopback, if the server does not show the address of the peer. It
     * may if it has proved its namespace, or if no peer must prove anything. Otherwise such a server would refuse the nodes
     * of its own machine. Callers check by {@link DialRules} whether they dial loopback.
     */
    private static boolean mayAnnounceFromUnknown(Announcement announced, PeerIdentity identity) {
        return hasProved(announced, identity) || identity.mayRegister(announced.namespace());
    }

    private static boolean hasProved(Announcement announced, PeerIdentity identity) {
        // a peer of the second dialect sends its namespace later
        return announced.namespace().isEmpty() ? !identity.namespaces().equals(NamespaceGlobs.NONE)
                : identity.proves(announced.namespace());
    }

    private static boolean isInCertificate(String host, Optional<InetAddress> address, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return false;
        }
        try {
            Collection<List<?>> names = chain.get(0).getSubjectAlternativeNames();
            return names != null && names.stream().anyMatch(name -> address.isPresent()
                    ? name.get(0).equals(IP_ADDRESS) && IpRanges.literal((String) name.get(1)).equals(address)
                    : name.get(0).equals(DNS_NAME) && host.equalsIgnoreCase((String) name.get(1)));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static Optional<ConnectRefusal> refused(String reason) {
        return refused(reason, RefusalKind.ADDRESS);
    }

    private static Optional<ConnectRefusal> refused(String reason, RefusalKind kind) {
        return Optional.of(new ConnectRefusal(ConnectRefusal.FORBIDDEN, ConnectPolicy.CLOSE_CODE, reason, kind));
    }
}

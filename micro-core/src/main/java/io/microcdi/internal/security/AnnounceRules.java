package io.microcdi.internal.security;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.IpRanges;

/**
 * The hosts that a peer may announce. A registry tells them to others, who dial them. No name is looked up, since that would
 * keep a thread of the server. Immutable.
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
     * @param registry whether the announced hosts are told to others. At a node, an announced host matters to nobody, unless
     *        the configuration says which hosts are allowed
     */
    public AnnounceRules(MicroConfig config, boolean registry) {
        List<String> allowedNames = config.find(ConfigKeys.ANNOUNCE_NAMES).orElse(List.of());
        List<String> allowedRanges = config.find(ConfigKeys.ANNOUNCE_RANGES).orElse(List.of());
        this.registry = registry;
        this.strict = registry || !allowedNames.isEmpty() || !allowedRanges.isEmpty();
        this.hasRanges = !allowedRanges.isEmpty();
        this.ranges = IpRanges.of(allowedRanges);
        this.certificates = config.get(ConfigKeys.SECURITY_CERTIFICATES);
        this.names = NamespaceGlobs.of(allowedNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    }

    /** Returns the refusal of a host that no peer may announce in any mode; empty for another one. */
    public Optional<ConnectRefusal> refusalInEachMode(Announcement announced) {
        String said = announced.key().host();
        String host = withoutDot(said);
        if (said.endsWith(NOBODY)) {
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

    /** A dot at the end makes no other name, but a registry leaves only hosts without it out. */
    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /**
     * Returns the refusal of an announced host; empty if the peer may announce it.
     *
     * @param identity what the peer has proved
     */
    public Optional<ConnectRefusal> refusal(ConnectRequest request, Announcement announced, PeerIdentity identity) {
        String said = announced.key().host();
        String host = withoutDot(said);
        if (said.endsWith(NOBODY)) {
            return Optional.empty();
        }
        // the second dialect says its namespace later
        if (registry && !announced.namespace().isEmpty() && !identity.mayRegister(announced.namespace())) {
            return refused("its proof does not allow it to register as " + announced.namespace());
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
            // every peer can send the header of a proxy, so that it must not allow more
            return !hasRanges && identity.proves(announced.namespace());
        }
        if (request.remote() == null) {
            return !hasRanges && mayAnnounceFromUnknown(announced, identity);
        }
        return IpRanges.literal(request.remote())
                .filter(remote -> remote.equals(address) || IpRanges.isOwn(remote) && IpRanges.isOwn(address))
                .isPresent();
    }

    /** The owner of a name can point it anywhere after the announcement, so that a stranger may announce none. */
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
     * Returns whether a peer whose address the server does not show may announce each host, loopback too: it has proved its
     * namespace, or no peer must prove anything. Such a server would refuse the nodes of its own machine otherwise. The
     * callers check by {@link DialRules} whether they dial loopback.
     */
    private static boolean mayAnnounceFromUnknown(Announcement announced, PeerIdentity identity) {
        return hasProved(announced, identity) || identity.mayRegister(announced.namespace());
    }

    private static boolean hasProved(Announcement announced, PeerIdentity identity) {
        // the second dialect says its namespace later
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
        return Optional.of(new ConnectRefusal(ConnectRefusal.FORBIDDEN, ConnectPolicy.CLOSE_CODE, reason));
    }
}

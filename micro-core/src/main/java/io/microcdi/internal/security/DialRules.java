package io.microcdi.internal.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.IpRanges;

/**
 * The rules for addresses that this node knows only from other nodes. A malicious registry must not make a node connect to
 * services of its machine or its cloud. Thread-safe.
 */
public final class DialRules {

    /** Decides about a resolved address on the thread that is about to dial it. */
    @FunctionalInterface
    public interface Check {

        /** Allows every address. */
        Check NONE = address -> {
        };

        /**
         * Checks an address.
         *
         * @throws IOException if it may not be dialled. The message gives the reason, and may be logged as it is
         */
        void check(InetAddress address) throws IOException;
    }

    private final Optional<IpRanges> allowed;
    private final IpRanges announcedRanges;
    private final NamespaceGlobs announcedNames;
    private final List<String> registries;
    private final Supplier<String> ownHost;

    /**
     * Makes the rules of a node.
     *
     * @param registry whether the node is a registry. It has no registry, whatever the configuration says
     * @param ownHost the host that the node advertises; {@code null} if it is not known yet
     */
    public DialRules(MicroConfig config, boolean registry, Supplier<String> ownHost) {
        this.allowed = config.find(ConfigKeys.DIAL_RANGES).map(IpRanges::of);
        this.announcedRanges = IpRanges.of(config.find(ConfigKeys.ANNOUNCE_RANGES).orElse(List.of()));
        this.announcedNames = NamespaceGlobs.of(config.find(ConfigKeys.ANNOUNCE_NAMES).orElse(List.of()));
        this.registries = registry ? List.of()
                : config.get(ConfigKeys.REGISTRY_URL).stream().map(URI::getHost).toList();
        this.ownHost = ownHost;
    }

    /**
     * Checks an address, as {@link Check}. It may look up the hosts of the registries, which is why it runs on a thread that
     * may do so.
     */
    public void check(InetAddress address) throws IOException {
        if (!isConfigured(address) && IpRanges.isLoopback(address) && !isOnOneMachine()) {
            throw new IOException(
                    "the address " + address.getHostAddress()
                            + " is loopback, but this node does not advertise loopback,"
                            + " and no registry of it is on this machine: set " + ConfigKeys.DIAL_RANGES.name());
        }
    }

    /**
     * Checks the address of an instance that a registry dials itself, for the calls of others. The registry dials the address
     * from which the instance came, so that no instance can make it connect to another machine. It also dials the addresses
     * that the configuration allows peers to announce, or this node to dial.
     *
     * @param host the announced host
     * @param remote the place from which the instance registered, as {@link PeerIdentity#place}
     */
    public void checkRegistered(InetAddress address, String host, String remote) throws IOException {
        if (isConfigured(address) || announcedRanges.contains(address)) {
            return;
        }
        if (remote == null || announcedNames.contains(InstanceKey.plainHost(host))) {
            check(address);
            return;
        }
        Optional<InetAddress> from = IpRanges.literal(remote);
        if (from.isEmpty() || !isSame(from.get(), address, host)) {
            throw new IOException("the address " + address.getHostAddress() + (from.isEmpty()
                    ? " is not known to be its own, because it has registered from " + remote
                    : " is not the address " + remote + " from which it has registered") + ": set "
                    + ConfigKeys.ANNOUNCE_RANGES.name() + " or " + ConfigKeys.DIAL_RANGES.name());
        }
    }

    /**
     * Returns whether the dialled address is the one from which the instance registered. On this machine that is enough only
     * for {@code localhost} and IP addresses, which were checked at the registration. Anybody may own a name that leads to
     * this machine.
     */
    private static boolean isSame(InetAddress remote, InetAddress address, String host) {
        boolean checked = host.equals("localhost") || IpRanges.literal(host).isPresent();
        return remote.equals(address) && (checked || !IpRanges.isLoopback(address))
                || checked && IpRanges.isOwn(remote) && IpRanges.isOwn(address);
    }

    /** Returns whether the configuration allows an address by its ranges. */
    private boolean isConfigured(InetAddress address) throws IOException {
        String text = address.getHostAddress();
        if (IpRanges.isNowhere(address)) {
            throw new IOException(
                    "the address " + text + " is never dialled: it is link-local, unspecified, multicast,"
                            + " broadcast, or the metadata service of a cloud");
        }
        if (allowed.isPresent() && !allowed.get().contains(address)) {
            throw new IOException("the address " + text + " is not in " + ConfigKeys.DIAL_RANGES.name());
        }
        return allowed.isPresent();
    }

    /** Returns whether this node advertises a loopback address, or one of its registries is on this machine. */
    private boolean isOnOneMachine() {
        String own = ownHost.get();
        return own != null
                && (own.equals("localhost") || IpRanges.literal(own).filter(IpRanges::isLoopback).isPresent())
                || registries.stream().anyMatch(DialRules::isOwn);
    }

    private static boolean isOwn(String host) {
        try {
            return IpRanges.isOwn(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

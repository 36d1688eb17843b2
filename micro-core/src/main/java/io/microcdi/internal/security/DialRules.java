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
import io.microcdi.internal.address.IpRanges;

/**
 * The addresses which this node dials although only another node told them. A registry that lies must not make a node
 * connect to services of its machine or its cloud. Thread-safe.
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
         * @throws IOException if it may not be dialled. The message tells why, and is safe to be logged
         */
        void check(InetAddress address) throws IOException;
    }

    private final Optional<IpRanges> allowed;
    private final List<String> registries;
    private final Supplier<String> ownHost;

    /**
     * Makes the rules of a node.
     *
     * @param ownHost the host that the node advertises; {@code null} if it is not known yet
     */
    public DialRules(MicroConfig config, Supplier<String> ownHost) {
        this.allowed = config.find(ConfigKeys.DIAL_RANGES).map(IpRanges::of);
        this.registries = config.get(ConfigKeys.REGISTRY_URL).stream().map(URI::getHost).toList();
        this.ownHost = ownHost;
    }

    /**
     * Checks an address, as {@link Check}. It may look up the hosts of the registries, which is why it runs on a thread that
     * may do so.
     */
    public void check(InetAddress address) throws IOException {
        String text = address.getHostAddress();
        if (IpRanges.isNowhere(address)) {
            throw new IOException(
                    "the address " + text + " is never dialled: it is link-local, unspecified, multicast or"
                            + " broadcast");
        }
        if (allowed.isPresent()) {
            if (!allowed.get().contains(address)) {
                throw new IOException("the address " + text + " is not in " + ConfigKeys.DIAL_RANGES.name());
            }
        } else if (IpRanges.isLoopback(address) && !isOnOneMachine()) {
            throw new IOException("the address " + text + " is loopback, but neither this node nor a registry of it is"
                    + " reached by loopback: set " + ConfigKeys.DIAL_RANGES.name());
        }
    }

    /** Returns whether this node, or one of its registries, is on this machine for all that is known. */
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

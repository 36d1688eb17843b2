package io.microcdi.internal.security;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.IpRanges;

/** Knows which hosts are this machine, without a look-up by name. Thread-safe. */
final class LocalHosts {

    private static final String LOCALHOST = "localhost";
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier clock;
    private Set<String> addresses = Set.of();
    private long refreshedAt;
    private boolean refreshed;

    LocalHosts(LongSupplier clock) {
        this.clock = clock;
    }

    /** Returns whether an IP address is a loopback address. A name is none, and {@code null} is none. */
    static boolean isLoopback(String address) {
        InetAddress literal = literal(address);
        return literal != null && literal.isLoopbackAddress();
    }

    /** Returns whether each machine has the host: {@code localhost}, or a loopback address. */
    static boolean isOnEachMachine(String host) {
        return InstanceKey.plainHost(host).equals(LOCALHOST) || isLoopback(host);
    }

    /** Returns whether a host is the name that the environment gives this machine. Another machine may have the same. */
    static boolean isNameOfHost(String host) {
        return InstanceKey.plainHost(host).equalsIgnoreCase(System.getenv("HOSTNAME"));
    }

    /** Returns whether a host is this machine: {@code localhost}, a loopback address, or one of a network interface. */
    boolean contains(String host) {
        String plain = InstanceKey.plainHost(host);
        if (plain.equals(LOCALHOST)) {
            return true;
        }
        InetAddress literal = literal(plain);
        return literal != null && (literal.isLoopbackAddress() || ofInterfaces().contains(literal.getHostAddress()));
    }

    private static InetAddress literal(String address) {
        // a zone names an interface, and not always by characters that an address may have
        return address == null ? null : IpRanges.literal(address.replaceFirst("%[^]]*", "")).orElse(null);
    }

    private synchronized Set<String> ofInterfaces() {
        long now = clock.getAsLong();
        if (!refreshed || now - refreshedAt >= REFRESH_NANOS) {
            refreshed = true;
            refreshedAt = now;
            try {
                Set<String> found = new HashSet<>();
                NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                        .forEach(address -> found.add(address.getHostAddress().replaceFirst("%.*", "")));
                addresses = found;
            } catch (SocketException e) {
                SecurityLog.LOG.debugf(e, "This machine's network interfaces cannot be listed");
            }
        }
        return addresses;
    }
}

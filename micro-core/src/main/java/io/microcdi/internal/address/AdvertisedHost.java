package io.microcdi.internal.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

/** Finds the address of this machine to advertise, if neither the configuration nor the server names one. */
public final class AdvertisedHost {
    private static final Logger LOG = Logger.getLogger(AdvertisedHost.class);

    private AdvertisedHost() {
    }

    /**
     * Returns the first IPv4 address of the network interfaces that are up and not virtual, except loopback and
     * link-local addresses. Interfaces are ordered by their index, and addresses by their value, so that the result is
     * the same each time.
     *
     * @return the address in dotted form; empty if this machine has none
     */
    public static Optional<String> find() {
        try {
            return find(NetworkInterface.networkInterfaces());
        } catch (SocketException e) {
            LOG.debugf(e, "This machine's network interfaces cannot be listed");
            return Optional.empty();
        }
    }

    static Optional<String> find(Stream<NetworkInterface> interfaces) {
        return interfaces.filter(AdvertisedHost::usable)
                .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                .flatMap(face -> addresses(face).stream())
                .findFirst();
    }

    private static boolean usable(NetworkInterface face) {
        try {
            return face.isUp() && !face.isVirtual() && !face.isLoopback();
        } catch (SocketException e) {
            LOG.debugf(e, "Network interface %s is left out", face.getName());
            return false;
        }
    }

    private static List<String> addresses(NetworkInterface face) {
        List<InetAddress> found = new ArrayList<>(face.inetAddresses().toList());
        found.removeIf(address -> !(address instanceof Inet4Address) || address.isLoopbackAddress()
                || address.isLinkLocalAddress() || address.isAnyLocalAddress());
        return found.stream().map(InetAddress::getHostAddress).sorted().toList();
    }
}

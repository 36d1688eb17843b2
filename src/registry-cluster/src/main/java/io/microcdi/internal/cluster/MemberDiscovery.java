package io.microcdi.internal.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.protocols.TCPPING;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.Responses;
import org.jspecify.annotations.Nullable;

import io.microcdi.internal.cluster.ClusterSettings.HostPort;

/**
 * Discovers members at hosts. It resolves their names again each time, by the name service of the platform, because members
 * come and go with their addresses.
 */
final class MemberDiscovery extends TCPPING {

    private final List<HostPort> hosts;
    private final InetSocketAddress own;
    private final ClusterSockets sockets;
    /** The addresses that were looked up last; {@code null} if a host has none. */
    private volatile @Nullable List<InetSocketAddress> all;

    MemberDiscovery(List<HostPort> hosts, InetSocketAddress own, ClusterSockets sockets) {
        this.hosts = hosts;
        this.own = own;
        this.sockets = sockets;
        // messages use the id of the superclass
        setId(org.jgroups.conf.ClassConfigurator.getProtocolId(TCPPING.class));
        setPortRange(0);
        setInitialHosts2(resolved());
    }

    private List<PhysicalAddress> resolved() {
        List<InetSocketAddress> found = new ArrayList<>();
        boolean complete = true;
        for (HostPort host : hosts) {
            List<InetAddress> addresses = host.addresses();
            complete &= !addresses.isEmpty();
            addresses.forEach(address -> found.add(new InetSocketAddress(address, host.port())));
        }
        all = complete ? List.copyOf(found) : null;
        List<PhysicalAddress> addresses = new ArrayList<>();
        found.forEach(each -> addresses.add(new IpAddress(each.getAddress(), each.getPort())));
        return addresses;
    }

    /** Returns whether certainly no other registry runs, because no process listens at any other address. */
    boolean isNobodyThere() {
        List<InetSocketAddress> now = all;
        return now != null && now.stream().allMatch(each -> each.equals(own) || sockets.isRefused(each));
    }

    @Override
    public void findMembers(List<Address> members, boolean initial, Responses responses) {
        List<PhysicalAddress> now = resolved();
        if (!now.isEmpty()) {
            initial_hosts = now;
        }
        super.findMembers(members, initial, responses);
    }
}

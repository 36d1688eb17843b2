package io.microcdi.internal.cluster;

import java.util.ArrayList;
import java.util.List;

import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.protocols.TCPPING;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.Responses;

import io.microcdi.internal.cluster.ClusterSettings.HostPort;

/**
 * Discovers members at hosts whose names are looked up each time: members come and go with their addresses. The
 * platform's name service answers, as for all of Java.
 */
final class Hosts extends TCPPING {

    private final List<HostPort> hosts;

    Hosts(List<HostPort> hosts) {
        this.hosts = hosts;
        // its id in messages is that of the class that it extends
        setId(org.jgroups.conf.ClassConfigurator.getProtocolId(TCPPING.class));
        setPortRange(0);
        setInitialHosts2(resolved());
    }

    private List<PhysicalAddress> resolved() {
        List<PhysicalAddress> addresses = new ArrayList<>();
        hosts.forEach(host -> host.addresses()
                .forEach(address -> addresses.add(new IpAddress(address, host.port()))));
        return addresses;
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

package io.microcdi.internal.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.microcdi.config.ConfigException;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.ReloadedFile;
import io.microcdi.internal.config.SecretTexts;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.registry.RegistryKeys;

/**
 * The checked settings of a member.
 *
 * @param name the name of the cluster
 * @param hosts all members, including this one; for a name in DNS, one entry that stands for all
 * @param own the addresses at which this member may listen. It uses the first free one
 * @param secret the secret; empty for none
 */
record ClusterSettings(String name, List<HostPort> hosts, List<InetSocketAddress> own, Optional<String> secret) {

    private static final int DEFAULT_PORT = 7800;
    private static final long MAX_SECRET_FILE = 8_192;
    private static final String DNS = "dns:";

    /** A host, by name or address, and the port of the cluster there. */
    record HostPort(String host, int port) {

        static HostPort parse(String text) {
            int colon = text.lastIndexOf(':');
            return colon < 0 ? new HostPort(text, DEFAULT_PORT)
                    : new HostPort(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        }

        /** Returns the present addresses of the host. It may wait for the name service. */
        List<InetAddress> addresses() {
            try {
                return List.of(InetAddress.getAllByName(host));
            } catch (UnknownHostException e) {
                // the name service may not know a member before it runs
                return List.of();
            }
        }
    }

    /**
     * Reads and checks the settings.
     *
     * @throws ConfigException if a setting is invalid. The message names the key, the value and the cure
     */
    static ClusterSettings of(MicroConfig config) {
        String members = config.get(RegistryKeys.CLUSTER_MEMBERS);
        boolean dns = members.startsWith(DNS);
        List<HostPort> hosts = new ArrayList<>();
        for (String member : (dns ? members.substring(DNS.length()) : members).split(",", -1)) {
            HostPort host = HostPort.parse(member.trim());
            if (host.port() < 1 || host.port() > 65_534) {
                throw invalid(members, "ports from 1 to 65534: the next one is used as well");
            }
            hosts.add(host);
        }
        Optional<String> secret = secret(config);
        List<InetSocketAddress> own = own(config, hosts, dns);
        for (InetSocketAddress address : own) {
            if (address.getAddress().isAnyLocalAddress()) {
                throw new ConfigException(RegistryKeys.CLUSTER_HOST.name(), address.getAddress().getHostAddress(),
                        "one address of this machine that the other registries can reach, not a wildcard");
            }
            if (!address.getAddress().isLoopbackAddress() && secret.isEmpty()) {
                throw new ConfigException(RegistryKeys.CLUSTER_SECRET.name(), "",
                        "a secret of at least " + SecretTexts.MIN_LENGTH
                                + " characters, the same at all registries: other machines reach "
                                + address.getAddress().getHostAddress()
                                + ", at which this one listens for its cluster");
            }
        }
        return new ClusterSettings(config.get(RegistryKeys.CLUSTER_NAME), List.copyOf(hosts), own, secret);
    }

    private static Optional<String> secret(MicroConfig config) {
        Optional<String> file = config.find(RegistryKeys.CLUSTER_SECRET_FILE);
        Optional<String> secret = file.isPresent() ? Optional.of(read(file.get()))
                : config.find(RegistryKeys.CLUSTER_SECRET);
        if (secret.isPresent() && !SecretTexts.areSecrets(List.of(secret.get()))) {
            String text = "a text of at least " + SecretTexts.MIN_LENGTH
                    + " characters, the same at all registries of the cluster";
            throw file.isPresent()
                    ? new ConfigException(RegistryKeys.CLUSTER_SECRET_FILE.name(), file.get(), "a file with " + text)
                    : new ConfigException(RegistryKeys.CLUSTER_SECRET.name(), "", text);
        }
        return secret;
    }

    private static String read(String file) {
        try {
            return ReloadedFile.text(Path.of(file), MAX_SECRET_FILE).strip();
        } catch (IOException | InvalidPathException e) {
            throw new ConfigException(RegistryKeys.CLUSTER_SECRET_FILE.name(), file,
                    "a file that can be read (" + Excerpts.of(e) + ")");
        }
    }

    private static List<InetSocketAddress> own(MicroConfig config, List<HostPort> hosts, boolean dns) {
        Optional<Integer> port = config.find(RegistryKeys.CLUSTER_PORT);
        Optional<String> host = config.find(RegistryKeys.CLUSTER_HOST);
        List<InetSocketAddress> own = new ArrayList<>();
        if (host.isPresent()) {
            InetAddress address = address(host.get());
            // the ports of several members on one machine, or else the usual port
            hosts.stream().filter(each -> !dns && port.isEmpty() && each.addresses().contains(address))
                    .forEach(each -> own.add(new InetSocketAddress(address, each.port())));
            if (own.isEmpty()) {
                own.add(new InetSocketAddress(address, port.orElse(hosts.get(0).port())));
            }
        } else if (dns) {
            own.add(new InetSocketAddress(thisMachine(), port.orElse(hosts.get(0).port())));
        } else {
            for (HostPort each : hosts) {
                each.addresses().stream().filter(ClusterSettings::isHere).findFirst()
                        .map(here -> new InetSocketAddress(here, port.orElse(each.port())))
                        .filter(here -> !own.contains(here)).ifPresent(own::add);
            }
        }
        if (own.isEmpty()) {
            throw invalid(config.get(RegistryKeys.CLUSTER_MEMBERS), "this machine among the members: none of them is an"
                    + " address of it; or set " + RegistryKeys.CLUSTER_HOST.name()
                    + " to the address at which the others"
                    + " reach it");
        }
        return List.copyOf(own);
    }

    private static ConfigException invalid(String members, String expected) {
        return new ConfigException(RegistryKeys.CLUSTER_MEMBERS.name(), Excerpts.of(members), expected);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ConfigException(RegistryKeys.CLUSTER_HOST.name(), host, "an address or a name of this machine");
        }
    }

    private static InetAddress thisMachine() {
        try {
            return InetAddress.getLocalHost();
        } catch (UnknownHostException e) {
            throw new ConfigException(RegistryKeys.CLUSTER_HOST.name(), "",
                    "the address of this machine: its name has none");
        }
    }

    private static boolean isHere(InetAddress address) {
        try {
            return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Returns whether an address and the next port are free. */
    static boolean isFree(InetSocketAddress address) {
        for (int i = 0; i < 2; i++) {
            try (java.net.ServerSocket socket = new java.net.ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(address.getAddress(), address.getPort() + i));
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    /** Returns a text without the secret. */
    @Override
    public String toString() {
        return name + " " + hosts;
    }
}

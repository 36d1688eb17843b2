package io.microcdi.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import org.jgroups.JChannel;
import org.jgroups.protocols.AUTH;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jspecify.annotations.Nullable;

/** Makes the channel of a member: TCP alone, no multicast, and failures seen within seconds. */
final class JGroupsStack {

    private static final long SILENT_MILLIS = 5_000;
    private static final long HEARTBEAT_MILLIS = 1_000;
    private static final long MERGE_MIN_MILLIS = 2_000;
    private static final long MERGE_MAX_MILLIS = 5_000;
    private static final long JOIN_MILLIS = 1_000;
    private static final int IV_BYTES = 16;

    private JGroupsStack() {
    }

    static JChannel channel(ClusterSettings settings, InetSocketAddress own, @Nullable Secret secret,
            BoundedReports reports) throws Exception {
        return BoundedLog.during(reports, () -> make(settings, own, secret, reports));
    }

    private static JChannel make(ClusterSettings settings, InetSocketAddress own, @Nullable Secret secret,
            BoundedReports reports) throws Exception {
        TCP transport = new TCP();
        transport.setClientBindAddr(own.getAddress()).setSockConnTimeout(2_000);
        transport.setBindAddress(own.getAddress()).setBindPort(own.getPort()).setPortRange(0);
        ClusterSockets members = new ClusterSockets(secret, reports);
        transport.setSocketFactory(members);
        FailureSockets sockets = new FailureSockets(secret, reports);
        sockets.setBindAddress(own.getAddress()).setOffset(1).setPortRange(0);
        List<Protocol> protocols = new ArrayList<>(
                List.of(transport, new MemberDiscovery(settings.hosts(), own, members)));
        if (secret != null) {
            protocols.add(new SharedKey().setSecretKey(secret.encryption()).symAlgorithm("AES/CBC/PKCS5Padding")
                    .symIvLength(IV_BYTES));
        }
        protocols.addAll(List.of(
                new MERGE3().setMinInterval(MERGE_MIN_MILLIS).setMaxInterval(MERGE_MAX_MILLIS),
                sockets,
                new FD_ALL3().setTimeout(SILENT_MILLIS).setInterval(HEARTBEAT_MILLIS),
                new VERIFY_SUSPECT2().setTimeout(HEARTBEAT_MILLIS),
                new NAKACK2().useMcastXmit(false),
                new UNICAST3(),
                new STABLE()));
        if (secret != null) {
            byte[] purpose = ("join " + settings.name()).getBytes(UTF_8);
            protocols.add(new AUTH().setAuthToken(new SecretToken(secret.sign(purpose, purpose.length))));
        }
        protocols.addAll(List.of(
                new GMS().setJoinTimeout(JOIN_MILLIS).printLocalAddress(false),
                new MFC(),
                new FRAG4()));
        return new JChannel(protocols);
    }
}

package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jgroups.Version;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.stack.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers that reach the ports of a cluster by real sockets. */
class StrangersTest {

    private static final String SECRET = "a secret of the cluster";
    /** The longest time until a member must have closed the connection of a stranger. */
    private static final int CLOSED_MILLIS = 40_000;
    /** The connections that an active stranger keeps. */
    private static final int MAX_OPEN = 256;

    private final List<Socket> strangers = new ArrayList<>();

    private Socket stranger(int port) throws IOException {
        Socket socket = new Socket();
        strangers.add(socket);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(CLOSED_MILLIS);
        return socket;
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : strangers) {
            socket.close();
        }
    }

    private static int port(String addresses, int number) {
        String address = addresses.split(",", -1)[number];
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    /** Returns whether the other side closes the connection, whatever it sends before. */
    private static boolean isClosed(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // the rest does not matter
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** JGroups allocates the length that a message says, before it is decrypted. */
    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void aStrangerThatSpeaksAsJGroupsIsClosed(int offset) throws Exception {
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, SECRET); Member two = Member.start(addresses, SECRET)) {
            one.await(() -> one.replication().members().size() == 2);
            Socket stranger = stranger(port(addresses, 0) + offset);
            DataOutputStream out = new DataOutputStream(stranger.getOutputStream());
            IpAddress address = new IpAddress("127.0.0.1", 1);
            out.write(Connection.cookie);
            out.writeShort(Version.version);
            out.writeShort(address.serializedSize());
            address.writeTo(out);
            out.flush();
            assertThat(isClosed(stranger)).isTrue();
            one.replication().put(Member.entry(1, 0));
            two.await(() -> two.count() == 1);
        }
    }

    @Test
    void idleStrangersKeepNoRegistryOut() throws Exception {
        String addresses = Member.addresses(3);
        try (Member one = Member.start(addresses, SECRET); Member two = Member.start(addresses, SECRET)) {
            one.await(() -> one.replication().members().size() == 2);
            for (int i = 0; i < 200; i++) {
                stranger(port(addresses, 0));
                stranger(port(addresses, 0) + 1);
            }
            try (Member three = Member.start(addresses, SECRET)) {
                for (Member each : List.of(one, two, three)) {
                    each.await(() -> each.replication().members().size() == 3);
                }
                one.replication().put(Member.entry(1, 0));
                two.await(() -> two.count() == 1);
                three.await(() -> three.count() == 1);
            }
            assertThat(strangers).allMatch(StrangersTest::isClosed);
            assertThat(one.lost() + two.lost()).isLessThanOrEqualTo(2);
        }
    }

    /** It connects again and again from one address, and never waits until it is closed. */
    @Test
    void anActiveStrangerKeepsNoRegistryOut() throws Exception {
        String addresses = Member.twoAddresses();
        AtomicBoolean over = new AtomicBoolean();
        try (Member one = Member.start(addresses, SECRET)) {
            one.await(() -> one.replication().isSettled());
            CompletableFuture<Void> stranger = CompletableFuture.runAsync(() -> flood(addresses, over));
            try (Member two = Member.start(addresses, SECRET)) {
                for (Member each : List.of(one, two)) {
                    each.await(() -> each.replication().members().size() == 2);
                }
                one.replication().put(Member.entry(1, 0));
                two.await(() -> two.count() == 1);
                assertThat(stranger).as("it goes on").isNotDone();
            } finally {
                over.set(true);
                stranger.get(2, TimeUnit.MINUTES);
            }
        }
    }

    private static void flood(String addresses, AtomicBoolean over) {
        Deque<Socket> open = new ArrayDeque<>();
        try {
            for (int i = 0; !over.get(); i++) {
                Socket socket = new Socket();
                open.add(socket);
                socket.setSoLinger(true, 0); // so that its port is free again at once
                socket.bind(new InetSocketAddress("127.0.0.2", 0));
                socket.connect(new InetSocketAddress("127.0.0.1", port(addresses, 0) + i % 2));
                if (open.size() > MAX_OPEN) {
                    open.remove().close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.forEach(StrangersTest::close);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }

    /** The time for a proof is that of all its bytes. */
    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void aSlowStrangerIsClosed(int offset) throws Exception {
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, SECRET)) {
            one.await(() -> one.replication().isSettled());
            Socket slow = stranger(port(addresses, 0) + offset);
            slow.getOutputStream().write('m');
            assertThat(isClosed(slow)).isTrue();
        }
    }

    /** Nobody is discovered behind a host that does not answer, but somebody may be there. */
    @Test
    void aMemberThatDiscoversNobodyMayMissOthers() throws Exception {
        String addresses = Member.twoAddresses();
        ServerSocket silent = new ServerSocket(port(addresses, 1), 50, InetAddress.getLoopbackAddress());
        try (Member one = Member.start(addresses, SECRET)) {
            one.await(() -> one.replication().isSettled());
            assertThat(one.replication().mayMissOthers()).isTrue();
            silent.close();
            one.await(() -> !one.replication().mayMissOthers());
        } finally {
            silent.close();
        }
    }

    @Test
    void aMemberThatIsAloneMissesNobody() throws Exception {
        try (Member one = Member.start(Member.twoAddresses(), "")) {
            one.await(() -> one.replication().isSettled() && !one.replication().mayMissOthers());
        }
    }
}

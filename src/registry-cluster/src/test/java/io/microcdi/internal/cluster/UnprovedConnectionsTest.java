package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.support.Await;

/** Connections of loopback whose peers prove themselves, or do not. */
@Timeout(120)
class UnprovedConnectionsTest {

    private static final String MEMBER = "127.0.0.1";
    private static final String STRANGER = "127.0.0.2";
    private static final int MAX = 64;

    private final ConnectionProof proof = new ConnectionProof(new Secret("a secret of the cluster", "micro"),
            "members", new BoundedReports(), 60_000);
    private final UnprovedConnections unproved = new UnprovedConnections(proof);
    private final BlockingQueue<Integer> admitted = new LinkedBlockingQueue<>();
    private final List<Socket> open = new ArrayList<>();
    private final LogLines log = new LogLines("io.microcdi.registry");
    private ServerSocket port;
    private UnprovedConnections.Admission admission = socket -> admitted.add(socket.getPort());

    @BeforeEach
    void listen() throws IOException {
        port = new ServerSocket(0, 50, InetAddress.getByName(MEMBER));
    }

    @AfterEach
    void close() throws Exception {
        unproved.close();
        port.close();
        for (Socket socket : open) {
            socket.close();
        }
        // a thread that reports late would write into the log of the next test
        awaitThreads();
        log.close();
    }

    /** Returns the dialling end of a connection that waits for its proof. */
    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(port.getLocalSocketAddress());
        Socket accepted = port.accept();
        open.add(accepted);
        unproved.add(accepted, admission);
        return socket;
    }

    private static void awaitThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("micro-cluster-proof")) {
                thread.join();
            }
        }
    }

    @Test
    void anActiveStrangerTakesItsOwnPlaces() throws Exception {
        for (int i = 0; i < MAX; i++) {
            connect(STRANGER);
        }
        Socket member = connect(MEMBER);
        for (int i = 0; i < MAX; i++) {
            connect(STRANGER);
        }
        proof.dial(member);
        assertThat(admitted.poll(30, TimeUnit.SECONDS)).isEqualTo(member.getLocalPort());
    }

    @Test
    void theOldestOfAnAddressLosesItsPlace() throws Exception {
        Socket first = connect(MEMBER);
        for (int i = 0; i < MAX; i++) {
            connect(MEMBER);
        }
        assertThat(first.getInputStream().read()).isEqualTo(-1);
        Await.until(() -> log.lines().stream().anyMatch(line -> line.contains(MEMBER + ":" + first.getLocalPort())
                && line.contains("more than 64 connections have proved nothing")));
    }

    @Test
    void aFailureAfterTheProofIsReportedAsItIs() throws Exception {
        admission = socket -> {
            throw new IOException("no admission today");
        };
        Socket member = connect(MEMBER);
        proof.dial(member);
        assertThat(member.getInputStream().read()).isEqualTo(-1);
        awaitThreads();
        assertThat(log.lines()).singleElement().asString().contains("MICRO002808", "no admission today")
                .doesNotContain("64");
    }

    @Test
    void aPortThatClosesRefusesNobody() throws Exception {
        Socket member = connect(MEMBER);
        unproved.close();
        assertThat(member.getInputStream().read()).isEqualTo(-1);
        awaitThreads();
        assertThat(log.lines()).isEmpty();
    }
}

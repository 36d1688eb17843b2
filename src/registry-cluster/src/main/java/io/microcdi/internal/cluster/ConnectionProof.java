package io.microcdi.internal.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Proves on a new connection that each side knows the secret of the cluster. JGroups reads nothing from a connection before
 * that, because it allocates as much memory as a peer asks for. The dialling side sends a nonce, the accepting side answers
 * with its own and an HMAC of both, and the dialling side sends its HMAC. All sizes are fixed. Thread-safe.
 */
final class ConnectionProof {

    /** The longest time that a peer has for its proof. */
    private static final int MAX_MILLIS = 2_000;

    private static final byte[] HELLO = "micro-1 ".getBytes(US_ASCII);
    private static final int NONCE_BYTES = 32;
    private static final int PROOF_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Secret secret;
    private final String purpose;
    private final BoundedReports reports;
    private final int maxMillis;

    /**
     * Makes a proof.
     *
     * @param purpose the purpose of the port. A proof for another purpose is invalid
     * @param reports take the peers that are refused
     */
    ConnectionProof(Secret secret, String purpose, BoundedReports reports) {
        this(secret, purpose, reports, MAX_MILLIS);
    }

    /** As above, with another longest time for a proof. */
    ConnectionProof(Secret secret, String purpose, BoundedReports reports, int maxMillis) {
        this.maxMillis = maxMillis;
        this.secret = secret;
        this.purpose = purpose;
        this.reports = reports;
    }

    /** Logs that the peer of a connection was refused, within a bound. */
    void refused(String peer, Exception reason) {
        reports.refused(peer, reason);
    }

    /** Returns the first bytes of the dialling side. */
    byte[] hello() {
        return join(HELLO, nonce());
    }

    /**
     * Reads the answer to a {@link #hello}.
     *
     * @return the proof for the other side
     * @throws IOException if the other side has not proved itself in time
     */
    byte[] dialled(Socket socket, InputStream in, byte[] hello) throws IOException {
        byte[] answer = read(socket, in, NONCE_BYTES + PROOF_BYTES, deadline());
        byte[] dialler = Arrays.copyOfRange(hello, HELLO.length, hello.length);
        byte[] acceptor = Arrays.copyOf(answer, NONCE_BYTES);
        check(Arrays.copyOfRange(answer, NONCE_BYTES, answer.length), proof("accepts", dialler, acceptor));
        socket.setSoTimeout(0);
        return proof("dials", dialler, acceptor);
    }

    /**
     * Proves as the dialling side, and waits for the other.
     *
     * @throws IOException if the other side has not proved itself in time
     */
    void dial(Socket socket) throws IOException {
        byte[] hello = hello();
        OutputStream out = socket.getOutputStream();
        out.write(hello);
        out.write(dialled(socket, socket.getInputStream(), hello));
        out.flush();
    }

    /**
     * Proves as the accepting side, and waits for the other.
     *
     * @throws IOException if the other side has not proved itself in time
     */
    void accept(Socket socket) throws IOException {
        long deadline = deadline();
        InputStream in = socket.getInputStream();
        if (!Arrays.equals(read(socket, in, HELLO.length, deadline), HELLO)) {
            throw new ProtocolException("it does not begin as a registry of this version that has a secret");
        }
        byte[] dialler = read(socket, in, NONCE_BYTES, deadline);
        byte[] acceptor = nonce();
        socket.getOutputStream().write(join(acceptor, proof("accepts", dialler, acceptor)));
        check(read(socket, in, PROOF_BYTES, deadline), proof("dials", dialler, acceptor));
        socket.setSoTimeout(0);
    }

    private byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    private byte[] proof(String role, byte[] dialler, byte[] acceptor) {
        byte[] label = ("connection " + purpose + " " + role + "\n").getBytes(US_ASCII);
        byte[] text = join(label, join(dialler, acceptor));
        return secret.sign(text, text.length);
    }

    private static void check(byte[] proof, byte[] expected) throws ProtocolException {
        if (!MessageDigest.isEqual(proof, expected)) {
            throw new ProtocolException("it does not know the secret of this cluster");
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMillis);
    }

    /** Reads a number of bytes. One deadline holds for all of them, so that a peer gains no time by single bytes. */
    private byte[] read(Socket socket, InputStream in, int count, long deadline) throws IOException {
        byte[] bytes = new byte[count];
        int have = 0;
        while (have < count) {
            int left = (int) TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new SocketTimeoutException("it has proved nothing within " + maxMillis + " ms");
            }
            socket.setSoTimeout(left);
            int read = in.read(bytes, have, count - have);
            if (read < 0) {
                throw new EOFException("it has closed the connection before its proof");
            }
            have += read;
        }
        return bytes;
    }
}

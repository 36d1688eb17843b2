package io.microcdi.internal.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * The lease of a registered node: 128 random bits that only the node and the registry know (wire, The registry). A node
 * that comes back proves by it that it is the node which was registered. The node never sends the lease itself.
 */
public final class Lease {

    /** The feature of nodes and registries that know leases. */
    public static final String FEATURE = "lease";
    /** The url of the push by which a registry tells a node that it is registered. */
    public static final String REGISTERED = "/-/registered";
    /** The url of the push by which a node proves its lease. */
    public static final String PROOF = "/-/lease";

    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Lease() {
    }

    /** Returns 128 random bits as text. It is used for leases, for the nonces of hellos, and in tokens. */
    public static String random() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return Token.encode(bits);
    }

    /**
     * Returns the proof that this side knows a lease.
     *
     * @param nonce the nonce in the hello of the link
     * @param key the key of the node
     */
    public static String proof(String lease, String nonce, String key) {
        return Token.encode(Token.hmac(bytes(lease), bytes(nonce + key)));
    }

    /** Returns whether a text is the proof of a lease. The time that it takes does not depend on the text. */
    public static boolean isProof(String proof, String lease, String nonce, String key) {
        return MessageDigest.isEqual(bytes(proof), bytes(proof(lease, nonce, key)));
    }

    /**
     * Returns the SHA-256 of a lease as text, by which the registries of a cluster recognise it. In a cluster a node proves
     * that it knows this text, and not the lease itself.
     */
    public static String hash(String lease) {
        try {
            return Token.encode(MessageDigest.getInstance("SHA-256").digest(bytes(lease)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

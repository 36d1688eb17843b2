package io.microcdi.internal.registry.web;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The hash of a password by PBKDF2 with HMAC-SHA256 and a salt. Its text is
 * {@code pbkdf2-sha256:iterations:salt:hash}. Immutable.
 */
final class PasswordHash {

    /** The shortest password of which a hash is made, in characters. */
    static final int MIN_PASSWORD = 8;

    private static final String SCHEME = "pbkdf2-sha256";
    private static final int ITERATIONS = 600_000;
    private static final int MIN_ITERATIONS = 100_000;
    private static final int MAX_ITERATIONS = 5_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int PARTS = 4;

    /** A hash that no password has, so that an unknown user costs as much time as a known one. */
    static final PasswordHash OF_NOBODY = new PasswordHash(ITERATIONS, new byte[SALT_BYTES], new byte[HASH_BYTES]);

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that && iterations == that.iterations && Arrays.equals(salt, that.salt)
                && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt);
    }

    /**
     * Makes the hash of a password, with a new salt.
     *
     * @throws IllegalArgumentException if the password is too short
     */
    static PasswordHash make(char[] password) {
        if (password.length < MIN_PASSWORD) {
            throw new IllegalArgumentException("a password has at least " + MIN_PASSWORD + " characters");
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS));
    }

    /**
     * Reads the text of a hash.
     *
     * @throws IllegalArgumentException if it is none. The message contains nothing of it
     */
    static PasswordHash parse(String text) {
        String[] parts = text.split(":", PARTS + 1);
        try {
            int iterations = Integer.parseInt(parts[1]);
            byte[] salt = Base64.getUrlDecoder().decode(parts[2]);
            byte[] hash = Base64.getUrlDecoder().decode(parts[3]);
            if (parts.length == PARTS && parts[0].equals(SCHEME) && iterations >= MIN_ITERATIONS
                    && iterations <= MAX_ITERATIONS && salt.length >= SALT_BYTES && hash.length == HASH_BYTES) {
                return new PasswordHash(iterations, salt, hash);
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // as below: the message of the failure may quote the text
        }
        throw new IllegalArgumentException("expected " + SCHEME + ":iterations:salt:hash");
    }

    /** Returns whether it is the hash of a password. It takes the same time for all wrong passwords. */
    boolean matches(char[] password) {
        return password.length > 0 && MessageDigest.isEqual(hash, derive(password, salt, iterations));
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** Returns the text that {@code micro.registry-server.users} takes. */
    String text() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return SCHEME + ":" + iterations + ":" + encoder.encodeToString(salt) + ":" + encoder.encodeToString(hash);
    }

    /** Returns a text without the hash: it must not reach a log. */
    @Override
    public String toString() {
        return SCHEME;
    }
}

package io.microcdi.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The keys that are derived from the secret of a cluster. Thread-safe. */
final class Secret {

    private static final int ROUNDS = 100_000;
    private static final int KEY_BYTES = 32;
    private static final String MAC = "HmacSHA256";

    private final SecretKeySpec encryption;
    private final SecretKeySpec signing;

    Secret(String secret, String cluster) {
        try {
            byte[] bits = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(
                    new PBEKeySpec(secret.toCharArray(), ("micro-cluster " + cluster).getBytes(UTF_8), ROUNDS,
                            2 * KEY_BYTES * Byte.SIZE))
                    .getEncoded();
            encryption = new SecretKeySpec(Arrays.copyOf(bits, KEY_BYTES), "AES");
            signing = new SecretKeySpec(Arrays.copyOfRange(bits, KEY_BYTES, 2 * KEY_BYTES), MAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
        }
    }

    SecretKeySpec encryption() {
        return encryption;
    }

    /** Returns the 32 bytes that prove to the other members that the author of a text knows the secret. */
    byte[] sign(byte[] bytes, int length) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(signing);
            mac.update(bytes, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }
}

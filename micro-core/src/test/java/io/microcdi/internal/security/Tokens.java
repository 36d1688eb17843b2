package io.microcdi.internal.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens by hand, as a program of another project would: nothing of the engine's own code is used. */
public final class Tokens {

    /** The header of a valid token. */
    public static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private Tokens() {
    }

    /** Returns a token with a valid signature. */
    public static String signed(String header, String claims, String secret) {
        String text = encode(header) + "." + encode(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return text + "." + Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the claims of a token. */
    public static String claims(String issuer, String audience, long issued, long expires) {
        return "{\"iss\":\"" + issuer + "\",\"aud\":\"" + audience + "\",\"iat\":" + issued + ",\"exp\":" + expires
                + ",\"jti\":\"a\"}";
    }

    /** Returns a text in base64url. */
    public static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.microcdi.it.front;

import java.security.Key;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

/** Keys and certificates as text. */
final class Pem {

    private Pem() {
    }

    static String of(Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String of(Key privateKey) {
        return block("PRIVATE KEY", privateKey.getEncoded());
    }

    private static String block(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(bytes)
                + "\n-----END " + kind + "-----\n";
    }
}

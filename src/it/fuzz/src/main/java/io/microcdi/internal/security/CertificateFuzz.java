package io.microcdi.internal.security;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

import io.microcdi.internal.address.Announcement;
import io.microcdi.it.fuzz.Input;

/**
 * The names in a client's certificate, in DER: a decision, whatever the names are, and nobody is admitted under a namespace
 * that is neither its common name nor one of its DNS names.
 */
public final class CertificateFuzz {

    private CertificateFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        X509Certificate certificate;
        try {
            certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(bytes));
            certificate.getSubjectAlternativeNames();
        } catch (CertificateException refused) {
            return;
        }
        Input.timed(bytes.length, () -> check(certificate));
    }

    private static void check(X509Certificate certificate) {
        ConnectRequest request = new ConnectRequest("/10.0.0.5/80/payments", null, "10.0.0.5", false, true, false, null,
                null, List.of(certificate));
        Announcement announced = Announcement.parse("/10.0.0.5/80/payments", null);
        ConnectPolicy.Decision decision = Certificates.decide(request, announced,
                certificate.getNotBefore().toInstant());
        String names = certificate.getSubjectX500Principal() + " " + alternatives(certificate);
        // an encoded value has no letters of the name
        Input.check(decision.refusal() != null || names.contains("payments") || names.contains("*"),
                "a certificate names its namespace", names);
        Certificates.decide(request, null, certificate.getNotAfter().toInstant());
    }

    private static String alternatives(X509Certificate certificate) {
        try {
            return String.valueOf(certificate.getSubjectAlternativeNames());
        } catch (CertificateException e) {
            return "";
        }
    }
}

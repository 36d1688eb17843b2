package io.microcdi.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;

/** Failures as Java's TLS makes them, inside whatever a client container puts around them. */
class TlsFailureTest {

    private static String explained(Throwable root) {
        Throwable handshake = new SSLHandshakeException("wrapped").initCause(root);
        return TlsFailure.explain(new IOException("UT000001: failed", handshake)).orElseThrow();
    }

    @Test
    void anUnknownAuthority() {
        assertThat(explained(new CertificateException("PKIX path building failed", new CertPathBuilderException(
                "unable to find valid certification path to requested target")))).isEqualTo("the certificate is not"
                        + " trusted (unable to find valid certification path to requested target):"
                        + " micro.tls.trust-store must hold the authority that issued it");
    }

    @Test
    void anExpiredCertificate() {
        assertThat(explained(new CertificateException("PKIX path validation failed", new CertPathValidatorException(
                "validity check failed", new CertificateExpiredException("NotAfter: yesterday")))))
                .isEqualTo("the certificate is not valid now (NotAfter: yesterday)");
        assertThat(explained(new CertificateNotYetValidException("NotBefore: tomorrow")))
                .isEqualTo("the certificate is not valid now (NotBefore: tomorrow)");
    }

    @Test
    void anotherAuthorityOfTheSameName() {
        assertThat(explained(new CertificateException("PKIX path validation failed", new CertPathValidatorException(
                "signature check failed", new SignatureException("Signature does not match.")))))
                .startsWith("the certificate is not trusted (Signature does not match.): micro.tls.trust-store ");
    }

    @Test
    void anotherHost() {
        assertThat(explained(new CertificateException("No name matching registry.example found"))).isEqualTo(
                "the certificate is that of another host (No name matching registry.example found): dial it by a name"
                        + " that its certificate has");
    }

    @Test
    void aCertificateThatIsAskedFor() {
        assertThat(TlsFailure.explain(new SSLHandshakeException("Received fatal alert: certificate_required")))
                .hasValue("TLS failed (Received fatal alert: certificate_required): micro.tls.key-store must hold a"
                        + " certificate that the other end accepts");
    }

    @Test
    void somethingElseOfTls() {
        assertThat(
                TlsFailure.explain(new RuntimeException(new SSLException("Unsupported or unrecognized SSL message"))))
                .hasValue("TLS failed (Unsupported or unrecognized SSL message)");
        assertThat(TlsFailure.explain(new SSLException((String) null)))
                .hasValue("TLS failed (javax.net.ssl.SSLException)");
    }

    @Test
    void nothingOfTls() {
        assertThat(TlsFailure.explain(new IOException("no", new ConnectException("Connection refused")))).isEmpty();
        assertThat(TlsFailure.explain(new IOException((String) null))).isEmpty();
    }
}

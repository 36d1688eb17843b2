package io.microcdi.internal.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLException;

/** Explains why a TLS handshake failed, and names the configuration keys to change. */
public final class TlsFailure {

    private TlsFailure() {
    }

    /**
     * Looks for TLS among the causes of a failure.
     *
     * @return the reason and the remedy; empty if TLS was not the cause
     */
    public static Optional<String> explain(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable t = failure; t != null && !causes.contains(t); t = t.getCause()) {
            causes.add(t);
        }
        String root = text(causes.get(causes.size() - 1));
        if (has(causes, CertificateExpiredException.class) || has(causes, CertificateNotYetValidException.class)) {
            return Optional.of("the certificate is not valid now (" + root + ")");
        }
        if (has(causes, CertPathBuilderException.class) || has(causes, CertPathValidatorException.class)) {
            return Optional.of("the certificate is not trusted (" + root
                    + "): micro.tls.trust-store must hold the authority that issued it");
        }
        if (has(causes, CertificateException.class)) {
            return Optional.of("the certificate is that of another host (" + root
                    + "): dial it by a name that its certificate has");
        }
        return causes.stream().filter(SSLException.class::isInstance).findFirst().map(e -> refused(text(e)));
    }

    private static String refused(String text) {
        boolean wantsCertificate = text.contains("certificate_required") || text.contains("bad_certificate");
        return "TLS failed (" + text + ")" + (wantsCertificate
                ? ": micro.tls.key-store must hold a certificate that the other end accepts"
                : "");
    }

    private static boolean has(List<Throwable> causes, Class<?> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}

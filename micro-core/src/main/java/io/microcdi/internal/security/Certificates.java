package io.microcdi.internal.security;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.wire.Excerpts;

/**
 * The proof by a certificate, which the server has checked. The common name and the DNS names of the certificate are
 * the namespaces of the peer. Each may be a glob.
 */
final class Certificates {

    private static final int DNS_NAME = 2;

    private Certificates() {
    }

    /**
     * Decides about a handshake with a certificate, or about another request, which has no announcement.
     *
     * @param now the time. The server has checked it when the connection began, which may have been long ago
     */
    static ConnectPolicy.Decision decide(ConnectRequest request, Announcement announced, Instant now) {
        X509Certificate certificate = request.certificates().get(0);
        if (!now.isBefore(certificate.getNotAfter().toInstant())
                || now.isBefore(certificate.getNotBefore().toInstant())) {
            return ConnectPolicy.Decision.refuse(ConnectRefusal.UNAUTHORIZED,
                    "its certificate has ended, or is not valid yet");
        }
        List<String> all = names(certificate);
        NamespaceGlobs names = NamespaceGlobs.of(all);
        if (announced != null && !announced.namespace().isEmpty() && !names.contains(announced.namespace())) {
            return ConnectPolicy.Decision.refuse(ConnectRefusal.FORBIDDEN,
                    "the certificate is that of another namespace ("
                            + ConfigKeys.SECURITY_CERTIFICATES.name() + "): "
                            + (all.isEmpty() ? "it has no name"
                                    : "it is for " + Excerpts.of(String.join(", ", all))));
        }
        return ConnectPolicy.Decision.admit(new PeerIdentity(request.remote(), names, NamespaceGlobs.ALL,
                NamespaceGlobs.ALL, true, certificate.getSubjectX500Principal(),
                certificate.getNotAfter().toInstant().toEpochMilli(), request.proxied()));
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if ("CN".equalsIgnoreCase(part.getType())) {
                    names.add(String.valueOf(part.getValue()));
                }
            }
            Collection<List<?>> others = certificate.getSubjectAlternativeNames();
            for (List<?> name : others == null ? List.<List<?>>of() : others) {
                if (Integer.valueOf(DNS_NAME).equals(name.get(0))) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        } catch (InvalidNameException | CertificateParsingException e) {
            SecurityLog.LOG.debugf(e, "The names of a certificate cannot be read");
        }
        return names;
    }
}

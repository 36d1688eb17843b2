package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.HostNames;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.ServletConnect;
import io.microcdi.internal.wire.Excerpts;

/**
 * Decides who may use the page, the API and the gateway. It refuses requests to hosts that are not the registry's with
 * 421, and requests of pages of forbidden origins with 403. All others must prove who they are, as nodes must, or sign
 * in. If a request has a password, it is checked even if the peer needs none, because the user may have more rights.
 * Handshakes of nodes, the gateway's preflight requests, and the probes of a platform have rules of their own. A
 * request with a header {@code Upgrade} is not yet a handshake. While the registry stops, this filter answers 503 to
 * all but handshakes, which the registry refuses, and probes.
 */
public final class AccessFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final String IDENTITY = PeerIdentity.class.getName();
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Called by the container. */
    public AccessFilter() {
    }

    /** Returns the identity of the sender of a request that this filter has admitted. */
    static PeerIdentity identity(HttpServletRequest request) {
        if (request.getAttribute(IDENTITY) instanceof PeerIdentity identity) {
            return identity;
        }
        throw new IllegalStateException("a request came past the filter");
    }

    /**
     * Returns whether somebody has a token for the registry or a certificate, as services have. Such a proof ends, and may
     * name no namespace.
     */
    static boolean isService(PeerIdentity identity) {
        return !identity.namespaces().equals(NamespaceGlobs.NONE) || identity.ends() != Long.MAX_VALUE;
    }

    /**
     * Returns the header {@code Authorization} of a request if it may be sent with the call of a service; otherwise
     * {@code null}. A password, or a token for the registry, must not reach a service.
     */
    static String userToken(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        PeerIdentity identity = identity(request);
        boolean isForRegistry = identity.principal() == null && identity.ends() != Long.MAX_VALUE;
        return SignIn.isBasic(header) || isForRegistry ? null : header;
    }

    /**
     * Stops the registry. Tomcat closes the links before it calls its listeners at the end of the application. The
     * registry would report each of them as an instance that leaves. The container destroys filters before that.
     */
    @Override
    public void destroy() {
        Attributes attributes = getFilterConfig() == null ? null : Attributes.of(getServletContext());
        if (attributes != null) {
            attributes.stop();
        }
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Attributes attributes = Attributes.of(getServletContext());
        Access access = attributes.access();
        boolean decided = request.getMethod().equals("GET") && Replies.isDecided(request, attributes);
        if (attributes.isStopping() && !decided && !ApiServlet.isProbe(request)) {
            response.setHeader("Retry-After", "5");
            answer(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, Attributes.STOPPING);
        } else if (!access.hosts().map(hosts -> hosts.permits(request.getHeader("Host"))).orElse(true)) {
            refuse(access, request, response, HostNames.MISDIRECTED, RefusalKind.HOST, HostNames.REASON);
        } else if (ServletConnect.isAmbiguous(request)) {
            answer(request, response, HttpServletResponse.SC_BAD_REQUEST,
                    "expected at most one header Origin and one header Authorization");
        } else if (decided) {
            chain.doFilter(request, response);
        } else if (isForeign(request, access.origins())) {
            refuse(access, request, response, HttpServletResponse.SC_FORBIDDEN, RefusalKind.ORIGIN, foreign(request));
        } else if (isGateway(request) && request.getMethod().equals("OPTIONS") || ApiServlet.isProbe(request)) {
            admit(PeerIdentity.UNPROVED, request, response, chain);
        } else {
            decide(access, request, response, chain);
        }
    }

    private static boolean isGateway(HttpServletRequest request) {
        return request.getServletPath().equals(GatewayServlet.PATH);
    }

    private static String foreign(HttpServletRequest request) {
        return READING.contains(request.getMethod())
                ? "requests of this origin are not allowed: name the origin in " + ConfigKeys.ALLOWED_ORIGINS.name()
                : "pages of this origin may not act here: only the console of this host and port may, and a host with a dot"
                        + " must be named in " + ConfigKeys.ALLOWED_ORIGINS.name();
    }

    /**
     * Returns whether a request comes from a page that may not send it. Pages of allowed origins may only read, and no
     * header lets such a page see the answer. Only the registry's own page may do more. The gateway is not checked
     * here: it checks origins by the CORS protocol.
     */
    private static boolean isForeign(HttpServletRequest request, OriginPolicy origins) {
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        if (isGateway(request)) {
            return false;
        }
        boolean mayRead = origins.permits(origin) || OriginPolicy.isSameOrigin(origin, host, request.isSecure());
        return !mayRead || !READING.contains(request.getMethod()) && !isOwn(origin, host);
    }

    /** Returns whether the host and port of a page are those that a request is for; also for a program. */
    static boolean isOwn(String origin, String host) {
        if (origin == null || origin.isBlank()) {
            return true;
        }
        try {
            URI page = URI.create(origin);
            URI server = URI.create(page.getScheme() + "://" + host);
            int usual = "https".equalsIgnoreCase(page.getScheme()) ? HTTPS_PORT : HTTP_PORT;
            return page.getHost() != null && page.getHost().equalsIgnoreCase(server.getHost())
                    && (page.getPort() < 0 ? usual : page.getPort()) == (server.getPort() < 0 ? usual
                            : server.getPort());
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private static void admit(PeerIdentity identity, HttpServletRequest request, HttpServletResponse response,
            FilterChain chain) throws IOException, ServletException {
        request.setAttribute(IDENTITY, identity);
        chain.doFilter(request, response);
    }

    private void decide(Access access, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ConnectRequest facts = ServletConnect.request(request);
        ConnectPolicy.Decision decision = access.registry().decide(facts);
        Optional<Principal> person = access.person(facts);
        String header = facts.authorization();
        boolean signsIn = SignIn.isBasic(header) && access.signIn().isPossible();
        // asked only once, because the sign-in may be removed between two calls
        Principal known = signsIn ? access.signIn().known(header) : null;
        boolean proved = decision.refusal() == null && isService(decision.identity());
        if (person.isPresent() && !proved) {
            admit(identity(person.get(), facts), request, response, chain);
        } else if (!signsIn && decision.refusal() == null && !Access.isMisdirected(access.registry().securityMode(),
                decision.identity(), access.names(), request.getHeader("Host"))) {
            if (decision.identity().seesMore() && !isGateway(request)) {
                access.registry().exempts(decision.identity(), "its token does not allow it to see all namespaces");
            }
            admit(decision.identity(), request, response, chain);
        } else if (!signsIn) {
            otherwise(access, decision.refusal() != null ? decision.refusal()
                    : new ConnectRefusal(ConnectRefusal.UNAUTHORIZED, ConnectPolicy.CLOSE_CODE, HostNames.REASON,
                            RefusalKind.HOST),
                    request, response, chain);
        } else if (!access.mayCarryPassword(facts, request)) {
            otherwise(access,
                    new ConnectRefusal(HttpServletResponse.SC_FORBIDDEN, ConnectPolicy.CLOSE_CODE,
                            "no password is taken without TLS: use https, or set "
                                    + ConfigKeys.SECURITY_ALLOW_PLAIN.name()
                                    + "=true where nobody else reads the network",
                            RefusalKind.FORBIDDEN),
                    request, response, chain);
        } else if (known != null) {
            admit(identity(known, facts), request, response, chain);
        } else {
            check(access, facts, request, response, chain);
        }
    }

    private void check(Access access, ConnectRequest facts, HttpServletRequest request, HttpServletResponse response,
            FilterChain chain) throws IOException, ServletException {
        if (!access.signIn().mayTry(request.getRemoteAddr())) {
            response.setHeader("Retry-After", "60");
            otherwise(access, refusal(TOO_MANY_REQUESTS, "too many wrong passwords from this address: wait a minute"),
                    request, response, chain);
            return;
        }
        SignIn.Attempt attempt = access.signIn().check(facts.authorization(), request.getRemoteAddr());
        if (!attempt.checked()) {
            response.setHeader("Retry-After", "1");
            otherwise(access, refusal(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "too many people sign in at once"),
                    request, response, chain);
        } else if (attempt.user() == null) {
            otherwise(access, refusal(ConnectRefusal.UNAUTHORIZED, "wrong name or password"), request, response, chain);
        } else {
            WebLog.AUDIT.signedIn(attempt.user().name(), Excerpts.of(request.getRemoteAddr()));
            admit(identity(attempt.user(), facts), request, response, chain);
        }
    }

    private static ConnectRefusal refusal(int status, String reason) {
        return new ConnectRefusal(status, ConnectPolicy.CLOSE_CODE, reason);
    }

    private static PeerIdentity identity(Principal person, ConnectRequest facts) {
        return new PeerIdentity(facts.remote(), NamespaceGlobs.NONE, NamespaceGlobs.ALL, NamespaceGlobs.ALL, false,
                person,
                Long.MAX_VALUE, facts.proxied());
    }

    /** Refuses a request, unless the mode lets it pass. */
    private void otherwise(Access access, ConnectRefusal refusal, HttpServletRequest request,
            HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        if (access.isPermissive()) {
            access.registry().audit().wouldRefuse(refusal.kind(), who(request), request.getRemoteAddr(),
                    audited(request, refusal.kind(), refusal.reason()));
            admit(PeerIdentity.UNPROVED.from(ServletConnect.request(request)), request, response, chain);
            return;
        }
        String cure = "";
        if (refusal.status() == ConnectRefusal.UNAUTHORIZED) {
            response.addHeader("WWW-Authenticate", "Bearer realm=\"MicroCDI registry\"");
            ConnectRequest facts = ServletConnect.request(request);
            boolean secret = access.mayCarryPassword(facts, request);
            if (access.signIn().isPossible() && secret) {
                response.addHeader("WWW-Authenticate", "Basic realm=\"MicroCDI registry\", charset=\"UTF-8\"");
            }
            if (access.signIn().isPossible() && request.getHeader("Authorization") == null) {
                cure = secret ? ". Sign in, or present a token" : howToSignIn(facts);
            }
        }
        audit(access, request, refusal.kind(), refusal.reason());
        answer(request, response, refusal.status(), refusal.reason() + cure);
    }

    /** Returns how a person can sign in after a request that others may read. */
    private static String howToSignIn(ConnectRequest facts) {
        return ". To sign in, use https, or a loopback address on the registry's machine ("
                + ConfigKeys.SECURITY_ALLOW_PLAIN.name() + ")"
                + (facts.proxied() ? ". The proxy must say by X-Forwarded-Proto that you use https" : "");
    }

    private static String who(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return (SignIn.isBasic(header) ? "user " + SignIn.name(header) + ", " : "")
                + request.getMethod() + " " + request.getRequestURI();
    }

    private static void refuse(Access access, HttpServletRequest request, HttpServletResponse response, int status,
            RefusalKind kind, String reason) throws IOException {
        audit(access, request, kind, reason);
        answer(request, response, status, reason);
    }

    private static void audit(Access access, HttpServletRequest request, RefusalKind kind, String reason) {
        access.registry().audit().refused(kind, who(request), request.getRemoteAddr(), audited(request, kind, reason));
    }

    /** Returns the reason for the audit log. The answer does not repeat the host, which the owner of a page chooses. */
    private static String audited(HttpServletRequest request, RefusalKind kind, String reason) {
        return kind == RefusalKind.HOST ? HostNames.reason(request.getHeader("Host")) : reason;
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response, int status, String reason)
            throws IOException {
        if (isGateway(request)) {
            // a page of an allowed origin may also read the reason of the refusal
            GatewayOrigins.tell(request, response, Attributes.of(request.getServletContext()).origins());
        }
        BodyListener.Answer answer = isGateway(request) ? to -> GatewayReplies.problem(to, status, reason)
                : to -> Replies.text(to, status, reason);
        if (BodyListener.isExpected(request)) {
            BodyListener.refuse(request, answer);
        } else {
            answer.write(response);
        }
    }
}

package io.microcdi.internal.security;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;

/**
 * The policy that {@code micro.security.*} describes. A peer proves its name by a token that is made from the secret, or
 * by its certificate, or by the user whom the container has authenticated. Thread-safe.
 */
public final class TokenPolicy implements ConnectPolicy {

    private static final int LIFETIME_SECONDS = 60;
    private static final int MAX_TOKENS = 2;
    /** A time that no clock reaches, and that can be multiplied. A token that ends later has no end. */
    private static final long MAX_END_SECONDS = TimeUnit.MILLISECONDS.toSeconds(Long.MAX_VALUE)
            - TimeUnit.HOURS.toSeconds(1);
    private static final String BEARER = "bearer ";
    private static final String SEPARATOR = "~";
    /**
     * The prefix of a proof of this node to itself. Such a proof cannot be mistaken for a token, because a token has two
     * dots.
     */
    private static final String SELF = "self.";
    private static final int MAX_SELF = 16;
    /** The time for which a proof of this node to itself is valid: it may travel in plain text. */
    private static final long SELF_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final CurrentMode mode;
    private final Secrets secrets;
    /** {@code null} if this node makes its own tokens, or has none. */
    private final IssuedToken issued;
    private final boolean certificates;
    private final boolean principals;
    private final boolean presentsCertificate;
    private final Optional<String> principalsRole;
    private final boolean allowPlain;
    private final Set<String> names;
    /** The host that this node advertises, as {@link InstanceKey#plainHost}; empty if none is configured. */
    private final String advertised;
    private final int skewSeconds;
    private final Timer timer;
    private final LocalHosts local;
    /** The proofs of this node to itself, with the times at which they were made, the oldest first. */
    private final Map<String, Long> ownProofs = new LinkedHashMap<>();

    /**
     * Makes the policy of a node.
     *
     * @throws ConfigException if the file of the mode, of the secrets or of the token is invalid, or a
     *         role is configured that nobody is asked for
     */
    public TokenPolicy(MicroConfig config, Timer timer) {
        this(config, timer, config.find(ConfigKeys.TLS_KEY_STORE).isPresent());
    }

    /**
     * As {@link #TokenPolicy(MicroConfig, Timer)}.
     *
     * @param presentsCertificate whether this node may present a client certificate when it dials
     */
    public TokenPolicy(MicroConfig config, Timer timer, boolean presentsCertificate) {
        this.mode = new CurrentMode(config, timer::nanoTime);
        this.secrets = new Secrets(config, timer::nanoTime);
        this.issued = IssuedToken.of(config, timer::nanoTime);
        this.certificates = config.get(ConfigKeys.SECURITY_CERTIFICATES);
        this.principals = config.get(ConfigKeys.SECURITY_PRINCIPALS);
        this.presentsCertificate = presentsCertificate;
        this.principalsRole = principalsRole(config);
        this.allowPlain = config.get(ConfigKeys.SECURITY_ALLOW_PLAIN);
        this.names = Set.copyOf(config.get(ConfigKeys.SECURITY_NAMES));
        this.advertised = InstanceKey.plainHost(config.find(ConfigKeys.ADVERTISE_HOST).orElse(""));
        this.skewSeconds = (int) config.get(ConfigKeys.SECURITY_CLOCK_SKEW).toSeconds();
        this.timer = timer;
        this.local = new LocalHosts(timer::nanoTime);
    }

    /**
     * Checks the files of a configuration, and which keys stand together.
     *
     * @throws ConfigException as the constructor
     */
    public static void check(MicroConfig config) {
        new CurrentMode(config, System::nanoTime);
        new Secrets(config, System::nanoTime);
        IssuedToken.of(config, System::nanoTime);
        principalsRole(config);
    }

    private static Optional<String> principalsRole(MicroConfig config) {
        Optional<String> role = config.find(ConfigKeys.SECURITY_PRINCIPALS_ROLE);
        if (role.isPresent() && !config.get(ConfigKeys.SECURITY_PRINCIPALS)) {
            throw new ConfigException(ConfigKeys.SECURITY_PRINCIPALS_ROLE.name(), role.get(),
                    "no key without " + ConfigKeys.SECURITY_PRINCIPALS.name() + "=true: no user is asked for the role");
        }
        return role;
    }

    @Override
    public SecurityMode mode() {
        return mode.get();
    }

    @Override
    public boolean isFixed() {
        return mode.isFixed();
    }

    @Override
    public Optional<ConnectRefusal> refusalNow(PeerIdentity identity) {
        SecurityMode now = mode();
        return !identity.mayBeUnproved() || !ConnectPolicy.enforces(now)
                || now == SecurityMode.AUTO && LocalHosts.isLoopback(identity.address()) ? Optional.empty()
                        : Optional.of(withoutToken(identity.address()).refusal());
    }

    @Override
    public void started(String namespace) {
        SecurityMode now = mode();
        if (now == SecurityMode.OFF) {
            SecurityLog.LOG.off(namespace);
        } else if (now == SecurityMode.PERMISSIVE) {
            SecurityLog.LOG.permissive(namespace);
        } else if (now == SecurityMode.REQUIRED && !hasProofs()) {
            SecurityLog.LOG.nobody(namespace);
        }
        // also without a token of its own: the tokens of users, and passwords at a registry, travel so too
        if (allowPlain) {
            SecurityLog.LOG.plain(namespace);
        }
    }

    @Override
    public void announced(String namespace, InstanceKey key) {
        if (mode() == SecurityMode.AUTO && !renews() && issued == null && !presentsCertificate
                && !LocalHosts.isOnEachMachine(key.host())) {
            SecurityLog.LOG.announcesWithoutProof(namespace, key.toString());
        }
    }

    private boolean hasProofs() {
        return renews() || certificates || principals;
    }

    @Override
    public boolean renews() {
        return !secrets.current().isEmpty();
    }

    @Override
    public Decision decide(ConnectRequest request, Announcement announced, Self self) {
        Decision decision = judge(request, announced, self);
        PeerIdentity unproved = PeerIdentity.UNPROVED.from(request);
        SecurityMode now = mode(); // it may change between two looks
        return decision.isAdmitted() || ConnectPolicy.enforces(now) ? decision
                : now == SecurityMode.OFF ? Decision.admit(unproved) : new Decision(unproved, decision.refusal());
    }

    @Override
    public Decision decide(ConnectRequest request, Self self) {
        return decide(request, null, self);
    }

    /** Decides about a handshake, or about another request, which has no announcement. */
    private Decision judge(ConnectRequest request, Announcement announced, Self self) {
        String bearer = bearer(request.authorization());
        if (bearer != null && bearer.startsWith(SELF)) {
            return own(bearer, request, announced, self);
        }
        Presented presented = bearer == null || !renews() ? null
                : present(bearer, PeerIdentity.UNPROVED.from(request), announced, self);
        Decision ofToken = presented == null ? null : presented.decision();
        if (ofToken != null && (ofToken.isAdmitted() || presented.wrongClaims()
                || announced != null && !isUser(request))) {
            // another token is not refused here: it may be for the service that the gateway calls, or for the container
            return ofToken;
        }
        // a proxy shows its own certificate, and not that of its client
        if (certificates && !request.proxied() && !request.certificates().isEmpty()) {
            return Certificates.decide(request, announced, timer.now());
        }
        if (announced != null && isUser(request)) {
            return named(request, announced);
        }
        if (mode() == SecurityMode.AUTO && !request.proxied() && LocalHosts.isLoopback(request.remote())) {
            return Decision.admit(PeerIdentity.UNPROVED.from(request));
        }
        return ofToken != null ? ofToken
                : hasProofs() ? withoutToken(announced == null || request.secure() ? null : request.remote())
                        : unauthorized("a peer that does not connect from a loopback address needs a token: set "
                                + ConfigKeys.SECURITY_SECRET.name() + " here and there");
    }

    private boolean isUser(ConnectRequest request) {
        return principals && request.principal() != null;
    }

    private static String bearer(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** Decides about a proof of this node to itself, which counts once and allows nothing but the hello. */
    private Decision own(String proof, ConnectRequest request, Announcement announced, Self self) {
        Long made;
        synchronized (ownProofs) {
            made = ownProofs.remove(proof);
        }
        if (made != null && timer.nanoTime() - made >= SELF_NANOS) {
            // as at a slow start. The audit log needs no line about it
            return Decision.refuse(ConnectRefusal.UNAVAILABLE, "a self-check of this node arrived after more than "
                    + TimeUnit.NANOSECONDS.toSeconds(SELF_NANOS)
                    + " s, because the machine or a proxy is slow: the node"
                    + " tries again. If it does not join, set " + ConfigKeys.ADVERTISE_SELF_CHECK.name() + "=false");
        }
        return made != null && announced != null && announced.key().equals(self.key())
                ? Decision.admit(PeerIdentity.SELF.from(request))
                : unauthorized("it says that it is this node, and is not");
    }

    private Decision named(ConnectRequest request, Announcement announced) {
        if (principalsRole.isPresent() && !request.roles().test(principalsRole.get())) {
            return forbidden("the user has not the role of " + ConfigKeys.SECURITY_PRINCIPALS_ROLE.name());
        }
        String name = request.principal().getName();
        if (name == null || !Namespaces.isValid(name) || !isOwn(announced, name)) {
            return forbidden("the user may not be " + announced.namespace() + " ("
                    + ConfigKeys.SECURITY_PRINCIPALS.name() + ")");
        }
        // the issuer may write any number
        long end = Math.min(IssuedToken.end(request.principal()), MAX_END_SECONDS);
        if (end + skewSeconds <= timer.now().getEpochSecond()) {
            return unauthorized("the token of its user has ended");
        }
        return Decision.admit(new PeerIdentity(request.remote(), NamespaceGlobs.of(List.of(name)), NamespaceGlobs.ALL,
                NamespaceGlobs.ALL, true, request.principal(),
                end == MAX_END_SECONDS ? Long.MAX_VALUE : (end + skewSeconds) * 1_000, request.proxied()));
    }

    private static boolean isOwn(Announcement announced, String namespace) {
        // the second dialect announces its namespace later
        return announced == null || announced.namespace().isEmpty() || announced.namespace().equals(namespace);
    }

    @Override
    public Decision renew(String presented, PeerIdentity before, Announcement announced, Self self) {
        return present(presented, before, announced, self).decision();
    }

    /**
     * The decision about tokens.
     *
     * @param wrongClaims whether a secret has signed one of them, and its claims are wrong
     */
    private record Presented(Decision decision, boolean wrongClaims) {
    }

    private Presented present(String presented, PeerIdentity before, Announcement announced, Self self) {
        Decision refused = null;
        boolean wrongClaims = false;
        String[] tokens = presented.split(SEPARATOR, MAX_TOKENS + 1);
        if (tokens.length > MAX_TOKENS) {
            return new Presented(unauthorized("it has presented more than " + MAX_TOKENS + " tokens"), false);
        }
        for (String token : tokens) {
            Decision decision;
            try {
                decision = token(Token.parse(token, secrets.current()), before, announced, self);
            } catch (IllegalArgumentException e) {
                wrongClaims |= e instanceof Token.ClaimsException;
                decision = unauthorized("its token is not valid: " + e.getMessage());
            }
            if (decision.isAdmitted()) {
                return new Presented(decision, false);
            }
            refused = refused == null || decision.refusal().status() == ConnectRefusal.FORBIDDEN ? decision : refused;
        }
        return new Presented(refused, wrongClaims);
    }

    private Decision token(Token token, PeerIdentity before, Announcement announced, Self self) {
        String namespace = namespace(token);
        String key = token.issuer().substring(namespace.length() + 1);
        // an HTTP request announces nothing, so that only its token says who sends it
        String issuer = announced == null ? ": it is that of " + token.issuer() : "";
        long now = timer.now().getEpochSecond();
        if (token.expires() - token.issued() > LIFETIME_SECONDS || token.expires() < token.issued()) {
            return unauthorized("its token is valid for more than " + LIFETIME_SECONDS + " s" + issuer);
        }
        if (token.expires() + skewSeconds <= now) {
            return unauthorized("its token has ended (" + ConfigKeys.SECURITY_CLOCK_SKEW.name() + ")" + issuer);
        }
        if (token.issued() - skewSeconds > now) {
            return unauthorized(
                    "its token is not valid yet (" + ConfigKeys.SECURITY_CLOCK_SKEW.name() + ")" + issuer);
        }
        if (!isFor(self, token.audience(), before)) {
            return unauthorized(otherNode(self, token.audience()) + issuer);
        }
        if (!isOwn(announced, namespace)) {
            return forbidden("its token is that of another namespace");
        }
        if (announced != null && !isKey(key, announced.key())) {
            return forbidden("its token is that of another instance");
        }
        return Decision.admit(new PeerIdentity(before.remote(),
                NamespaceGlobs.of(token.register() == null ? List.of(namespace) : token.register()),
                globs(token.call()), globs(token.see()), true, before.principal(),
                (token.expires() + skewSeconds) * 1_000, before.proxied()).named(token.issuer()));
    }

    /**
     * Returns the namespace of the issuer of a token.
     *
     * @throws Token.ClaimsException if the issuer is not a namespace and a key
     */
    private static String namespace(Token token) {
        int space = token.issuer().indexOf(' ');
        if (space < 0 || !Namespaces.isValid(token.issuer().substring(0, space))
                || parse(token.issuer().substring(space + 1)).isEmpty()) {
            throw new Token.ClaimsException(
                    "its iss is not a namespace and an address, as in \"report report.invalid:1\"");
        }
        return token.issuer().substring(0, space);
    }

    private static NamespaceGlobs globs(List<String> globs) {
        return globs == null ? NamespaceGlobs.ALL : NamespaceGlobs.of(globs);
    }

    private static boolean isKey(String text, InstanceKey key) {
        return parse(text).filter(key::equals).isPresent();
    }

    private static Optional<InstanceKey> parse(String text) {
        try {
            return Optional.of(InstanceKey.parse(text));
        } catch (IllegalArgumentException notAKey) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether a token is for this node. It is if the dialler has dialled this address, and either this namespace or
     * any namespace there. Every machine has the host {@code localhost} and loopback addresses: they mean this machine only
     * if the dialler is on it.
     */
    private boolean isFor(Self self, String audience, PeerIdentity peer) {
        boolean anyName = audience.startsWith(ANY_NAMESPACE + " ");
        if (!anyName && !audience.startsWith(self.namespace() + " ")) {
            return false;
        }
        Optional<InstanceKey> dialled = parse(audience.substring(audience.indexOf(' ') + 1));
        // a registry does not know the port and path at which others reach it, because another program may have mapped them
        boolean anyPlace = self.key() == null || Namespaces.REGISTRY.equals(self.namespace());
        if (dialled.isEmpty() || anyName && anyPlace) {
            return false;
        }
        InstanceKey key = dialled.get();
        boolean samePort = anyPlace || self.key().port() == key.port();
        // another application of this server may have the same namespace
        boolean samePlace = samePort && (anyPlace || self.key().path().equals(key.path()));
        boolean own = key.equals(self.key());
        String host = key.host();
        String plain = InstanceKey.plainHost(host);
        if (!LocalHosts.isOnEachMachine(host)) {
            own |= samePlace && (plain.equals(advertised) || local.contains(host)
                    || LocalHosts.isNameOfHost(host) && isHere(peer));
        } else {
            // if the server does not show the address of the peer, only the key can be compared
            own = peer.remote() == null ? own : (own || samePlace) && isHere(peer);
        }
        return own || (anyName ? samePlace : samePort) && names.contains(plain);
    }

    /** Returns the reason why a token is not for this node. It names the audience, which the secret has signed. */
    private static String otherNode(Self self, String audience) {
        String shown = "\"" + Excerpts.of(audience) + "\"";
        int space = audience.indexOf(' ');
        if (space < 0 || parse(audience.substring(space + 1)).isEmpty()) {
            return "its token is for no node: its aud is not a namespace and an address, as in"
                    + " \"registry registry.example:8427\", but " + shown;
        }
        String namespace = audience.substring(0, space);
        return "its token is for another node"
                + (namespace.equals(self.namespace()) || namespace.equals(ANY_NAMESPACE)
                        ? " (" + ConfigKeys.SECURITY_NAMES.name() + "), by its aud "
                        : " than " + self.namespace() + ", by its aud ")
                + shown;
    }

    private boolean isHere(PeerIdentity peer) {
        return peer.address() != null && local.contains(peer.address());
    }

    @Override
    public Optional<String> authorization(Announcement said, Self self, InstanceKey target, String namespace,
            boolean secure) {
        List<byte[]> keys = secrets.current();
        if (keys.isEmpty() && issued == null) {
            return Optional.empty();
        }
        String refusal = noToken(target, secure);
        if (refusal != null) {
            if (enforces()) {
                throw new IllegalStateException(refusal);
            }
            return Optional.empty();
        }
        if (issued != null) {
            return Optional.of("Bearer " + issued.current());
        }
        Instant now = timer.now();
        String own = said.namespace().isEmpty() ? self.namespace() : said.namespace();
        Token token = new Token(own + " " + said.key(), namespace + " " + target, now.getEpochSecond(),
                now.getEpochSecond() + LIFETIME_SECONDS, Lease.random(), null, null, null);
        List<String> signed = new ArrayList<>();
        keys.forEach(key -> signed.add(token.sign(key)));
        return Optional.of("Bearer " + String.join(SEPARATOR, signed));
    }

    @Override
    public @Nullable String noToken(InstanceKey target, boolean secure) {
        return secure || allowPlain || !renews() && issued == null || local.contains(target.host()) ? null
                : "no token is sent without TLS to another machine: use wss, or set "
                        + ConfigKeys.SECURITY_ALLOW_PLAIN.name() + "=true where nobody else reads the network";
    }

    @Override
    public Optional<String> ownProof() {
        String proof = SELF + Lease.random() + Lease.random();
        synchronized (ownProofs) {
            if (ownProofs.size() >= MAX_SELF) {
                ownProofs.remove(ownProofs.keySet().iterator().next());
            }
            ownProofs.put(proof, timer.nanoTime());
        }
        return Optional.of("Bearer " + proof);
    }

    /**
     * Returns the refusal of a peer that has presented nothing.
     *
     * @param remote its address, if it is a node that may have dialled without TLS; {@code null} otherwise
     */
    private static Decision withoutToken(@Nullable String remote) {
        return unauthorized("no token (" + ConfigKeys.SECURITY_SECRET.name()
                + (remote == null || LocalHosts.isLoopback(remote) ? ")"
                        : "; without TLS a node sends none to another machine)"));
    }

    private static Decision unauthorized(String reason) {
        return Decision.refuse(ConnectRefusal.UNAUTHORIZED, reason);
    }

    private static Decision forbidden(String reason) {
        return Decision.refuse(ConnectRefusal.FORBIDDEN, reason);
    }
}

package io.microcdi.internal.security;

import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.UserMode;
import io.microcdi.internal.concurrent.Timer;

/**
 * Decides which requests a node serves, by their users, and whether the token of a user travels with a call.
 * Thread-safe.
 */
public final class UserPolicy {

    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");
    /** The token of the HTTP request that the thread serves. */
    private static final ThreadLocal<String> OF_HTTP_REQUEST = new ThreadLocal<>();

    private final UserMode mode;
    /** {@code null} if this node knows no keys. */
    private final UserTokens tokens;
    private final boolean allowPlain;
    private final LocalHosts localHosts;

    private UserPolicy(UserMode mode, UserTokens tokens, boolean allowPlain, Timer timer) {
        this.mode = mode;
        this.tokens = tokens;
        this.allowPlain = allowPlain;
        this.localHosts = new LocalHosts(timer::nanoTime);
    }

    /**
     * Makes the policy of a configuration.
     *
     * @param executor runs what may wait for a socket
     * @throws ConfigException if the key of the issuer is missing or cannot be read
     */
    public static UserPolicy of(MicroConfig config, Timer timer, Executor executor) {
        UserMode mode = config.get(ConfigKeys.SECURITY_USER);
        check(mode, config);
        boolean verifies = mode != UserMode.NONE && KeySource.isConfigured(config);
        return new UserPolicy(mode, verifies ? new UserTokens(config, timer, executor) : null, allowsPlain(config),
                timer);
    }

    /**
     * Checks a configuration.
     *
     * @throws ConfigException if the key of the issuer is missing or cannot be read
     */
    public static void check(MicroConfig config) {
        UserMode mode = config.get(ConfigKeys.SECURITY_USER);
        check(mode, config);
        if (mode != UserMode.NONE && KeySource.isConfigured(config)) {
            KeySource.check(config);
        }
    }

    private static void check(UserMode mode, MicroConfig config) {
        if (mode == UserMode.JWT && !KeySource.isConfigured(config)) {
            throw new ConfigException(ConfigKeys.SECURITY_USER.name(), "jwt", "also "
                    + ConfigKeys.JWT_KEY.name() + " or " + ConfigKeys.JWT_KEY_LOCATION.name());
        }
    }

    /** Returns whether a configuration lets a node verify the tokens of users. */
    public static boolean verifies(MicroConfig config) {
        return config.get(ConfigKeys.SECURITY_USER) != UserMode.NONE && KeySource.isConfigured(config);
    }

    static boolean allowsPlain(MicroConfig config) {
        return config.get(ConfigKeys.SECURITY_ALLOW_PLAIN);
    }

    /** Returns the token of a header {@code Authorization}; {@code null} if it has none. */
    public static String bearer(String authorization) {
        if (authorization == null) {
            return null;
        }
        Matcher matcher = BEARER.matcher(authorization.strip());
        return matcher.matches() ? matcher.group(1) : null;
    }

    /**
     * Returns the token of a header {@code Authorization} or of metadata if it may travel with calls; otherwise
     * {@code null}. Only a token that an issuer of users can have signed does: a JSON Web Token that is signed by RS256 or
     * ES256. An opaque token, or one of the secret of nodes, proves to each receiver that it is its holder.
     *
     * @param authorization the header or metadata; {@code null} for none
     */
    public static String userToken(String authorization) {
        String token = bearer(authorization);
        return token != null && SignedToken.isUserToken(token) ? token : null;
    }

    /**
     * Runs the rest of an HTTP request, whose {@link #userToken} travels with the calls that its thread makes.
     *
     * @param authorization the header of the request; {@code null} for none
     */
    public static <E1 extends Exception, E2 extends Exception> void run(String authorization,
            FilterRest<E1, E2> request) throws E1, E2 {
        String outer = OF_HTTP_REQUEST.get();
        OF_HTTP_REQUEST.set(userToken(authorization));
        try {
            request.run();
        } finally {
            if (outer == null) {
                OF_HTTP_REQUEST.remove();
            } else {
                OF_HTTP_REQUEST.set(outer);
            }
        }
    }

    /** Returns the token of the HTTP request that this thread serves; {@code null} for none. */
    public static String ofHttpRequest() {
        return OF_HTTP_REQUEST.get();
    }

    /** Returns whether tokens travel with calls. */
    public boolean forwards() {
        return mode != UserMode.NONE;
    }

    /**
     * Returns whether a token may be sent to a peer.
     *
     * @param encrypted whether the link is encrypted
     * @param host the address of the peer
     */
    public boolean maySend(boolean encrypted, String host) {
        return encrypted || allowPlain || host != null && localHosts.contains(host);
    }

    /**
     * A decision about a request.
     *
     * @param user the verified user; {@code null} if the request has none
     * @param status the status of the refusal; 0 if the request is served
     * @param reason the reason of the refusal for the caller, without the token
     * @param detail what the caller is not told; empty for nothing. The gateway passes reasons on, and any token of the
     *        issuer reaches it. A caller needs to know neither the roles that guard a route nor what this node expects of a
     *        token. The operator finds both in the audit log
     */
    public record Decision(User user, int status, String reason, String detail) {

        Decision(User user, int status, String reason) {
            this(user, status, reason, "");
        }

        /** Returns the reason of the refusal for the audit log, without the token. */
        public String audited() {
            return detail.isEmpty() ? reason : reason + ": " + detail;
        }

        /** Returns whether the request is served. */
        public boolean isServed() {
            return status == 0;
        }
    }

    /**
     * Decides about a request for a route.
     *
     * @param authorization the metadata {@code authorization} of the request; {@code null} for none
     * @param waitNanos how long the thread may wait for the keys of the issuer
     */
    public Decision decide(AccessRule rule, String authorization, long waitNanos) {
        if (rule.deniesAll()) {
            return new Decision(null, ConnectRefusal.FORBIDDEN, "nobody may use this route (@DenyAll)");
        }
        User user = null;
        if (tokens != null && authorization != null) {
            try {
                user = tokens.verify(checkedBearer(authorization), waitNanos);
            } catch (UserTokens.MismatchException e) {
                return new Decision(null, ConnectRefusal.UNAUTHORIZED, e.getMessage(), e.found());
            } catch (IllegalArgumentException e) {
                return new Decision(null, ConnectRefusal.UNAUTHORIZED, e.getMessage());
            } catch (IllegalStateException e) {
                return new Decision(null, ConnectRefusal.UNAVAILABLE, e.getMessage());
            }
        }
        if (user == null && tokens != null && (rule.needsUser() || mode == UserMode.JWT && !rule.unchecked())) {
            return new Decision(null, ConnectRefusal.UNAUTHORIZED, "the request has no token of a user ("
                    + ConfigKeys.SECURITY_USER.name() + '=' + mode.name().toLowerCase(Locale.ROOT) + ')');
        }
        return rule.permits(user) ? new Decision(user, 0, "") : forbidden(rule, user);
    }

    private Decision forbidden(AccessRule rule, User user) {
        if (user != null) {
            return new Decision(user, ConnectRefusal.FORBIDDEN, "the user has none of the roles of this route",
                    String.join(", ", new TreeSet<>(rule.roles())));
        }
        String why = mode == UserMode.NONE ? ConfigKeys.SECURITY_USER.name() + "=none"
                : "neither " + ConfigKeys.JWT_KEY.name() + " nor " + ConfigKeys.JWT_KEY_LOCATION.name() + " is set";
        return new Decision(null, ConnectRefusal.FORBIDDEN,
                "this route needs a role, and no user is known (" + why + ")");
    }

    private static String checkedBearer(String authorization) {
        String token = bearer(authorization);
        if (token == null) {
            throw new IllegalArgumentException("the metadata authorization is not \"Bearer\" and a token");
        }
        return token;
    }
}

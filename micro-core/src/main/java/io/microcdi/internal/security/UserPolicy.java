package io.microcdi.internal.security;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.UserMode;

/** Decides which requests a node serves, by their users. Thread-safe. */
public final class UserPolicy {

    private final UserMode mode;

    private UserPolicy(UserMode mode) {
        this.mode = mode;
    }

    /** Makes the policy of a configuration. */
    public static UserPolicy of(MicroConfig config) {
        return new UserPolicy(config.get(ConfigKeys.SECURITY_USER));
    }

    /**
     * A decision about a request.
     *
     * @param user the verified user; {@code null} if the request has none
     * @param status the status of the refusal; 0 if the request is served
     * @param reason the reason of the refusal, without the token
     */
    public record Decision(User user, int status, String reason) {

        /** Returns whether the request is served. */
        public boolean isServed() {
            return status == 0;
        }
    }

    /** Decides about a request for a route. */
    public Decision decide(AccessRule rule) {
        User user = null;
        if (rule.deniesAll()) {
            return new Decision(user, ConnectRefusal.FORBIDDEN, "nobody may use this route (@DenyAll)");
        }
        return rule.permits(user) ? new Decision(user, 0, "")
                : new Decision(user, ConnectRefusal.FORBIDDEN, mode == UserMode.NONE
                        ? "this route needs a role, and no user is known (" + ConfigKeys.SECURITY_USER.name() + "=none)"
                        : "the user has none of the roles of this route");
    }
}

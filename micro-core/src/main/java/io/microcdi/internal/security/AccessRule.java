package io.microcdi.internal.security;

import java.util.Arrays;
import java.util.Set;

/**
 * Which users may use a route. Immutable.
 *
 * @param unchecked whether the route is open to everybody, also to requests without a user
 * @param roles the roles of which a user needs one; {@code null} if no role is needed
 */
public record AccessRule(boolean unchecked, Set<String> roles) {

    /** The rule of a route that states none. */
    public static final AccessRule UNSTATED = new AccessRule(false, null);
    /** {@code @PermitAll}. */
    public static final AccessRule PERMIT_ALL = new AccessRule(true, null);
    /** {@code @DenyAll}. */
    public static final AccessRule DENY_ALL = new AccessRule(false, Set.of());

    /** {@code @RolesAllowed}. */
    public static AccessRule rolesAllowed(String... roles) {
        return new AccessRule(false, Set.copyOf(Arrays.asList(roles)));
    }

    /** Returns whether nobody may use the route. */
    public boolean deniesAll() {
        return roles != null && roles.isEmpty();
    }

    /** Returns whether only the identity of the user can decide. */
    public boolean needsUser() {
        return roles != null && !roles.isEmpty();
    }

    /**
     * Returns whether a user may use the route.
     *
     * @param user {@code null} if the request has no user
     */
    boolean permits(User user) {
        return roles == null
                || user != null && roles.stream().anyMatch(user::hasRole);
    }
}

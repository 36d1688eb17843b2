package io.microcdi.internal.security;

import java.security.Principal;
import java.util.Set;

/**
 * A user whose token was verified. Immutable.
 *
 * @param name the claim {@code upn}, {@code preferred_username} or {@code sub}
 * @param roles the claim {@code groups}
 * @param ends the time at which the token ends, in milliseconds since 1970
 */
public record User(String name, Set<String> roles, long ends) implements Principal {

    /** The role that every user has, as in Jakarta Servlet. */
    private static final String ANY_USER = "**";

    @Override
    public String getName() {
        return name;
    }

    /** Returns whether the user has a role. */
    public boolean hasRole(String role) {
        return role.equals(ANY_USER) || roles.contains(role);
    }
}

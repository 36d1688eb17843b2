package io.microcdi.internal.registry.launcher;

import java.security.Security;

/**
 * Shortens the time for which Java caches the addresses of a name, because the addresses of a cluster change while it starts.
 */
final class LookedUpNames {

    private static final String SECONDS = "5";
    /** The value in the file that comes with Java. */
    private static final String NEGATIVE_BY_DEFAULT = "10";

    private LookedUpNames() {
    }

    /** Sets the time for addresses and for failed look-ups to 5 seconds. A setting of the user is not changed. */
    static void keepShortly() {
        set("networkaddress.cache.ttl", "", "sun.net.inetaddr.ttl");
        set("networkaddress.cache.negative.ttl", NEGATIVE_BY_DEFAULT, "sun.net.inetaddr.negative.ttl");
    }

    /**
     * Sets a security property, unless the user has set it, or has set the older system property. Java reads the system
     * property only if the security property is absent.
     */
    private static void set(String key, String byDefault, String older) {
        String set = Security.getProperty(key);
        if ((set == null || set.equals(byDefault)) && System.getProperty(older) == null) {
            Security.setProperty(key, SECONDS);
        }
    }
}

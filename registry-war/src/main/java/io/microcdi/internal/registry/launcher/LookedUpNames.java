package io.microcdi.internal.registry.launcher;

import java.security.Security;

/** How long Java keeps the addresses of a name: the addresses of a cluster change while it starts. */
final class LookedUpNames {

    private static final String SECONDS = "5";
    /** The value in the file that comes with Java. */
    private static final String NEGATIVE_BY_DEFAULT = "10";

    private LookedUpNames() {
    }

    /** Shortens the time, also that of a failure, to 5 seconds. A setting of the user is kept. */
    static void keepShortly() {
        set("networkaddress.cache.ttl", "", "sun.net.inetaddr.ttl");
        set("networkaddress.cache.negative.ttl", NEGATIVE_BY_DEFAULT, "sun.net.inetaddr.negative.ttl");
    }

    /** Java reads the security property, and the older system property only without it. */
    private static void set(String key, String byDefault, String older) {
        String set = Security.getProperty(key);
        if ((set == null || set.equals(byDefault)) && System.getProperty(older) == null) {
            Security.setProperty(key, SECONDS);
        }
    }
}

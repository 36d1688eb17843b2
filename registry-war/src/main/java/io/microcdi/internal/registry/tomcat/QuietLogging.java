package io.microcdi.internal.registry.tomcat;

import java.util.logging.Level;
import java.util.logging.Logger;

/** One line a message, and of the server only what went wrong; unless the user has configured logging. */
final class QuietLogging {

    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    /** Held, because the log manager itself holds loggers weakly and would forget the level. */
    private static final Logger SERVER = Logger.getLogger("org.apache");
    private static final Logger SESSIONS = Logger.getLogger("org.apache.catalina.util.SessionIdGeneratorBase");

    private QuietLogging() {
    }

    static void configure() {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        if (System.getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
        }
        SERVER.setLevel(Level.WARNING);
        // it warns of a slow start of what makes ids of HTTP sessions, of which a registry has none
        SESSIONS.setLevel(Level.SEVERE);
    }
}

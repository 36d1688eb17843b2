package io.microcdi.internal.registry.tomcat;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Configures logging, unless the user has configured it: one line for each message, and only warnings and errors of the
 * server, of which a peer can cause {@linkplain ServerLines so many}.
 */
final class QuietLogging {

    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    /** The name of the server's logger, with which those of all its loggers begin. */
    static final String SERVER_NAME = "org.apache";

    /**
     * The server's logger. The field holds it, because the log manager has only weak references to loggers and would
     * lose the level.
     */
    private static final Logger SERVER = Logger.getLogger(SERVER_NAME);
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
        for (Handler handler : LogManager.getLogManager().getLogger("").getHandlers()) {
            handler.setFilter(new ServerLines(handler.getFilter()));
        }
        // it warns if the generator of HTTP session ids starts slowly, but a registry has no HTTP sessions
        SESSIONS.setLevel(Level.SEVERE);
    }
}

package io.microcdi.internal.node;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of nodes: MICRO001100 to MICRO001199. */
@MessageLogger(projectCode = "MICRO")
interface NodeLog extends BasicLogger {

    /** The category of the lines about served requests, so that a server can write them to a file of their own. */
    NodeLog ACCESS = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), NodeLog.class,
            "io.microcdi.access");

    NodeLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), NodeLog.class, "io.microcdi.node");

    @LogMessage(level = Logger.Level.DEBUG)
    @Message(id = 1100, value = "The handler of %s ended with %s (correlation id %s)")
    void handlerAnswered(String url, String status, String correlationId, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1108, value = "The handler of %s failed (correlation id %s); %d more failures of this route were not"
            + " logged. The caller was answered %s")
    void handlerFailed(String url, String correlationId, long leftOut, String status, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1125, value = "caller=%s instance=%s route=%s status=%s millis=%s correlation-id=%s trace=%s span=%s")
    void served(String caller, String instance, String route, String status, String millis, String correlationId,
            String trace, String span);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1126, value = "%d refused requests have no line")
    void refusalsLeftOut(long lines);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1101, value = "A link of %s was refused: %s (%d more refusals were not logged)")
    void linkRefused(String who, String reason, long leftOut);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1102, value = "%s sent an invalid hello: %s")
    void badHello(String peer, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1103, value = "%d handlers still ran %d ms after this node began to leave")
    void handlersLeft(int count, long millis);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1109, value = "Links buffer more than %d KB in total (%s). Closing the largest, of %s: %d KB")
    void holdsTheMost(long maxKb, String key, String peer, long kb);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1110, value = "%d more warnings about links were not logged")
    void leftOut(long count);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1104, value = "The link to %s could not be checked: it is closed")
    void linkNotChecked(String peer, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1105, value = "Messages are not read: %s")
    void readingStuck(String problem);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1106, value = "%s used %d ms of reading time in one second while other links waited: refusing its requests"
            + " with 429")
    void flood(String peer, long millis);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1107, value = "%s used the reading time of other links for %d seconds: closing its link")
    void floodClosed(String peer, int seconds);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1115, value = "A request was refused with 503: %s (%d more refusals were not logged)")
    void overloaded(String message, long leftOut);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1116, value = "The refusal of a request could not be sent")
    void refusalFailed(@Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1117, value = "%s is not dialled: %s (%d more such lines were not logged)")
    void notDialled(String peer, String reason, long leftOut);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1118, value = "The link to %s got no new token, and ends with its last one: %s (%d more such lines were not"
            + " logged)")
    void notRenewed(String peer, String reason, long leftOut);
}

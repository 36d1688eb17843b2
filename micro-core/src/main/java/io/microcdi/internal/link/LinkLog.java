package io.microcdi.internal.link;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of links: MICRO001000 to MICRO001099. */
@MessageLogger(projectCode = "MICRO")
interface LinkLog extends BasicLogger {

    LinkLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), LinkLog.class, "io.microcdi.link");

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1000, value = "%s sent an invalid frame (%s); invalid frames on this link so far: %d")
    void malformed(String peer, String reason, long count);

    @LogMessage(level = Logger.Level.DEBUG)
    @Message(id = 1001, value = "The link to %s is closed: %d %s")
    void closed(String peer, int code, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1002, value = "Received nothing from %s for %d ms: closing its link")
    void silent(String peer, long millis);

    @LogMessage(level = Logger.Level.DEBUG)
    @Message(id = 1003, value = "Writing to %s failed")
    void writeFailed(String peer, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1004, value = "A message from %s could not be processed")
    void internalError(String peer, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1005, value = "%s has not read its messages for %d ms: closing its link")
    void notReading(String peer, long millis);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1008, value = "%s did not complete a message within %d ms: closing its link")
    void unfinished(String peer, long millis);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1009, value = "%d more warnings about links were not logged")
    void leftOut(long count);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1006, value = "An answer could not be processed; its call fails")
    void answerFailed(@Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1007, value = "The end of a request could not be processed")
    void endFailed(@Cause Throwable cause);
}

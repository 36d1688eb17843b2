package io.microcdi.internal.call;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of calls: MICRO001700 to MICRO001749. */
@MessageLogger(projectCode = "MICRO")
interface CallLog extends BasicLogger {

    CallLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), CallLog.class, "io.microcdi.call");

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1700, value = "%s at %s is ejected for %d ms, since %s: %s")
    void ejected(String namespace, String key, long millis, String reason, String consequence);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1701, value = "%d ejections were not logged")
    void leftOut(long lines);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1702, value = "An interceptor or instrument of the call to %s failed. %d such failures were not logged")
    void interceptorFailed(String call, long leftOut, @Cause Throwable thrown);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1710, value = "The call to %s%s took %d ms and %d attempts: %s (correlation id %s)")
    void slow(String namespace, String url, long millis, int attempts, String end, String correlationId);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1711, value = "%d slow calls were not logged")
    void slowLeftOut(long lines);
}

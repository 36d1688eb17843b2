package io.microcdi.internal.route;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of routes: MICRO001500 to MICRO001599. */
@MessageLogger(projectCode = "MICRO")
interface RouteLog extends BasicLogger {

    RouteLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), RouteLog.class,
            "io.microcdi.route");

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1500, value = "An action that a handler gave to onAbort failed. %d such failures were not logged")
    void abortActionFailed(long leftOut, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1501, value = "The observation of a request to %s failed. The request goes on. %d such failures were not"
            + " logged")
    void observationFailed(String route, long leftOut, @Cause Throwable cause);
}

package io.microcdi.internal.websocket;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of sockets: MICRO001950 to MICRO001999. */
@MessageLogger(projectCode = "MICRO")
interface WebSocketLog extends BasicLogger {

    WebSocketLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), WebSocketLog.class, "io.microcdi.websocket");

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1950, value = "%d answers to dials had too large headers, the last one that of %s. Each new link has an HTTP"
            + " client of its own, with a thread, until links of the clients that hold these answers have ended. This line is"
            + " written at most once an hour")
    void noSharedClient(int answers, String address);
}

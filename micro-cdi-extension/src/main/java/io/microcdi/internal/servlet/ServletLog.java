package io.microcdi.internal.servlet;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** Messages about the web application. */
@MessageLogger(projectCode = "MICRO")
@ValidIdRange(min = 2300, max = 2399)
interface ServletLog extends BasicLogger {

    ServletLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), ServletLog.class, "io.microcdi.servlet");

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2300, value = "MicroCDI is in the application \"%s\", but CDI has not loaded its extension, so that"
            + " nothing is served: enable CDI on the server, or add org.jboss.weld.servlet:weld-servlet-core to the"
            + " application, and WEB-INF/beans.xml, without which Weld does not start")
    void noExtension(String contextPath);

    @Message(id = 2301, value = "The server gives the application \"%s\" no WebSocket container"
            + " (jakarta.websocket.server.ServerContainer): enable Jakarta WebSocket on the server")
    IllegalStateException noWebSocket(String contextPath);
}

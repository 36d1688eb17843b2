package io.microcdi.internal.registry.web;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the registry's web application: MICRO009000 to MICRO009099. */
@MessageLogger(projectCode = "MICRO")
interface WebLog extends BasicLogger {

    WebLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), WebLog.class, "io.microcdi.registry");

    /** The category of refusals, which has those who signed in too. */
    WebLog AUDIT = Logger.getMessageLogger(MethodHandles.lookup(), WebLog.class, "io.microcdi.audit");

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 9000, value = "The registry has started; this server's nodes and others connect to the context root '%s/'")
    void started(String contextPath);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 9001, value = "The registry has stopped")
    void stopped();

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9002, value = "The registry is deployed at '%s': nodes of the Node.js packages can reach it at the root"
            + " context only")
    void notAtRoot(String contextPath);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9003, value = "Refused a page of origin '%s'. To allow it, add the origin to micro.allowed-origins")
    void foreignOrigin(String origin);

    @Message(id = 9004, value = "This server gives the registry no WebSocket container, so that no node could connect:"
            + " switch on its Jakarta WebSocket support (Open Liberty: feature websocket-2.1; Jetty: module"
            + " ee10-websocket-jakarta)")
    IllegalStateException noWebSocketContainer();

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 9005, value = "Signed in: user %s, from %s")
    void signedIn(String user, String from);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 9006, value = "The file micro.registry-server.users-file has changed: there are %d users now")
    void usersRead(int users);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9007, value = "The file %s of micro.registry-server.users-file has changed and cannot be used, so that"
            + " the users are the same as before: %s")
    void usersNotRead(String file, String reason);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 9008, value = "Action: %s of instance %s of %s, by %s, from %s")
    void acted(String action, String instance, String namespace, String by, String from);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 9009, value = "A stream of events has ended by an error; its reader connects again (%d more such lines"
            + " were not logged)")
    void streamFailed(long leftOut, @Cause Throwable failure);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9010, value = "Nothing reads the configuration key %s: correct its name (%s) or remove it")
    void unknownKey(String key, String correction);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 9011, value = "An answer could not be made, so that its client gets none (%d more such lines were"
            + " not logged)")
    void answerFailed(long leftOut, @Cause Throwable failure);
}

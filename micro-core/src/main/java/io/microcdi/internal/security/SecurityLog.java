package io.microcdi.internal.security;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of security: MICRO001800 to MICRO001899. */
@MessageLogger(projectCode = "MICRO")
interface SecurityLog extends BasicLogger {

    /** The category of refusals only, so that a server can write them to a file of their own. */
    SecurityLog AUDIT = Logger.getMessageLogger(MethodHandles.lookup(), SecurityLog.class, "io.microcdi.audit");

    SecurityLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), SecurityLog.class, "io.microcdi.security");

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1820, value = "The key of mp.jwt.verify.publickey.location=%s cannot be read now: %s. A key that was read"
            + " before stays in use")
    void keysNotRead(String location, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1800, value = "Refused (%s): %s, from %s: %s (%d more refusals were left out)")
    void refused(String kind, String who, String from, String what, long leftOut);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1801, value = "Would be refused (%s) without micro.security.mode=permissive: %s, from %s: %s (%d more"
            + " were left out)")
    void wouldRefuse(String kind, String who, String from, String what, long leftOut);
}

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

    /** All other messages. */
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

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1802, value = "%s accepts every peer that reaches its port, without authentication"
            + " (micro.security.mode=off)")
    void off(String namespace);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1803, value = "%s refuses nobody, and writes to io.microcdi.audit what it would refuse"
            + " (micro.security.mode=permissive)")
    void permissive(String namespace);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1804, value = "%s sends tokens and accepts passwords without TLS: anyone who can read the network can use"
            + " them (micro.security.allow-plain=true)")
    void plain(String namespace);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1805, value = "Nobody can connect to %s: micro.security.mode=required needs micro.security.secret, or"
            + " another way by which peers prove who they are")
    void nobody(String namespace);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1806, value = "The file of %s cannot be used now: %s. The previous content stays in use")
    void fileNotRead(String key, String reason);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1807, value = "The file of %s has changed; secrets in use: %d")
    void fileRead(String key, int secrets);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1808, value = "The mode of security is now %s (%s)")
    void modeChanged(String mode, String key);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1809, value = "%s announces %s and has no micro.security.secret: calls between it and other nodes fail"
            + " with 401. Set the same secret on all nodes and registries, or micro.advertise.host=127.0.0.1 on all nodes if"
            + " they are on one machine")
    void announcesWithoutProof(String namespace, String key);
}

package io.microcdi.internal.registry.tomcat;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the registry's own server: MICRO009100 to MICRO009199. */
@MessageLogger(projectCode = "MICRO")
interface TomcatLog extends BasicLogger {

    TomcatLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), TomcatLog.class, "io.microcdi.registry");

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 9100, value = "The files of TLS have changed: new connections use the new certificate and authorities")
    void certificateRead();

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9101, value = "The files of TLS have changed and cannot be used, so that new connections use the earlier"
            + " ones: %s")
    void certificateNotRead(String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9102, value = "Many nodes connect at once: %d handshakes wait, and the registry answers others with 503, so"
            + " that their nodes come back later (%d since the last such line). Raise micro.server.max-handshakes to"
            + " queue more, at most four fifths of them from one address, and micro.max-links for more connections")
    void handshakesRefused(int waiting, long others);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9103, value = "Many nodes connect at once: %d handshakes wait, and the registry answers some with 503 whose"
            + " turn has not come in time, so that their nodes come back later (%d since the last such line)."
            + " If the CPU is not the limit, raise micro.server.handshakes-per-second and"
            + " micro.registry-server.handshakes-in-progress to start more")
    void handshakesLate(int waiting, long others);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9104, value = "A handshake that waited has failed; its connection is closed")
    void handshakeFailed(@Cause Throwable failure);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9105, value = "A repeated check of the registry's server has failed; the next one follows")
    void taskFailed(@Cause Throwable failure);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 9106, value = "%d more lines of the server were not logged")
    void linesLeftOut(long count);
}

package io.microcdi.internal.tls;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of TLS: MICRO001900 to MICRO001949. */
@MessageLogger(projectCode = "MICRO")
interface TlsLog extends BasicLogger {

    TlsLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), TlsLog.class, "io.microcdi.tls");

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1900, value = "The files of micro.tls.* have changed, and cannot be used: %s. The certificates that were"
            + " read before stay in use")
    void filesNotRead(String reason);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1901, value = "The files of micro.tls.* have changed, and were read again")
    void filesRead();

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1902, value = "The certificate of %s=%s is not valid now (%s): peers refuse it. Put a valid one into the"
            + " file, which is read again")
    void certificateNotValid(String key, String path, String reason);
}

package io.microcdi.internal.standalone;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of a node and its application: MICRO001600 to MICRO001699. */
@MessageLogger(projectCode = "MICRO")
interface StandaloneLog extends BasicLogger {

    StandaloneLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), StandaloneLog.class,
            "io.microcdi.standalone");

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1600, value = "A listener of the node failed. %d such failures were not logged")
    void listenerFailed(long leftOut, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1601, value = "The instrument of the node failed. The node works without it")
    void notInstrumented(@Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1602, value = "%s is not served: %s. Build it again with micro-maven-plugin, or remove it")
    void documentNotServed(String resource, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1603, value = "Nothing reads the system property %s: correct its name (%s) or remove it")
    void unknownProperty(String name, String correction);
}

package io.microcdi.internal.cluster;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the cluster: MICRO002800 to MICRO002899. */
@MessageLogger(projectCode = "MICRO")
interface ClusterLog extends BasicLogger {

    ClusterLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), ClusterLog.class,
            "io.microcdi.registry");

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 2800, value = "The cluster %s has the registries %s")
    void members(String cluster, String names);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 2801, value = "The registry cannot join the cluster %s at %s: %s. It works alone, and tries again. Check %s"
            + " and %s, and that nothing else uses the port or the next one")
    void cannotJoin(String cluster, String address, String reason, String membersKey, String hostKey);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2802, value = "A message of %s is not one of this cluster: %s (%d more were not logged)")
    void badMessage(String sender, String reason, long leftOut);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2803, value = "Could not send to the cluster: %s. The registry sends the message again (%d more such lines were"
            + " not logged)")
    void notSent(String reason, long leftOut);

    /** JGroups' own words; {@link BoundedLog} escapes and bounds them. */
    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2804, value = "The cluster's network reports: %s")
    void report(String text, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2805, value = "%d reports of the cluster's network were left out")
    void reportsLeftOut(long count);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2806, value = "The registry %s is of another version, and its messages are ignored: it sends %s. All registries"
            + " of a cluster run the same version: stop all of them, then start all with one version, or move the nodes to a"
            + " new cluster. This line is written at most once a minute")
    void otherVersion(String sender, String what);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 2807, value = "A task of the thread %s failed; the thread goes on. If this line comes again and again, restart"
            + " this registry")
    void taskFailed(String thread, @Cause Throwable failure);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2808, value = "Rejected a cluster connection with %s: %s. Only registries of this version with the same secret"
            + " connect; let no others reach the ports of the cluster")
    void connectionRefused(String peer, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2809, value = "The cluster %s has no secret: every program of this machine can join it, and end its registries."
            + " Set %s where others use this machine")
    void noSecret(String cluster, String secretKey);
}

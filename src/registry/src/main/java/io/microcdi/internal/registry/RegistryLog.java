package io.microcdi.internal.registry;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the registry: MICRO001200 to MICRO001299. */
@MessageLogger(projectCode = "MICRO")
interface RegistryLog extends BasicLogger {

    RegistryLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), RegistryLog.class,
            "io.microcdi.registry");

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1200, value = "+ %s %s")
    void joined(String namespace, String key);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1201, value = "- %s %s (%s)")
    void left(String namespace, String key, String reason);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1204, value = "%d more instances joined or left that were not logged")
    void newsLeftOut(long count);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1205, value = "%d more warnings of the registry were not logged")
    void warningsLeftOut(long count);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1202, value = "A link announced %s of the namespace %s, which is registered and alive: it was refused"
            + " (%d more such refusals were not logged)")
    void addressInUse(String key, String namespace, long leftOut);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1203, value = "Refused %s %s: the limit of %d %s is reached. Raise %s if you need more")
    void tooMany(String namespace, String key, int count, String what, String configKey);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1206, value = "%s %s reports its calls in a form that this registry does not know: %s. The report is ignored")
    void badReport(String namespace, String key, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1210, value = "The registry did not run for %d ms: it restarted the leases of all %d instances")
    void leasesRestarted(long millis, int instances);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1211, value = "%d of %d instances fell silent within one heartbeat timeout, but their links are open. The"
            + " registry waits up to %d s before it evicts them (%s)")
    void evictionDelayed(int silent, int all, long seconds, String configKey);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1212, value = "Evicted %d instances that stayed silent for %d s more")
    void evictedAfterDelay(int silent, long seconds);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1213, value = "Few instances are silent now: the registry evicts silent ones without delay again")
    void evictionNormal();

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1214, value = "Memory is short: %d of %d MB of the old generation are in use, more than"
            + " %d %%. The registry refuses new links until usage falls (%d more were refused since the last such line). Give"
            + " it more memory with java -Xmx, run more registries, or raise %s")
    void memoryShort(long live, long max, int percent, long before, String configKey);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1215, value = "Memory is not short any more, with %d of %d MB of the old generation in use:"
            + " the registry accepts new links again")
    void memoryEnough(long live, long max);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1220, value = "The registry %s is not in the cluster any more: its %d instances are still found for a while,"
            + " and register at other registries")
    void memberLost(String name, int instances);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1221, value = "The registry %s sent operator actions in a form that this registry does not know: %s. All"
            + " registries of a cluster must run the same version")
    void badHolds(String name, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1222, value = "The other registries of the cluster %s do not know the address of this one: their gateways"
            + " and consoles cannot call the instances that are registered here. Set %s to the address of this registry, for"
            + " example ws://10.0.0.1:8427; a standalone registry knows it, unless its port is 0")
    void noAddress(String cluster, String configKey);
}

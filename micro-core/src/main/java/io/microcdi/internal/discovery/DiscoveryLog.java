package io.microcdi.internal.discovery;

import java.net.URI;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of discovery: MICRO001300 to MICRO001399. */
@MessageLogger(projectCode = "MICRO")
interface DiscoveryLog extends BasicLogger {

    DiscoveryLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), DiscoveryLog.class,
            "io.microcdi.discovery");

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1300, value = "%s is registered as %s at %s")
    void joined(String namespace, String key, URI registry);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1301, value = "The registry %s is gone (%d %s). The node keeps dialling it")
    void lost(URI registry, int code, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1302, value = "The registry %s cannot be reached (%s). The node keeps dialling it. Check"
            + " micro.registry.url")
    void unreachable(URI registry, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1303, value = "%s does not join: it was not found at its own advertised address %s (%s)."
            + " Set micro.advertise.host, .port, .path and .scheme to how others reach this server,"
            + " or micro.advertise.self-check=false where a proxy forbids the check")
    void notReachable(String namespace, String address, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1304, value = "%s does not join: %s")
    void noAddress(String namespace, String reason);

    @Message(id = 1305, value = "registry %s does not support the context path %s: deploy at the root context, or set"
            + " micro.advertise.path")
    String cannotCarryPath(URI registry, String path);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1306, value = "%s gives no address of %s (%s): the last addresses stay in use, and the name is resolved"
            + " again every 5 s. If this persists, correct the name in micro.client.<namespace>.url")
    void notResolved(URI url, String namespace, String reason);
}

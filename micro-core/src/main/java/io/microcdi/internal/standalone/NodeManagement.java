package io.microcdi.internal.standalone;

import java.lang.management.ManagementFactory;
import java.util.Locale;

import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Registers a node in the MBean server of the process while the node runs. Thread-safe. */
final class NodeManagement implements NodeMXBean {

    private static final String NAME = "io.microcdi:type=Node,name=";
    /** Nodes of one process with the same namespace. More of them are not registered. */
    private static final int MAX_NAMESAKES = 1_000;

    private final EngineNode node;
    private ObjectName name;

    NodeManagement(EngineNode node) {
        this.node = node;
    }

    /**
     * Registers the node. The name of a second node with the same namespace ends in {@code ,instance=2}. A failure is
     * logged only, because a node works without JMX.
     */
    synchronized void register() {
        try {
            for (int instance = 1; name == null && instance <= MAX_NAMESAKES; instance++) {
                name = register(instance);
            }
        } catch (JMException | RuntimeException e) {
            StandaloneLog.LOG.debugf(e, "the node is not in JMX");
        }
    }

    /** Returns the name; {@code null} if another node has it. */
    private ObjectName register(int instance) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName free = name(node.namespace(), instance);
        try {
            return server.isRegistered(free) ? null : server.registerMBean(this, free).getObjectName();
        } catch (InstanceAlreadyExistsException meanwhile) {
            return null;
        }
    }

    static ObjectName name(String namespace, int instance) throws JMException {
        // these characters of a namespace are part of the syntax of a name
        String value = namespace.matches(".*[=:].*") ? ObjectName.quote(namespace) : namespace;
        return new ObjectName(NAME + value + (instance == 1 ? "" : ",instance=" + instance));
    }

    /** Removes the node. Otherwise the MBean server would keep the application of the node in memory. */
    synchronized void unregister() {
        if (name != null) {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
            } catch (JMException | RuntimeException e) {
                StandaloneLog.LOG.debugf(e, "%s is not in JMX any more", name);
            }
            name = null;
        }
    }

    @Override
    public String getNamespace() {
        return node.namespace();
    }

    @Override
    public String getKey() {
        return node.key();
    }

    @Override
    public boolean isRegistered() {
        return node.isRegistered();
    }

    @Override
    public boolean isReady() {
        return node.isReady();
    }

    @Override
    public boolean isDrained() {
        return node.isDrained();
    }

    @Override
    public String getProblem() {
        return node.problem().orElse("");
    }

    @Override
    public String getSecurityMode() {
        return node.securityMode().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int getRequestsInWork() {
        return node.counters().inWork();
    }

    @Override
    public int getRequestsInFlight() {
        return node.counters().inFlight();
    }

    @Override
    public int getLinks() {
        return node.counters().links();
    }

    @Override
    public void drain() {
        node.awaitDrained();
    }
}

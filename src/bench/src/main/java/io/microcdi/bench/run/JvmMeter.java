package io.microcdi.bench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import jdk.management.jfr.FlightRecorderMXBean;

/** Reads what a JVM has used, whatever runs on it: by the management agent that every JVM can load later. */
final class JvmMeter implements Meter, AutoCloseable {

    private final JMXConnector connector;
    private final OperatingSystemMXBean system;
    private final ThreadMXBean threads;
    private final FlightRecorderMXBean recorder;

    JvmMeter(long pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            system = ManagementFactory.newPlatformMXBeanProxy(beans,
                    ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, OperatingSystemMXBean.class);
            threads = ManagementFactory.newPlatformMXBeanProxy(beans, ManagementFactory.THREAD_MXBEAN_NAME,
                    ThreadMXBean.class);
            deepenStacks(beans);
            recorder = ManagementFactory.newPlatformMXBeanProxy(beans, FlightRecorderMXBean.MXBEAN_NAME,
                    FlightRecorderMXBean.class);
        } catch (AttachNotSupportedException e) {
            throw new IllegalStateException("process " + pid + " lets nobody measure it", e);
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " lets nobody measure it", e);
        }
    }

    @Override
    public Usage read() {
        double allocated = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            // -1 for a thread that has ended meanwhile
            allocated += Math.max(0, bytes);
        }
        return new Usage(system.getProcessCpuTime(), allocated);
    }

    /** A server's stacks are deeper than the recorder looks; it takes no notice once it has begun. */
    private static void deepenStacks(MBeanServerConnection beans) throws IOException {
        try {
            beans.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "jfrConfigure",
                    new Object[] { new String[] { "stackdepth=256" } }, new String[] { String[].class.getName() });
        } catch (JMException e) {
            throw new IllegalStateException("the flight recorder cannot be set up", e);
        }
    }

    FlightRecorderMXBean recorder() {
        return recorder;
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // the process has ended, which is what this was closed for
        }
    }
}

package io.microcdi.internal.server;

import java.lang.management.ManagementFactory;

import javax.management.AttributeChangeNotification;
import javax.management.AttributeChangeNotificationFilter;
import javax.management.JMException;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;

import org.jboss.logging.Logger;

import io.microcdi.Registration;

/**
 * Reports that WildFly suspends the applications, for example since it stops. WildFly then closes their WebSocket
 * sessions, before it stops the applications. It announces its states by JMX and waits for its listeners.
 */
public final class WildFlySuspend implements NotificationListener, Registration {

    private static final Logger LOG = Logger.getLogger(WildFlySuspend.class);
    private static final String STATE = "jboss.root:type=state";
    private static final String ATTRIBUTE = "RunningState";

    private final ClassLoader application;
    private final Runnable suspending;
    private final Runnable resumed;
    private ObjectName name;

    private WildFlySuspend(ClassLoader application, Runnable suspending, Runnable resumed) {
        this.application = application;
        this.suspending = suspending;
        this.resumed = resumed;
    }

    /**
     * Registers two actions. They run on the thread that changes the state of the server, with the application's class
     * loader. On servers other than WildFly they never run.
     *
     * @param application the class loader of the application
     * @param suspending runs while the sockets of the application are still open
     * @param resumed runs when the server serves applications again, also when it did not suspend them before
     * @return removes both actions. Otherwise the server would keep the application in memory
     */
    public static Registration listen(ClassLoader application, Runnable suspending, Runnable resumed) {
        WildFlySuspend listener = new WildFlySuspend(application, suspending, resumed);
        AttributeChangeNotificationFilter filter = new AttributeChangeNotificationFilter();
        filter.enableAttribute(ATTRIBUTE);
        try {
            ObjectName state = new ObjectName(STATE);
            if (ManagementFactory.getPlatformMBeanServer().isRegistered(state)) {
                ManagementFactory.getPlatformMBeanServer().addNotificationListener(state, listener, filter, null);
                listener.name = state;
            }
        } catch (JMException | RuntimeException e) {
            LOG.debugf(e, "The server does not say when it is suspended");
        }
        return listener;
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (notification instanceof AttributeChangeNotification change) {
            switch (String.valueOf(change.getNewValue())) {
                case "suspending", "stopping" -> JettyStop.run(application, suspending);
                case "normal" -> JettyStop.run(application, resumed);
                default -> LOG.tracef("the server is %s", change.getNewValue());
            }
        }
    }

    @Override
    public void close() {
        if (name != null) {
            try {
                ManagementFactory.getPlatformMBeanServer().removeNotificationListener(name, this);
            } catch (JMException | RuntimeException e) {
                LOG.debugf(e, "%s keeps its listener", name);
            }
            name = null;
        }
    }
}

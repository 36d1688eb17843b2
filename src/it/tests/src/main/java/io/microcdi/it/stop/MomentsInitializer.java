package io.microcdi.it.stop;

import java.lang.management.ManagementFactory;
import java.util.Set;

import javax.management.AttributeChangeNotification;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

import io.microcdi.internal.server.JettyStop;

/** The events that a jar in the application learns of: by a listener of its own, a
 * hook, and what servers announce over JMX. */
public class MomentsInitializer implements ServletContainerInitializer {
    private static final String WILDFLY = "jboss.root:type=state";
    private static final String TOMCAT = "*:j2eeType=WebModule,name=*/moments,*";

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        context.addListener(new Added());
    }

    private static final class Added implements ServletContextListener, NotificationListener {
        private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        private final Thread hook = new Thread(() -> Moments.note("JVM shutdown hook"));

        @Override
        public void contextInitialized(ServletContextEvent event) {
            Moments.note("contextInitialized");
            JettyStop.before(event.getServletContext(), () -> Moments.note("Jetty's LifeCycle.Listener"));
            each((name, self) -> beans.addNotificationListener(name, self, null, null));
            Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public void handleNotification(Notification notification, Object handback) {
            Moments.note("JMX " + (notification instanceof AttributeChangeNotification change
                    ? change.getAttributeName() + " is " + change.getNewValue() : notification.getType()));
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            Moments.note("contextDestroyed of a listener that an initializer added");
            each((name, self) -> beans.removeNotificationListener(name, self));
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException ending) {
                // the hook has run
            }
        }

        private void each(Use use) {
            try {
                for (String pattern : new String[] { WILDFLY, TOMCAT }) {
                    for (ObjectName name : beans.queryNames(new ObjectName(pattern), null)) {
                        use.use(name, this);
                    }
                }
            } catch (JMException | RuntimeException e) {
                Moments.note("no JMX: " + e);
            }
        }

        private interface Use {
            void use(ObjectName name, NotificationListener listener) throws JMException;
        }
    }
}

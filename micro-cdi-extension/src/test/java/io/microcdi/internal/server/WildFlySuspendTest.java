package io.microcdi.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

import javax.management.AttributeChangeNotification;
import javax.management.MBeanServer;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.Registration;

/** The states that WildFly announces, in this JVM's own MBean server. */
class WildFlySuspendTest {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final State state = new State();
    private final List<String> done = new ArrayList<>();
    private final ClassLoader application = new URLClassLoader(new URL[0]);
    private ObjectName name;

    /** As WildFly describes it. */
    public interface StateMBean {
    }

    private static final class State extends NotificationBroadcasterSupport implements StateMBean {
        private void is(String attribute, String before, String now) {
            sendNotification(new AttributeChangeNotification(this, 1, 0, "changed", attribute, "String", before, now));
        }
    }

    @BeforeEach
    void register() throws Exception {
        name = new ObjectName("jboss.root:type=state");
        server.registerMBean(state, name);
    }

    @AfterEach
    void unregister() throws Exception {
        server.unregisterMBean(name);
    }

    private Registration listen() {
        return WildFlySuspend.listen(application, () -> done("left"), () -> done("came back"));
    }

    private void done(String action) {
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(application);
        done.add(action);
    }

    @Test
    void aNodeLeavesBeforeTheServerIsSuspendedAndComesBackAfterwards() {
        listen();
        state.is("RunningState", "normal", "suspending");
        assertThat(done).as("when the server goes on").containsExactly("left");
        state.is("RunningState", "suspending", "suspended");
        state.is("RuntimeConfigurationState", "ok", "stopping");
        assertThat(done).containsExactly("left");
        state.is("RunningState", "suspended", "normal");
        assertThat(done).containsExactly("left", "came back");
    }

    @Test
    void theServerKeepsNothingOfAnApplicationThatIsGone() {
        Registration listening = listen();
        listening.close();
        listening.close();
        state.is("RunningState", "normal", "suspending");
        assertThat(done).isEmpty();
    }
}

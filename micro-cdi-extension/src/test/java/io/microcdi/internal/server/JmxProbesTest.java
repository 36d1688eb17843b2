package io.microcdi.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.DynamicMBean;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** States of a server that the tests on real servers do not meet, in this JVM's own MBean server. */
class JmxProbesTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> names = new ArrayList<>();

    @AfterEach
    void unregister() throws Exception {
        for (ObjectName name : names) {
            server.unregisterMBean(name);
        }
    }

    @Test
    void wildFlyStillBootingTellsThePortThatItWillHave() throws Exception {
        undertow("http-listener=default", "http");
        register("jboss.as:socket-binding-group=standard-sockets",
                Map.of("portOffset", 100, "defaultInterface", "public"));
        register("jboss.as:interface=public", Map.of("resolvedAddress", "192.0.2.7"));
        register("jboss.as:socket-binding-group=standard-sockets,socket-binding=http",
                Map.of("bound", false, "port", 8080, "fixedPort", false));

        assertThat(new WildFlyProbe().find(null)).containsExactly(new HttpListener("192.0.2.7", 8180, false));
    }

    @Test
    void wildFlyWithTlsOnlyIsSecure() throws Exception {
        undertow("https-listener=https", "https");
        register("jboss.as:socket-binding-group=standard-sockets", Map.of("portOffset", 100));
        register("jboss.as:socket-binding-group=standard-sockets,socket-binding=https",
                Map.of("bound", true, "boundAddress", "0.0.0.0", "boundPort", 8443));

        assertThat(new WildFlyProbe().find(null)).containsExactly(new HttpListener(null, 8443, true));
    }

    @Test
    void libertyPrefersItsDefaultEndpoint() throws Exception {
        register("WebSphere:feature=channelfw,type=endpoint,name=another", Map.of("Host", "*", "Port", 9081));
        register("WebSphere:feature=channelfw,type=endpoint,name=defaultHttpEndpoint-ssl",
                Map.of("Host", "*", "Port", 9443));
        register("WebSphere:feature=channelfw,type=endpoint,name=defaultHttpEndpoint",
                Map.of("Host", "localhost", "Port", 9080));

        assertThat(new LibertyProbe().find(null)).startsWith(new HttpListener("localhost", 9080, false),
                new HttpListener(null, 9443, true));
    }

    @Test
    void withoutSuchAServerNothingIsFound() throws Exception {
        assertThat(new WildFlyProbe().find(null)).isEmpty();
        assertThat(new LibertyProbe().find(null)).isEmpty();
    }

    private void undertow(String listener, String binding) throws Exception {
        register("jboss.as:subsystem=undertow,server=default-server," + listener, Map.of("socketBinding", binding));
    }

    private void register(String name, Map<String, ?> attributes) throws Exception {
        ObjectName objectName = new ObjectName(name);
        server.registerMBean(new Attributes(attributes), objectName);
        names.add(objectName);
    }

    /** An MBean with fixed attributes; the others are null. */
    private record Attributes(Map<String, ?> values) implements DynamicMBean {
        @Override
        public Object getAttribute(String attribute) {
            return values.get(attribute);
        }

        @Override
        public AttributeList getAttributes(String[] attributes) {
            return new AttributeList();
        }

        @Override
        public void setAttribute(Attribute attribute) {
            throw new UnsupportedOperationException(attribute.getName());
        }

        @Override
        public AttributeList setAttributes(AttributeList attributes) {
            return new AttributeList();
        }

        @Override
        public Object invoke(String action, Object[] parameters, String[] signature) {
            throw new UnsupportedOperationException(action);
        }

        @Override
        public MBeanInfo getMBeanInfo() {
            return new MBeanInfo(getClass().getName(), "fixed", null, null, null, null);
        }
    }
}

package io.microcdi.registry.it;

import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.upgrade.UpgradeGroupInfo;
import org.apache.tomcat.websocket.server.WsSci;

import io.microcdi.websocket.Endpoints;
import io.microcdi.websocket.LinkAcceptor;
import io.microcdi.websocket.OriginPolicy;
import io.microcdi.websocket.SessionOptions;

/** The endpoints of a node on Tomcat, in this process. */
final class NodeTomcat implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();

    NodeTomcat(Path directory, LinkAcceptor acceptor, SessionOptions options) throws LifecycleException {
        this(directory, "HTTP/1.1", acceptor, options);
    }

    /** With a connector of a class, or by its protocol. */
    NodeTomcat(Path directory, String connector, LinkAcceptor acceptor, SessionOptions options)
            throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setHostname("127.0.0.1");
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer(
                (classes, application) -> application.addListener(new Added(acceptor, options)), null);
        Tomcat.addServlet(context, "none", "org.apache.catalina.servlets.DefaultServlet").addMapping("/");
        Connector own = new Connector(connector);
        own.setProperty("address", "127.0.0.1");
        own.setPort(0);
        tomcat.setConnector(own);
        tomcat.start();
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** A connect path. */
    URI url() {
        return URI.create("ws://127.0.0.1:" + port() + "/127.0.0.1/9000/payments");
    }

    /** Waits until Tomcat knows of no session any more, and of no connection but the one that it waits for. It says so to nobody. */
    void awaitNothing() throws ReflectiveOperationException, InterruptedException {
        AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) tomcat.getConnector().getProtocolHandler();
        UpgradeGroupInfo sessions = protocol.getUpgradeGroupInfo("websocket");
        Field open = UpgradeGroupInfo.class.getDeclaredField("upgradeInfos");
        open.setAccessible(true);
        while (protocol.getConnectionCount() > 1 || !((Set<?>) open.get(sessions)).isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    private record Added(LinkAcceptor acceptor, SessionOptions options) implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            ServerContainer container = (ServerContainer) event.getServletContext()
                    .getAttribute(ServerContainer.class.getName());
            try {
                for (ServerEndpointConfig config : Endpoints.configs(acceptor, "", options,
                        new OriginPolicy(List.of()))) {
                    container.addEndpoint(config);
                }
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

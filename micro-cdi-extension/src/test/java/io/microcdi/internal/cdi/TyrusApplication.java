package io.microcdi.internal.cdi;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.Optional;

import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.spi.ServerContainer;

import io.microcdi.internal.server.HttpListener;
import io.microcdi.testing.support.Ports;

/** A WebSocket server as a web application has it around itself: endpoints first, then it accepts. */
final class TyrusApplication implements WebAppInfo, AutoCloseable {

    private final String contextPath;
    private final String displayName;
    private final int port;
    private final ServerContainer container;
    private final boolean knowsPort;
    private volatile boolean accepting;

    TyrusApplication(String contextPath, String displayName) {
        this(contextPath, displayName, false);
    }

    /** A server that knows its listener while it deploys an application, as most do, or only when it accepts, as WildFly. */
    TyrusApplication(String contextPath, String displayName, boolean knowsPort) {
        this.knowsPort = knowsPort;
        this.contextPath = contextPath;
        this.displayName = displayName;
        this.port = Ports.free();
        this.container = new GrizzlyServerContainer().createContainer(Map.of());
    }

    /** Deploys an application here as a servlet context listener does, and accepts connections afterwards. */
    void deploy(App app) throws Exception {
        app.lifecycle().start(this, container);
        startAsServersDo();
        accepting = true;
    }

    /** A server's own threads, which read the sockets, know no application's class loader. */
    private void startAsServersDo() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader application = thread.getContextClassLoader();
        thread.setContextClassLoader(new URLClassLoader(new URL[0], application));
        try {
            container.start(contextPath.isEmpty() ? "/" : contextPath, port);
        } finally {
            thread.setContextClassLoader(application);
        }
    }

    int port() {
        return port;
    }

    @Override
    public String contextPath() {
        return contextPath;
    }

    @Override
    public String displayName() {
        return displayName;
    }

    @Override
    public Optional<HttpListener> listener(boolean tls) {
        return accepting || knowsPort ? Optional.of(new HttpListener("127.0.0.1", port, false)) : Optional.empty();
    }

    @Override
    public void close() {
        if (accepting) { // one that never started cannot be stopped
            container.stop();
        }
    }
}

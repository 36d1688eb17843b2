package io.microcdi.internal.registry.tomcat;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.modeler.Registry;
import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.RegistrySettings;
import io.microcdi.internal.registry.launcher.Arguments;
import io.microcdi.internal.registry.launcher.EmbeddedServer;
import io.microcdi.internal.registry.launcher.Listening;
import io.microcdi.internal.registry.web.RegistryConfig;
import io.microcdi.internal.registry.web.RegistryServerKeys;
import io.microcdi.internal.registry.web.Users;

/** Embedded Tomcat with the registry at its root context. */
public final class TomcatServer implements EmbeddedServer {

    /** The connections in addition to the links of nodes, so that the page answers even if all links are in use. */
    private static final int CONNECTIONS_FOR_PAGES = 256;

    /** The connections that the kernel holds until they are accepted. If one more comes, its client waits for a second. */
    private static final String ACCEPT_COUNT = "1000";

    /**
     * The size of Tomcat's WebSocket buffers. It is small because most links are idle, and each link has seven buffers.
     * A longer message is read in several parts.
     */
    private static final String BUFFER_BYTES = "1024";
    private static final String WEBSOCKET_BUFFERS = "org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE";

    /** The same as in {@code Attributes}. This class must not load that class. */
    private static final String ALONE = "io.microcdi.internal.registry.alone";
    private static final String URL = "io.microcdi.internal.registry.url";
    private static final String FAILED = "io.microcdi.internal.registry.failed";
    private static final String STOP = "io.microcdi.internal.registry.stop";

    private final Tomcat tomcat;
    /** {@code null} before it is made. */
    private @Nullable Context context;

    /** Called by the launcher. */
    public TomcatServer() {
        QuietLogging.configure(); // before the first logger exists
        if (System.getProperty(WEBSOCKET_BUFFERS) == null) {
            System.setProperty(WEBSOCKET_BUFFERS, BUFFER_BYTES); // read once, by the first WebSocket class
        }
        Registry.disableRegistry(); // no MBeans: they would take a third of the start
        tomcat = new Tomcat();
    }

    @Override
    public Listening start(Path application, Arguments arguments) throws IOException {
        MicroConfig config = RegistryConfig.readAlone();
        int port = arguments.port().orElse(config.get(RegistryServerKeys.PORT));
        InetAddress host = address(arguments, config);
        Connector connector = connector(port, host, config);
        Optional<TlsPort> tls = TlsPort.configure(connector, config, arguments);
        try {
            Context made = configure(application, connector);
            context = made;
            made.addParameter(ALONE, arguments.host().orElse(""));
            if (port != 0) {
                made.addParameter(URL, (tls.isPresent() ? "wss" : "ws") + "://"
                        + (host == null ? "*" : (host instanceof Inet6Address ? "[" + host.getHostAddress() + "]"
                                : host.getHostAddress()))
                        + ":" + port);
            }
            AtomicReference<ConfigException> invalid = new AtomicReference<>();
            made.getServletContext().setAttribute(FAILED, (Consumer<ConfigException>) invalid::set);
            tomcat.start();
            if (invalid.get() != null) {
                throw invalid.get();
            }
            if (made.getState() != LifecycleState.STARTED) {
                throw new IOException("the application did not start; the log above says why");
            }
            tls.ifPresent(files -> files.follow(connector));
            InetAddress shown = host == null ? new InetSocketAddress(0).getAddress() : host;
            return new Listening(new InetSocketAddress(shown, connector.getLocalPort()), tls.isPresent());
        } catch (LifecycleException | IOException e) {
            stop();
            throw explained(e, port, host);
        } catch (RuntimeException e) {
            stop(); // otherwise its threads would keep the process alive
            throw e;
        }
    }

    @Override
    public String userLine(String name, char[] password) {
        return Users.line(name, password);
    }

    /**
     * Stops the registry before the server. Tomcat closes all links before it tells the application that it stops. The
     * registry would then report that its nodes have left, and the other registries of its cluster would remove them.
     *
     * <p>The connector accepts meanwhile, and each request is answered 503. If it were paused, the kernel would still accept
     * connections, and their clients would wait for an answer until the process ends.
     */
    @Override
    public void stop() {
        try {
            if (context != null && context.getServletContext().getAttribute(STOP) instanceof Runnable registry) {
                registry.run();
            }
        } catch (RuntimeException e) {
            System.err.println("registry: could not stop cleanly: " + e);
        } finally {
            stopTomcat();
        }
    }

    private void stopTomcat() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            System.err.println("registry: could not stop cleanly: " + e.getMessage());
        }
    }

    private Context configure(Path application, Connector connector) {
        tomcat.setBaseDir(application.resolve("WEB-INF/standalone").toString());
        tomcat.setAddDefaultWebXmlToWebapp(false); // it would add the servlets of the JSP engine, which is missing
        tomcat.setConnector(connector);
        StandardHost host = (StandardHost) tomcat.getHost();
        host.setErrorReportValveClass(ShortErrors.class.getName());
        host.getPipeline().addValve(new PathValve());
        // before all valves that answer, because it ends the permits of handshakes that are refused
        host.getPipeline().addValve(((BoundedProtocol) connector.getProtocolHandler()).valve());
        host.getPipeline().addValve(new BodyValve());
        StandardContext context = (StandardContext) tomcat.addWebapp("", application.toString());
        context.setClearReferencesObjectStreamClassCaches(false); // the process ends with its application
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        context.setParentClassLoader(getClass().getClassLoader());
        WebappLoader loader = new WebappLoader();
        loader.setDelegate(true); // the parent class loader has all classes already
        context.setLoader(loader);
        context.getJarScanner().setJarScanFilter((type, name) -> false);
        context.setCookies(false);
        return context;
    }

    private static Connector connector(int port, InetAddress host, MicroConfig config) {
        // calls of the gateway wait on connections too, and take none of those that links may have
        int others = CONNECTIONS_FOR_PAGES + config.get(RegistryServerKeys.MAX_CALLS);
        Connector connector = new Connector(new BoundedProtocol(config, others));
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        if (host != null) {
            connector.setProperty("address", host.getHostAddress());
        }
        connector.setEncodedSolidusHandling("passthrough"); // for the paths that the gateway passes on
        connector.setProperty("relaxedPathChars", "[]");
        connector.setProperty("relaxedQueryChars", "[]");
        connector.setProperty("maxConnections",
                Integer.toString(config.get(ConfigKeys.MAX_LINKS) + others));
        connector.setProperty("acceptCount", ACCEPT_COUNT);
        // between two reads, also of a body; BoundedEndpoint bounds a whole header
        connector.setProperty("connectionTimeout", "20000");
        connector.setProperty("minSpareThreads", "4");
        // Tomcat ends some requests while another thread still writes their answer. The objects of that thread must not be the
        // processor or the buffers of the next client
        connector.setProperty("processorCache", "0");
        connector.setProperty("socket.bufferPool", "0");
        connector.setProperty("socket.appReadBufSize", BUFFER_BYTES);
        connector.setProperty("socket.appWriteBufSize", BUFFER_BYTES);
        return connector;
    }

    /** Returns the address to listen on; {@code null} for all addresses. */
    private static InetAddress address(Arguments arguments, MicroConfig config) {
        String host = arguments.host().orElseGet(() -> RegistrySettings.listenAddress(config));
        String origin = arguments.host().isPresent() ? "--host" : ConfigKeys.LISTEN_ADDRESS.name();
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() ? null : address;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    origin + " " + host + ": not known here; expected an address or a name of this machine", e);
        }
    }

    private static IOException explained(Exception failure, int port, InetAddress host) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                String where = host == null ? "" : " on " + host.getHostAddress();
                return new IOException("cannot listen on port " + port + where + ": " + cause.getMessage()
                        + "; stop what uses it, or give another with --port N or micro.registry-server.port, and an address"
                        + " of this machine with --host H or " + ConfigKeys.LISTEN_ADDRESS.name(), failure);
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return failure instanceof IOException io ? io : new IOException("could not start: " + root, failure);
    }
}

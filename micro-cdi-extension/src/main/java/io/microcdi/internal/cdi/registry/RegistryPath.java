package io.microcdi.internal.cdi.registry;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;

/**
 * Shares the endpoints of an application between its registry and its node. The registry gets the links that are opened
 * below its path, and the node gets all others. The registry has no endpoints of its own, because servers rank
 * overlapping paths in different ways.
 */
public final class RegistryPath implements LinkAcceptor {

    /**
     * A port after the path of the registry. The last segment of that path is then the host of a node that connects to this
     * node.
     */
    private static final Pattern PORT = Pattern.compile("/\\d{1,5}(/.*)?");

    private final String path;
    private final LinkAcceptor registry;
    private final LinkAcceptor node;

    private RegistryPath(String path, LinkAcceptor registry, LinkAcceptor node) {
        this.path = path;
        this.registry = registry;
        this.node = node;
    }

    /**
     * Returns an acceptor for both.
     *
     * @param path the path of the registry, for example {@code /registry}
     * @param contextPath the context path of the application, for the log
     */
    public static LinkAcceptor of(String path, String contextPath, EmbeddedRegistry registry, LinkAcceptor node) {
        RegistryMessages.LOG.runs(contextPath, path);
        return of(path, registry.acceptor(), node);
    }

    static LinkAcceptor of(String path, LinkAcceptor registry, LinkAcceptor node) {
        return new RegistryPath(path, registry, node);
    }

    @Override
    public Receiver accept(Transport transport, String connectPath, String query) {
        return owner(connectPath).accept(transport, below(connectPath), query);
    }

    @Override
    public void refusedOrigin(ConnectRequest request, String origin) {
        owner(request.path()).refusedOrigin(request, origin);
    }

    /** Logs the refusal for the node only, because the host is that of the server, and belongs to no path. */
    @Override
    public void refusedHost(String remote, String host) {
        node.refusedHost(remote, host);
    }

    @Override
    public Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
        return owner(request.path()).refusal(request.withPath(below(request.path())), last);
    }

    @Override
    public SessionOptions sessionOptions(String connectPath, SessionOptions usual) {
        return owner(connectPath).sessionOptions(below(connectPath), usual);
    }

    @Override
    public String announcement(String connectPath) {
        return below(connectPath);
    }

    @Override
    public int maxSegments() {
        return node.maxSegments() + (int) path.chars().filter(c -> c == '/').count();
    }

    private LinkAcceptor owner(String connectPath) {
        return isForRegistry(connectPath) ? registry : node;
    }

    private String below(String connectPath) {
        return isForRegistry(connectPath) ? connectPath.substring(path.length()) : connectPath;
    }

    private boolean isForRegistry(String connectPath) {
        return connectPath.startsWith(path + "/") && !PORT.matcher(connectPath.substring(path.length())).matches();
    }
}

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
 * Shares the endpoints of an application between its registry and its node: the registry takes the links that are opened
 * below its path, the node takes all others. Endpoints of their own for the registry would depend on how each server ranks
 * overlapping paths.
 */
public final class RegistryPath implements LinkAcceptor {

    /** A port. Behind the path it means that the path's last segment is the host of a node that connects to the node. */
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
     * Serves both.
     *
     * @param path the registry's, as {@code /registry}
     * @param contextPath of the application, for the log
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

    /** The host is that of the server, not of a path: the log of the node is enough. */
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

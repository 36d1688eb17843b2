package io.microcdi.internal.registry.tomcat;

import java.io.IOException;

import jakarta.servlet.ServletException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.buf.MessageBytes;

/**
 * Changes a path so that the WebSocket handshake accepts it. It encodes the brackets of an IPv6 host, because the
 * Node.js package sends them raw and a {@link java.net.URI} must not contain them. It also removes one slash at the
 * end.
 */
final class PathValve extends ValveBase {

    PathValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        MessageBytes uri = request.getCoyoteRequest().requestURI();
        String raw = uri.toString();
        if (raw != null) { // null if the request could not be read, because its error passes through this valve too
            uri.setString(cleaned(raw));
        }
        getNext().invoke(request, response);
    }

    static String cleaned(String raw) {
        String path = raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        return path.replace("[", "%5B").replace("]", "%5D");
    }
}

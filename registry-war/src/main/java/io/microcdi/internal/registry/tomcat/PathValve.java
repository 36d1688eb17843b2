package io.microcdi.internal.registry.tomcat;

import java.io.IOException;

import jakarta.servlet.ServletException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.buf.MessageBytes;

/**
 * Makes of a path what the WebSocket handshake can take: encodes the brackets of an IPv6 host, which the Node.js package
 * sends raw and which a {@link java.net.URI} must not have, and drops one trailing {@code /}.
 */
final class PathValve extends ValveBase {

    PathValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        MessageBytes uri = request.getCoyoteRequest().requestURI();
        String raw = uri.toString();
        if (raw != null) { // it is where the request could not be read; the error passes here too
            uri.setString(cleaned(raw));
        }
        getNext().invoke(request, response);
    }

    static String cleaned(String raw) {
        String path = raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        return path.replace("[", "%5B").replace("]", "%5D");
    }
}

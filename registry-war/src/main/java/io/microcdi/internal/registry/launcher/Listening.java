package io.microcdi.internal.registry.launcher;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The address at which the registry listens.
 *
 * @param tls whether the registry uses TLS there
 */
public record Listening(InetSocketAddress address, boolean tls) {

    /** Returns the text to print when the registry has started. */
    String text() {
        InetAddress ip = address.getAddress();
        String host = ip.isAnyLocalAddress() ? "localhost" : ip.getHostAddress();
        String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
        String secure = tls ? "s" : "";
        return "page http" + secure + "://" + authority + "/ , nodes connect to ws" + secure + "://" + authority + " ("
                + (ip.isAnyLocalAddress() ? "all interfaces" : "this address only");
    }
}

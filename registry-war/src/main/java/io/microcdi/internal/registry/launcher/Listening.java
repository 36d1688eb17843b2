package io.microcdi.internal.registry.launcher;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where the registry listens.
 *
 * @param tls whether it speaks TLS there
 */
public record Listening(InetSocketAddress address, boolean tls) {

    /** What is printed when it is up. */
    String text() {
        InetAddress ip = address.getAddress();
        String host = ip.isAnyLocalAddress() ? "localhost" : ip.getHostAddress();
        String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
        String secure = tls ? "s" : "";
        return "page http" + secure + "://" + authority + "/ , nodes connect to ws" + secure + "://" + authority + " ("
                + (ip.isAnyLocalAddress() ? "all interfaces" : "this address only");
    }
}

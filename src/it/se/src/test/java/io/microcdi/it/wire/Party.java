package io.microcdi.it.wire;

/**
 * A node of a recording.
 *
 * @param name what the recording calls it
 * @param namespace what it announced
 */
record Party(String name, String host, int port, String namespace) {

    static final String REGISTRY = "registry";

    /** Sockets that are no nodes: they do what no node does. */
    static boolean isRaw(String name) {
        return name.startsWith("raw");
    }

    /** Reads what a node announced of itself, {@code /host/port/namespace}. */
    static Party announced(String name, String path) {
        String[] parts = path.replaceFirst("[?].*", "").replaceFirst("/$", "").split("/", 4);
        return new Party(name, parts[1], Integer.parseInt(parts[2]), parts.length > 3 ? parts[3] : "");
    }

    static Party dialled(String name, String authority) {
        int colon = authority.lastIndexOf(':');
        return new Party(name, authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1)), name);
    }

    String key() {
        return host + ":" + port;
    }
}

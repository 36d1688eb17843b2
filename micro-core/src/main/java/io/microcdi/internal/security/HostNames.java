package io.microcdi.internal.security;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.wire.Excerpts;

/**
 * The hosts under which a server may be asked: IP addresses, {@code localhost}, and configured names. The owner of any
 * other name can point the name at this server after a browser has loaded a page from it (DNS rebinding). The browser
 * would then treat the page as one of this server's origin. Immutable.
 */
public final class HostNames {

    /** The HTTP status for a request to another host. */
    public static final int MISDIRECTED = 421;
    /** The text for a request to another host. */
    public static final String REASON = "this server is not known under the host of the request: name it in "
            + ConfigKeys.SECURITY_NAMES.name();

    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");
    /** Browsers write an IPv4 address in this form only, and take no name for it that ends with a number. */
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+(%[\\w.~-]+)?\\]");

    private final Set<String> names;

    private HostNames(Stream<String> names) {
        this.names = Stream.concat(Stream.of("localhost"), names).map(InstanceKey::plainHost)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns the hosts of a server that listens by itself: the configured names, and the hosts that it advertises and
     * listens on.
     */
    public static HostNames of(MicroConfig config) {
        return new HostNames(Stream.concat(config.find(ConfigKeys.SECURITY_NAMES).orElse(List.of()).stream(),
                Stream.of(ConfigKeys.ADVERTISE_HOST, ConfigKeys.LISTEN_ADDRESS)
                        .flatMap(key -> config.find(key).stream())));
    }

    /**
     * Returns the reason for a request to another host, with this host.
     *
     * @param host the header {@code Host}
     */
    public static String reason(String host) {
        return REASON + " (it is " + Excerpts.of(PORT.matcher(host).replaceFirst("")) + ")";
    }

    /**
     * Writes the refusal of a request.
     *
     * @param remote the IP address from which it came
     * @param host the header {@code Host}
     */
    public static void refused(Audit audit, String remote, String host) {
        audit.refused(RefusalKind.HOST, "a request for " + host, remote, REASON);
    }

    /** Returns these hosts and others. */
    public HostNames and(List<String> others) {
        return new HostNames(Stream.concat(names.stream(), others.stream()));
    }

    /**
     * Returns whether a request may be answered.
     *
     * @param host the header {@code Host}; {@code null} or empty if the request has none. A browser always sends one
     */
    public boolean permits(String host) {
        if (host == null || host.isEmpty()) {
            return true;
        }
        String name = InstanceKey.plainHost(PORT.matcher(host).replaceFirst(""));
        return ADDRESS.matcher(name).matches() || names.contains(name);
    }
}

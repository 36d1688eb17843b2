package io.microcdi.registry;

import java.time.Instant;
import java.util.Set;

import io.microcdi.annotation.Experimental;

/**
 * A registered instance, for people and programs that look at the registry. More components may be added.
 *
 * @param key {@code host:port} or {@code host:port/path}
 * @param host a name or an address; an IPv6 address is in brackets
 * @param port 1 to 65535
 * @param path the context path; empty for none
 * @param since when it registered
 * @param heartbeat when it was heard last; the time of its registration until its first heartbeat,
 *        and if it is registered at another registry of a cluster
 * @param versioned whether it speaks this project's additions; a Node.js peer does not
 * @param dialect 1, or 2 for nodes of {@code @iocore/micro-ws}
 * @param forwardedCalls how many calls the registry has made to it for others since it registered
 * @param owner in a cluster of registries the one at which it is registered, for example {@code 10.0.0.1:7800}; empty
 *        if it is this one
 * @param features the additions that it announced; empty for none. Unmodifiable
 * @param version the version of its application, {@code micro.advertise.version}; empty if it announced none
 * @param zone the zone in which it runs, {@code micro.advertise.zone}; empty if it announced none
 */
@Experimental
public record InstanceView(String key, String host, int port, String path, Instant since, Instant heartbeat,
        boolean versioned, int dialect, long forwardedCalls, String owner, Set<String> features, String version,
        String zone) {
}

package io.microcdi.internal.registry;

import java.time.Instant;
import java.util.Set;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkCounters;
import io.microcdi.internal.link.LinkHandler;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.Loop;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestTimer;

/** Registered instances without a registry around them. */
final class Instances {

    private static final TestTimer TIMER = new TestTimer();
    private static final Loop LOOP = new Loop();
    private static final LinkLimits LIMITS = LinkLimits.of(MicroConfig.defaults());
    private static final LinkHandler NOBODY = new LinkHandler() {

        @Override
        public void request(Link link, Frame.Request request) {
            throw new AssertionError(request.url());
        }

        @Override
        public void closed(Link link, int code, String reason) {
            // the end that closes a link gets no event
        }
    };

    private Instances() {
    }

    static Instance make(String namespace, int number) {
        return make(namespace, number, "");
    }

    static Instance make(String namespace, int number, String path) {
        return make(namespace, number, path, false);
    }

    /** One that announced a zone. */
    static Instance inZone(String namespace, int number, String zone) {
        return make(announcement(namespace, number, "", zone), number, false);
    }

    /** One that came as many seconds later as its number is greater. */
    static Instance ofSecondDialect(String namespace, int number) {
        return make(namespace, number, "", true);
    }

    private static Instance make(String namespace, int number, String path, boolean secondDialect) {
        return make(announcement(namespace, number, path, ""), number, secondDialect);
    }

    private static Instance make(Announcement announcement, int number, boolean secondDialect) {
        Link link = link(new Pipe(LOOP), announcement, secondDialect);
        return new LocalInstance(link, announcement.namespace(), 0, Instant.EPOCH.plusSeconds(number));
    }

    /** The registry's end of a pipe, by which such an instance came. */
    static Link link(Pipe pipe, String namespace, int number) {
        return link(pipe, namespace, number, "");
    }

    /** As {@link #link(Pipe, String, int)}, of a node that announced a zone. */
    static Link link(Pipe pipe, String namespace, int number, String zone) {
        return link(pipe, announcement(namespace, number, "", zone), false);
    }

    private static Announcement announcement(String namespace, int number, String path, String zone) {
        PeerInfo info = zone.isEmpty() ? PeerInfo.NONE
                : new PeerInfo("id-" + number, Set.of(), "", "ws").withLabels("", zone);
        return new Announcement(key(number, path), namespace, info);
    }

    /** As {@link #link(Pipe, String, int)}, with an action as soon as the link holds some kilobytes. */
    static Link link(Pipe pipe, String namespace, int number, Runnable overflow) {
        return link(pipe, announcement(namespace, number, "", ""), false, new LinkCounters(0, overflow));
    }

    private static Link link(Pipe pipe, Announcement announcement, boolean secondDialect) {
        return link(pipe, announcement, secondDialect, new LinkCounters());
    }

    private static Link link(Pipe pipe, Announcement announcement, boolean secondDialect, LinkCounters counters) {
        PeerState peer = new PeerState(announcement, false, secondDialect, 1 << 20);
        return new Link(pipe.acceptor(), peer, NOBODY, LIMITS, TIMER, IoExecutors.all(LOOP), counters);
    }

    private static InstanceKey key(int number, String path) {
        return InstanceKey.of("10.1." + number / 250 + "." + number % 250, 9000, path);
    }
}

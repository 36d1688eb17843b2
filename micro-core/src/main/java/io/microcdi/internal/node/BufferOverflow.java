package io.microcdi.internal.node;

import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkCounters;

/**
 * Bounds the bytes that all links of a node hold for their peers. When they exceed the bound, it closes the links that hold
 * the most. So a few peers that do not read, or do not end their messages, cannot use up the memory. A dialled link that
 * waits for its hello counts too. Thread-safe.
 */
final class BufferOverflow {

    private final long max;
    private final LinkTable links;
    private final Timer timer;
    private final LinkCounters counters;
    private final LogLimit lines = LogLimit.ofWarnings(NodeLog.LOG::leftOut);
    private final AtomicBoolean busy = new AtomicBoolean();

    BufferOverflow(long max, LinkTable links, Timer timer) {
        this.max = max;
        this.links = links;
        this.timer = timer;
        this.counters = new LinkCounters(max, this::relieve);
    }

    /** Returns the counters of the links that this class bounds. */
    LinkCounters counters() {
        return counters;
    }

    /** Closes links, on one thread at a time. Other threads do not wait for it, because each has added little. */
    private void relieve() {
        boolean closed = true;
        // asked once more when the mark is gone: another thread may have seen it, and left its bytes to this one
        while (closed && counters.isOverBuffered() && busy.compareAndSet(false, true)) {
            try {
                closed = closeLargest();
            } finally {
                busy.set(false);
            }
        }
    }

    private boolean closeLargest() {
        // a link that holds less is not counted, so that its end would free nothing
        Optional<Link> largest = Stream.concat(links.all().stream(), links.unproved()).filter(Link::isOpen)
                .filter(link -> link.buffered() >= Link.UNCOUNTED_BYTES)
                .max(Comparator.comparingLong(Link::buffered));
        largest.ifPresent(this::close);
        return largest.isPresent();
    }

    private void close(Link link) {
        lines.write(timer::nanoTime, leftOut -> NodeLog.LOG.holdsTheMost(max >> 10,
                ConfigKeys.MAX_BUFFERED_SIZE.name(), link.peer().toString(), link.buffered() >> 10));
        link.cutOffLater(CloseCodes.TRY_AGAIN_LATER, "buffer limit exceeded");
    }
}

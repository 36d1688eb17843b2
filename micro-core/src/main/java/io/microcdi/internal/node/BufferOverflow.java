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
 * Closes the links that hold the most, when all links together hold more than the node may hold for its peers. So a few
 * peers that do not read, or that do not end their messages, cannot use up the memory. A dialled link that waits for its
 * hello counts too. Thread-safe.
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

    /** One thread at a time closes links. The others have added little, and go on. */
    private void relieve() {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            while (counters.isOverBuffered() && closeLargest()) {
                // the next one
            }
        } finally {
            busy.set(false);
        }
    }

    private boolean closeLargest() {
        // the end of a link that holds less frees nothing
        Optional<Link> largest = Stream.concat(links.all().stream(), links.unproved()).filter(Link::isOpen)
                .filter(link -> link.buffered() >= Link.UNCOUNTED_BYTES)
                .max(Comparator.comparingLong(Link::buffered));
        largest.ifPresent(this::close);
        return largest.isPresent();
    }

    private void close(Link link) {
        lines.write(timer::nanoTime, leftOut -> NodeLog.LOG.holdsTheMost(max >> 10,
                ConfigKeys.MAX_BUFFERED_SIZE.name(), link.peer().toString(), link.buffered() >> 10));
        link.cutOffLater(CloseCodes.TRY_AGAIN_LATER, "holds the most of a full memory");
    }
}

package io.microcdi.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;

/**
 * Looks after the links of a node, on a thread that never writes to a socket: signs of life, sends that do not end,
 * messages that keep a reading thread, servers whose threads are all busy, and links that take the reading time of the
 * others.
 *
 * <p>A link takes too much where, in one second, the reading threads were busy for two fifths of the processors, one link
 * had more than a quarter of that, and others had something to read as well. Its requests are then answered 429 before
 * their payloads are looked at, until a second passes without that; after ten seconds in a row it is closed with 1013.
 */
final class LinkWatch {

    private static final long FLOOD_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final int FLOOD_SECONDS = 10;
    private static final double BUSY_SHARE = 0.4;
    private static final double LINK_SHARE = 0.25;
    private static final int MIN_STARVED_LINKS = 2;
    /** In ping intervals. */
    private static final int MAX_STARVED_PING_INTERVALS = 6;
    /** A look that comes so much later than it should means that the process was stopped. */
    private static final int LATE_PAUSES = 5;
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LinkTable links;
    private final Timer timer;
    private final long pingAfter;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private volatile String problem;
    private long lastLook;
    private long starvedSince;
    private long lastFloodLook;

    LinkWatch(LinkTable links, Timer timer, long pingAfter) {
        this.links = links;
        this.timer = timer;
        this.pingAfter = pingAfter;
    }

    Timer.Alarm start() {
        long pause = Math.max(pingAfter / 10, 1_000_000);
        lastLook = timer.nanoTime();
        starvedSince = lastLook;
        lastFloodLook = lastLook;
        return timer.every(pause, () -> look(pause));
    }

    /** The message that has kept a reading thread for half a ping interval; empty if there is none. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void look(long pause) {
        long now = timer.nanoTime();
        List<Link> all = links.all();
        // this process was stopped, or had no processor: nothing was listened to
        boolean late = now - lastLook > Math.max(LATE_PAUSES * pause, LATE_NANOS);
        lastLook = now;
        String found = late ? problem : starvation(all);
        boolean patient = late || found != null && now - starvedSince < MAX_STARVED_PING_INTERVALS * pingAfter;
        for (Link link : all) {
            try {
                if (late) {
                    link.forgetSilence();
                }
                link.check(patient && !link.peer().isDialled());
                found = found != null || late ? found : stuck(link);
            } catch (Throwable e) {
                NodeLog.LOG.linkNotChecked(link.peer().toString(), e);
                link.abort(CloseCodes.INTERNAL_ERROR, e.getClass().getSimpleName());
            }
        }
        tell(found);
        if (now - lastFloodLook >= FLOOD_PAUSE) {
            lookForFloods(all, now - lastFloodLook);
            lastFloodLook = now;
        }
    }

    /**
     * The links that others have opened are read by the server's threads. If none of several was heard for longer than a pong
     * takes, these threads are busy, not all peers dead: their links are not closed for being silent.
     */
    private String starvation(List<Link> all) {
        int count = 0;
        long shortest = Long.MAX_VALUE;
        for (Link link : all) {
            if (!link.peer().isDialled()) {
                count++;
                shortest = Math.min(shortest, link.silence());
            }
        }
        if (count < MIN_STARVED_LINKS || shortest < pingAfter + pingAfter / 2) {
            starvedSince = timer.nanoTime();
            return null;
        }
        return "nothing was read from any of " + count + " links for " + shortest / 1_000_000
                + " ms: the server's threads are busy";
    }

    private String stuck(Link link) {
        long reading = link.reading();
        return reading < pingAfter / 2 ? null
                : "a message of " + link.peer() + " has kept a reading thread for "
                        + reading / 1_000_000 + " ms";
    }

    private void tell(String found) {
        if (found != null && problem == null) {
            NodeLog.LOG.readingStuck(found);
        }
        problem = found;
    }

    private void lookForFloods(List<Link> all, long span) {
        long total = 0;
        int active = 0;
        for (Link link : all) {
            long took = link.readShare().take(link.readNanos());
            total += took;
            active += took > 0 ? 1 : 0;
        }
        boolean waiting = active > 1 && total > span * BUSY_SHARE * processors;
        for (Link link : all) {
            boolean floods = waiting && link.readShare().last() > total * LINK_SHARE;
            int seconds = link.readShare().flooded(floods);
            link.throttle(floods);
            if (seconds == 1) {
                NodeLog.LOG.flood(link.peer().toString(), link.readShare().last() / 1_000_000);
            } else if (seconds >= FLOOD_SECONDS) {
                NodeLog.LOG.floodClosed(link.peer().toString(), seconds);
                link.cutOff(CloseCodes.TRY_AGAIN_LATER, "floods");
            }
        }
    }
}

package io.microcdi.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.ReadTimeAccount;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Checks the links of a node regularly, on a thread that never writes to a socket. It detects silent peers, sends that
 * do not end, messages that block a reading thread, servers whose threads are all busy, and floods. A link floods if it
 * takes the reading time of other links.
 *
 * <p>A link is suspected of a flood if three conditions hold in one second: reading used more than two fifths of the
 * processors' time, this link used more than a quarter of that, and other links had messages to read too. The clock
 * shows the first such second, at no cost. It cannot prove a flood: it also runs while other processes have the
 * processors. From then on the links measure the processor time of their reading threads. If the three conditions hold
 * for this time in the next second, the node answers the link's requests with 429, and does not read their payloads. It
 * stops that after a second in which the conditions do not hold. After ten seconds in a row the node closes the link
 * with 1013.
 */
final class LinkWatch {

    private static final long FLOOD_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int THROTTLE_SECONDS = 2;
    private static final int FLOOD_SECONDS = 10;
    private static final double BUSY_SHARE = 0.4;
    private static final double LINK_SHARE = 0.25;
    private static final int MIN_STARVED_LINKS = 2;
    /**
     * The longest time, in ping intervals, for which the node tolerates silent links while the threads that read them are
     * busy.
     */
    private static final int MAX_STARVED_PING_INTERVALS = 6;
    /** A check that comes this number of pauses late means that the process was suspended. */
    private static final int LATE_PAUSES = 5;
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** The largest number of checks that hang at once: each of them holds a thread. */
    private static final int MAX_REPLACED = 8;

    private final LogLimit warnings = LogLimit.ofWarnings(NodeLog.LOG::leftOut);
    private final LinkTable links;
    private final Timer timer;
    private final long pingAfterNanos;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private volatile Predicate<Link> exempt = link -> false;
    private volatile String problem;
    private volatile boolean starved;
    private volatile long checkedAt;
    /** The time without a check after which the links count as not watched. */
    private volatile long maxPauseNanos = Long.MAX_VALUE;
    private long starvedSince;
    private long floodCheckedAt;
    /**
     * The time of the last check at which no message blocked the thread that reads all dialled links. Only the checks touch
     * it.
     */
    private long dialledBusySince;
    private boolean dialledBusy;
    /** Whether the links have counted processor time since the last check for floods. */
    private boolean threadNanosWanted;
    /** The alarm of the checks. Only the start, and the alarm that replaces it, touch it. */
    private Timer.Alarm checks;
    /** Identifies the checks. An earlier check that goes on after it was replaced finds another one here, and ends. */
    private volatile Object current;
    /** The link that is being checked. */
    private volatile Link checked;
    /** Whether a check is under way. It may also hang between two links, in a log that blocks. */
    private volatile boolean checking;
    /** The number of checks that were replaced, and have not gone on yet. */
    private int replaced;
    /** The links whose check hangs. No later check waits for them. */
    private final Set<Link> hanging = ConcurrentHashMap.newKeySet();

    LinkWatch(LinkTable links, Timer timer, long pingAfterNanos) {
        this.links = links;
        this.timer = timer;
        this.pingAfterNanos = pingAfterNanos;
    }

    /** Sets which links are pinged when they are silent, but not closed. */
    void exemptFromSilence(Predicate<Link> links) {
        exempt = links;
    }

    Timer.Alarm start() {
        // a check comes at least once a second for floods and ended tokens, however long the ping interval is
        long pauseNanos = Math.max(Math.min(pingAfterNanos / 10, FLOOD_PAUSE_NANOS), 1_000_000);
        checkedAt = timer.nanoTime();
        starvedSince = checkedAt;
        dialledBusySince = checkedAt;
        floodCheckedAt = checkedAt;
        maxPauseNanos = Math.max(LATE_PAUSES * pauseNanos, LATE_NANOS);
        startChecks(pauseNanos);
        Timer.Alarm replacing = timer.every(maxPauseNanos, () -> replaceHanging(pauseNanos));
        return () -> {
            maxPauseNanos = Long.MAX_VALUE;
            replacing.cancel();
            stopChecks();
        };
    }

    private synchronized void startChecks(long pauseNanos) {
        Object mine = new Object();
        current = mine;
        checks = timer.every(pauseNanos, () -> check(mine));
    }

    private synchronized void stopChecks() {
        checks.cancel();
    }

    /**
     * Starts other checks if the last one hangs, for example in a log that blocks. The timer never runs an alarm beside
     * itself. It has another thread for this method, by which {@code LoopWatch} replaces the one that hangs.
     */
    private synchronized void replaceHanging(long pauseNanos) {
        if (checking && replaced < MAX_REPLACED && maxPauseNanos != Long.MAX_VALUE
                && timer.nanoTime() - checkedAt > maxPauseNanos) {
            Link link = checked;
            if (link != null) {
                hanging.add(link);
            }
            replaced++;
            checks.cancel();
            startChecks(pauseNanos);
        }
    }

    /** Ends a check. */
    private synchronized void ended(Object mine) {
        if (current == mine) {
            checking = false;
        } else {
            replaced--;
        }
    }

    /**
     * Returns the reason why messages are not read, for example that a message blocks a reading thread for half a ping
     * interval, or why the links are not checked. It is empty if all is well.
     */
    Optional<String> problem() {
        long last = timer.nanoTime() - checkedAt;
        return last > maxPauseNanos
                ? Optional.of("the links have not been checked for " + last / 1_000_000 + " ms")
                : Optional.ofNullable(problem);
    }

    /** Returns whether the node has read nothing from any link that others dialled for longer than a pong takes. */
    boolean readsNothing() {
        return starved;
    }

    private void check(Object mine) {
        long now = timer.nanoTime();
        List<Link> all = links.all();
        // this process was suspended or had no processor, so that it could not hear its peers
        boolean late = now - checkedAt > maxPauseNanos;
        checkedAt = now;
        checking = true;
        String found = late ? problem : starvation(all);
        starved = !late && found != null;
        boolean patient = late || found != null && now - starvedSince < MAX_STARVED_PING_INTERVALS * pingAfterNanos;
        boolean wasBusy = dialledBusy;
        boolean dialledPatient = isDialledReaderBusy(all, now);
        for (Link link : all) {
            if (hanging.contains(link)) {
                continue;
            }
            checked = link;
            try {
                if (late) {
                    link.resetTimers();
                } else if (wasBusy && !dialledBusy && link.peer().isDialled()) {
                    // the thread may not have read the messages that came meanwhile
                    link.restartSilence();
                }
                check(link, now, link.peer().isDialled() ? dialledPatient : patient);
                found = found != null || late ? found : stuckReader(link);
            } catch (Throwable e) {
                warn(() -> NodeLog.LOG.linkNotChecked(link.peer().toString(), LoggedThrowable.of(e)));
                link.cutOffLater(CloseCodes.INTERNAL_ERROR, e.getClass().getSimpleName());
            }
            if (current != mine) {
                // other checks have replaced this one, which has hung until now
                hanging.remove(link);
                ended(mine);
                return;
            }
        }
        checked = null;
        setProblem(found);
        checkFloods(all, now);
        ended(mine);
    }

    /**
     * Checks one link: whether its token has ended, and whether its peer lives.
     *
     * @param patient whether the peer may be silent, because this node could not read
     */
    private void check(Link link, long now, boolean patient) {
        if (link.peer().hasEnded(now)) {
            link.closeLater(CloseCodes.POLICY, "the token has ended");
        }
        link.check(patient || isBusy(link) || exempt.test(link));
    }

    private void checkFloods(List<Link> all, long now) {
        long span = now - floodCheckedAt;
        if (span >= FLOOD_PAUSE_NANOS) {
            floodCheckedAt = now; // before the log, which may block
            detectFloods(all, span);
        }
    }

    /**
     * Detects that all threads of the server are busy. These threads read the links that other nodes dialled. If
     * several such links are all silent for longer than a pong takes, the threads are probably busy, and the peers are
     * alive. The node then does not close these links for their silence.
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
        if (count < MIN_STARVED_LINKS || shortest < pingAfterNanos + pingAfterNanos / 2) {
            starvedSince = timer.nanoTime();
            return null;
        }
        return "nothing was read from any of " + count + " links for " + shortest / 1_000_000
                + " ms: the server's threads are busy";
    }

    /**
     * Returns whether one message has blocked the thread that reads all dialled links, so that it could read no pong. For a
     * bounded time, the node then does not close these links for their silence.
     */
    private boolean isDialledReaderBusy(List<Link> all, long now) {
        dialledBusy = all.stream().anyMatch(link -> link.peer().isDialled() && link.reading() >= pingAfterNanos / 2);
        if (!dialledBusy) {
            dialledBusySince = now;
        }
        return dialledBusy && now - dialledBusySince < MAX_STARVED_PING_INTERVALS * pingAfterNanos;
    }

    /** Returns whether a reading thread is busy with a message of this link, and so reads no pong of its peer. */
    private boolean isBusy(Link link) {
        long reading = link.reading();
        return reading > 0 && reading < MAX_STARVED_PING_INTERVALS * pingAfterNanos;
    }

    private String stuckReader(Link link) {
        long reading = link.reading();
        return reading < pingAfterNanos / 2 ? null
                : "a message of " + link.peer() + " has kept a reading thread for "
                        + reading / 1_000_000 + " ms";
    }

    private void setProblem(String found) {
        boolean isNew = found != null && problem == null;
        problem = found;
        if (isNew) {
            SafeLog.write(() -> NodeLog.LOG.readingStuck(found));
        }
    }

    /**
     * Writes a warning if peers have not caused too many. A failure of the log does not prevent the check of the other
     * links.
     */
    private void warn(Runnable line) {
        warnings.write(timer::nanoTime, leftOut -> line.run());
    }

    private void detectFloods(List<Link> all, long span) {
        long total = 0;
        long threadTotal = 0;
        int active = 0;
        for (Link link : all) {
            ReadTimeAccount share = link.readShare();
            share.take(link.readNanos(), link.readThreadNanos());
            total += share.last();
            threadTotal += share.threadLast();
            active += share.last() > 0 ? 1 : 0;
        }
        double enough = span * BUSY_SHARE * processors;
        boolean suspicious = active > 1 && total > enough;
        boolean measured = threadNanosWanted;
        for (Link link : all) {
            ReadTimeAccount share = link.readShare();
            boolean floods = suspicious && (measured
                    ? threadTotal > enough && share.threadLast() > threadTotal * LINK_SHARE
                    : share.last() > total * LINK_SHARE);
            judge(link, share.flooded(floods), measured ? share.threadLast() : share.last());
            link.wantThreadNanos(suspicious);
        }
        threadNanosWanted = suspicious;
    }

    private void judge(Link link, int seconds, long nanos) {
        // the first second was measured by the clock, which also runs while other processes have the processors
        link.throttle(seconds >= THROTTLE_SECONDS);
        if (seconds == THROTTLE_SECONDS) {
            warn(() -> NodeLog.LOG.flood(link.peer().toString(), nanos / 1_000_000));
        } else if (seconds >= FLOOD_SECONDS && link.isOpen()) {
            warn(() -> NodeLog.LOG.floodClosed(link.peer().toString(), seconds));
            // another thread tells the listeners of the application, which may block
            link.cutOffLater(CloseCodes.TRY_AGAIN_LATER, "floods");
        }
    }
}

package io.microcdi.testing.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/** A peer that behaves: it sends one request after the other over one link, and takes the time of each answer. */
public final class GoodCalls implements AutoCloseable {

    /** A route that only a registry has. */
    static final String FIND = "/-/find";
    private static final int CALLS_OF_A_HEARTBEAT = 10;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int NEWCOMERS_CALLS = 5;
    private static final double SHORT_MILLIS = 50;
    private static final double BUSY_MILLIS = 20_000;
    private static final boolean TIMES = Boolean.getBoolean("heap.times");
    /** They take the ping interval, in which a node closes links that do not read. */
    private static final int SAMPLE = 1_000;
    private static final int FEW = 50;

    private final RawSocket link;
    private final String url;
    private final List<Long> nanos = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "good calls");
    private volatile boolean ending;
    private volatile String failure = "";

    /** Begins to call a route that answers. */
    public GoodCalls(int port, String url) throws IOException {
        this(port, "/good.invalid/9000/good", url);
    }

    /** Begins to call a route that answers, over a link that is opened at a path. */
    public GoodCalls(int port, String path, String url) throws IOException {
        this.url = url;
        link = RawSocket.open(port, path);
        thread.start();
    }

    private void run() {
        try {
            for (long id = 1; !ending; id++) {
                if (url.equals(FIND) && id % CALLS_OF_A_HEARTBEAT == 0) {
                    link.write(RawFrame.heartbeat().maskedBytes());
                }
                long begun = System.nanoTime();
                link.write(RawFrame.request(id, url, "{\"namespace\":\"good\"}").maskedBytes());
                String answer = link.nextText();
                if (answer == null || !answer.contains("\"id\":" + id + ",") || !answer.contains("\"status\":200")) {
                    failure = "call " + id + " was answered " + answer;
                    return;
                }
                add(System.nanoTime() - begun);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            failure = "call " + (count() + 1) + ": " + e;
        }
    }

    private synchronized void add(long time) {
        nanos.add(time);
    }

    /** How many were answered. */
    public synchronized int count() {
        return nanos.size();
    }

    /** Why the calls have ended before their time; empty if they have not. */
    public String failure() {
        return failure;
    }

    /** Waits for so many more answers, or a failure. */
    public void awaitMore(int answers) {
        int until = count() + answers;
        while (count() < until && failure.isEmpty()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * The times of some answers.
     *
     * @param answers how many they are
     * @param p99 the milliseconds within which 99 of 100 of them came
     * @param slowest the milliseconds of the slowest one
     */
    public record Sample(int answers, double p99, double slowest) {

        @Override
        public String toString() {
            return String.format("%d calls, p99 %.1f ms, slowest %.1f ms", answers, p99, slowest);
        }
    }

    /** Waits for so many answers that one pause is not their 99th percentile, and returns their times. */
    public Sample sample() {
        return sample(count());
    }

    /**
     * As {@link #sample()}.
     *
     * @param first the number of the first call that counts, from 0
     */
    public Sample sample(int first) {
        awaitMore(TIMES ? SAMPLE : FEW);
        return measured(first);
    }

    private synchronized Sample measured(int first) {
        List<Long> sorted = nanos.stream().skip(first).sorted().toList();
        if (sorted.isEmpty()) {
            throw new AssertionError("no call was answered: " + failure);
        }
        return new Sample(sorted.size(), sorted.get(sorted.size() * 99 / 100) / 1e6,
                sorted.get(sorted.size() - 1) / 1e6);
    }

    /** Opens another link, and fails unless each of a few calls over it is answered. */
    public void answersANewcomer(int port) throws IOException {
        try (GoodCalls newcomer = new GoodCalls(port, "/newcomer.invalid/9000/newcomer", url)) {
            newcomer.awaitMore(NEWCOMERS_CALLS);
            if (!newcomer.failure().isEmpty()) {
                throw new AssertionError("on a link that is opened during the attack, " + newcomer.failure());
            }
        }
    }

    /**
     * Fails if the answers took more than twice the time that they took before an attack. Under a bound it does not matter:
     * 50 ms with {@code -Dheap.times=true}, on a machine that does nothing else, otherwise twenty seconds.
     */
    public static void keepTheirTimes(Sample before, Sample meanwhile, Sample afterwards) {
        double most = Math.max(2 * before.p99(), TIMES ? SHORT_MILLIS : BUSY_MILLIS);
        if (meanwhile.p99() > most || afterwards.p99() > most) {
            throw new AssertionError(
                    "before the attack: " + before + "; during it: " + meanwhile + "; after it: " + afterwards);
        }
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            link.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.microcdi.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/** So many calls in flight all the time: each that ends begins the next. */
public final class ClosedLoop {

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS = 3;

    private final Client client;
    /** Stays, so that what its threads allocate can be told after they have ended their calls. */
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "caller");
        thread.setDaemon(true);
        return thread;
    });

    /** Callers of one client. */
    public ClosedLoop(Client client) {
        this.client = client;
    }

    /** Calls for so long, and waits for what is then still in flight. */
    public Sample run(Payload payload, Style style, int inFlight, Duration time) throws Exception {
        client.connect();
        Histogram histogram = new AtomicHistogram(LONGEST, DIGITS);
        long begun = System.nanoTime();
        long end = begun + time.toNanos();
        if (style == Style.BLOCKING) {
            blocking(payload.order(), inFlight, end, histogram);
        } else {
            async(payload.order(), inFlight, end, histogram);
        }
        return new Sample(histogram.getTotalCount(), System.nanoTime() - begun, histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99));
    }

    private void async(Order order, int inFlight, long end, Histogram histogram) throws Exception {
        CountDownLatch ended = new CountDownLatch(inFlight);
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < inFlight; i++) {
            Slot slot = new Slot(client, order, end, histogram, ended);
            slots.add(slot);
            slot.begin();
        }
        if (!ended.await(LONGEST, TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException(ended.getCount() + " calls have not ended");
        }
        for (Slot slot : slots) {
            slot.check();
        }
    }

    private void blocking(Order order, int inFlight, long end, Histogram histogram) throws Exception {
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < inFlight; i++) {
            callers.add(threads.submit(() -> {
                long begun = System.nanoTime();
                while (begun - end < 0) {
                    client.call(order);
                    long now = System.nanoTime();
                    histogram.recordValue(Math.min(LONGEST, now - begun));
                    begun = now;
                }
                return null;
            }));
        }
        for (Future<?> caller : callers) {
            try {
                caller.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a call failed", e.getCause());
            }
        }
    }

    /** One call in flight, and the next. */
    private static final class Slot implements Done {

        private final Client client;
        private final Order order;
        private final long end;
        private final Histogram histogram;
        private final CountDownLatch ended;
        private long begun;
        private volatile Throwable failure;

        Slot(Client client, Order order, long end, Histogram histogram, CountDownLatch ended) {
            this.client = client;
            this.order = order;
            this.end = end;
            this.histogram = histogram;
            this.ended = ended;
        }

        void begin() {
            begun = System.nanoTime();
            client.start(order, this);
        }

        @Override
        public void done(Throwable failed) {
            long now = System.nanoTime();
            if (failed != null) {
                failure = failed;
                ended.countDown();
                return;
            }
            histogram.recordValue(Math.min(LONGEST, now - begun));
            if (now - end < 0) {
                begun = now;
                client.start(order, this);
            } else {
                ended.countDown();
            }
        }

        void check() {
            if (failure != null) {
                throw new IllegalStateException("a call failed", failure);
            }
        }
    }
}

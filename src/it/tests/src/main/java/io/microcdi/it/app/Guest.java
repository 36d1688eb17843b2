package io.microcdi.it.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.RouteException;
import io.microcdi.event.LinkOpened;

/** Comes and goes, and uses while it is there whatever might hold it afterwards. */
@MicroService
public class Guest {
    private static final Logger LOG = Logger.getLogger(Guest.class);
    private static final long WORK = TimeUnit.MILLISECONDS.toNanos(5);

    private final AtomicInteger opened = new AtomicInteger();

    @Inject
    MicroCaller caller;

    /** Something to bind. */
    public static class Task {
        private String name;
        private int size;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public int getSize() {
            return size;
        }

        public void setSize(int size) {
            this.size = size;
        }
    }

    void opened(@Observes LinkOpened event) {
        opened.incrementAndGet();
    }

    void openedLater(@ObservesAsync LinkOpened event) {
        opened.incrementAndGet();
    }

    /** Takes its time on a thread. */
    @Route("/work")
    public Task work(Task task) {
        LOG.debugf("at work on %s", task.getName());
        LockSupport.parkNanos(WORK);
        task.setSize(task.getSize() + 1);
        return task;
    }

    /** Takes no thread while it waits for another. */
    @Route("/later")
    public CompletionStage<String> later(Task task) {
        return caller.callAsync("host", "/echo", task.getName(), String.class);
    }

    /** Fails. */
    @Route("/fail")
    public void fail() {
        throw new RouteException(418, "no coffee for " + opened);
    }

    /** Dials the host, and leaves a call there that is not answered as long as this application is there. */
    @Route("/visit")
    public String visit(String word) {
        CompletableFuture<String> left = caller.callAsync("host", "/hold", word, String.class);
        return caller.call("host", "/echo", word + left.isDone(), String.class);
    }

    /** Stays at work until it is interrupted. */
    @Route("/stay")
    public void stay() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}

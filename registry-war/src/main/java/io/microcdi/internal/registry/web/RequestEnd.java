package io.microcdi.internal.registry.web;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Runs an action when a request in asynchronous mode ends, for whatever reason. The listener must be added while the
 * request is being started, since GlassFish takes no listener later; the action may be set at any time. Thread-safe.
 *
 * <p>A failed request also waits for the thread that writes its answer. When a write of such a thread fails, Tomcat lets
 * one of its own threads end the request, and gives the objects of the request to the next client. The failed write would
 * still be using them: its failure would end the answer of that client. Tomcat reuses nothing before {@link #onError}
 * returns.
 */
final class RequestEnd implements AsyncListener {

    /**
     * The longest wait for the writing thread, much longer than a write that does not block. It passes only if a server lets
     * the writer wait for this thread.
     */
    private static final long MAX_WAIT_SECONDS = 5;

    private final ReentrantLock writing = new ReentrantLock();
    private final Runnable last;
    private Runnable action = () -> {};
    private boolean ended;

    private RequestEnd(Runnable last) {
        this.last = last;
    }

    /** Adds a listener to a request. Call it with the thread that has started asynchronous mode. */
    static RequestEnd of(AsyncContext async) {
        return of(async, () -> {});
    }

    /**
     * As {@link #of(AsyncContext)}.
     *
     * @param last runs when the request ends, after the action. It may run more than once
     */
    static RequestEnd of(AsyncContext async, Runnable last) {
        RequestEnd end = new RequestEnd(last);
        async.addListener(end);
        return end;
    }

    /** Replaces the action. It runs at once if the request has ended. */
    void then(Runnable next) {
        synchronized (this) {
            if (!ended) {
                action = next;
                return;
            }
        }
        next.run();
    }

    /** Runs work that writes to the answer or completes the request, on a thread that the server has not given to it. */
    void write(Runnable work) {
        writing.lock();
        try {
            work.run();
        } finally {
            writing.unlock();
        }
    }

    /** As {@link #write}, unless the request has ended. Its objects may be those of the next client by then. */
    void writeUnlessEnded(Runnable work) {
        write(() -> {
            if (!hasEnded()) {
                work.run();
            }
        });
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private void awaitWriter() {
        try {
            if (writing.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                writing.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        Runnable now;
        synchronized (this) {
            ended = true;
            now = action;
            action = () -> {};
        }
        try {
            now.run();
        } finally {
            last.run();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
        awaitWriter();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}

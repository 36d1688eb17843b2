package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Runs an action when a request in asynchronous mode ends, for whatever reason. The listener must be added while the
 * request is being started, since GlassFish takes no listener later; the action may be set at any time. Thread-safe.
 *
 * <p>A request that ends also waits for the thread that writes its answer. When a write of such a thread fails, Tomcat lets
 * one of its own threads end the request, and gives the objects of the request to the next client. The failed write would
 * still be using them: its failure would end the answer of that client. Tomcat reuses nothing before {@link #onError} and
 * {@link #onComplete} return.
 */
final class RequestEnd implements AsyncListener {

    /**
     * The longest wait for the writing thread, much longer than a write that does not block. It passes only if a server lets
     * the writer wait for this thread.
     */
    private static final long MAX_WAIT_SECONDS = 5;
    private static final LogLimit FAULTS = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));

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

    /** Writes an answer. */
    interface Answer {
        void write() throws IOException;
    }

    /**
     * Writes an answer on a thread of the server, unless the request has ended by then: its objects may be those of the next
     * client. The server gets no exception, because Tomcat would answer 500 by the same objects, so perhaps to that client.
     *
     * @param answer completes the request. If it fails, this method does so
     */
    void answer(AsyncContext async, Answer answer) {
        try {
            async.start(() -> write(() -> {
                if (!hasEnded()) {
                    answer(answer, async);
                }
            }));
        } catch (RuntimeException ended) {
            WebLog.LOG.debugf(ended, "an answer found its request ended");
        }
    }

    private static void answer(Answer answer, AsyncContext async) {
        try {
            answer.write();
        } catch (IOException gone) {
            WebLog.LOG.debugf(gone, "the client of an answer is gone");
            complete(async);
        } catch (RuntimeException e) {
            // Tomcat ends some requests without a word to their listener, and an answer then finds parts of it missing
            if (complete(async)) {
                FAULTS.write(System::nanoTime, leftOut -> WebLog.LOG.answerFailed(leftOut, LoggedThrowable.of(e)));
            } else {
                WebLog.LOG.debugf(e, "an answer found its request ended");
            }
        }
    }

    /** Completes a request. Returns false if its container has done so. */
    static boolean complete(AsyncContext async) {
        try {
            async.complete();
            return true;
        } catch (RuntimeException completed) {
            WebLog.LOG.debugf(completed, "a request was completed by its container");
            return false;
        }
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
        awaitWriter();
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

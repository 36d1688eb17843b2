package io.microcdi.internal.registry.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Runs an action when a request in asynchronous mode ends, for whatever reason. The listener must be added while the
 * request is being started, since GlassFish takes no listener later; the action may be set at any time. Thread-safe.
 */
final class RequestEnd implements AsyncListener {

    private Runnable action = () -> {};
    private boolean ended;

    /** Adds a listener to a request. Call it with the thread that has started asynchronous mode. */
    static RequestEnd of(AsyncContext async) {
        RequestEnd end = new RequestEnd();
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

    private void end() {
        Runnable last;
        synchronized (this) {
            ended = true;
            last = action;
            action = () -> {};
        }
        last.run();
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
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}

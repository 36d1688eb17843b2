package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.net.URI;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.inject.spi.BeanManager;

import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.event.LinkClosed;
import io.microcdi.event.LinkOpened;
import io.microcdi.event.RegistryJoined;
import io.microcdi.event.RegistryLost;
import io.microcdi.internal.cdi.route.RequestScope;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Fires CDI events for the events of the node. The node's thread must not block, but observers may block. An executor
 * therefore fires the events, one after the other.
 */
final class NodeEvents implements NodeListener {

    private final Event<Object> events;
    private final RequestScope requestScope;
    private final EventQueue executor;
    /** One line a second. */
    private final LogLimit failures = LogLimit.of(1, TimeUnit.SECONDS.toNanos(1));
    private final LogLimit drops = LogLimit.perMinute(1, LOG::eventsDropped);

    NodeEvents(BeanManager beans, RequestScope requestScope, EventQueue executor) {
        this.events = beans.getEvent();
        this.requestScope = requestScope;
        this.executor = executor;
    }

    @Override
    public void linkOpened(MicroPeer peer) {
        fire(LinkOpened.class, new LinkOpened(peer));
    }

    @Override
    public void linkClosed(MicroPeer peer, int code, String reason) {
        fire(LinkClosed.class, new LinkClosed(peer, code, reason));
    }

    @Override
    public void registryJoined(URI registry) {
        fire(RegistryJoined.class, new RegistryJoined(registry));
    }

    @Override
    public void registryLost(URI registry) {
        fire(RegistryLost.class, new RegistryLost(registry));
    }

    private <T> void fire(Class<T> type, T event) {
        try {
            executor.execute(() -> fire(events.select(type), event));
        } catch (RejectedExecutionException busy) {
            dropped(type);
        }
    }

    private <T> void fire(Event<T> typed, T event) {
        try {
            fireInScope(typed, event);
        } catch (RuntimeException | Error e) { // the asynchronous observers still get the event
            failed(event, e);
        }
        try {
            typed.fireAsync(event, NotificationOptions.ofExecutor(executor)).exceptionally(e -> {
                failed(event, e);
                return event;
            });
        } catch (RejectedExecutionException busy) {
            dropped(event.getClass());
        }
    }

    private <T> void fireInScope(Event<T> typed, T event) {
        RequestScope.Activation active = requestScope.activate();
        try {
            typed.fire(event);
        } finally {
            active.close();
        }
    }

    private void failed(Object event, Throwable failure) {
        failures.write(System::nanoTime, leftOut -> LOG.observerFailed(event.getClass().getSimpleName(), leftOut,
                LoggedThrowable.of(failure)));
    }

    /** Logs a dropped event, except after the end of the application, when there are no observers any more. */
    private void dropped(Class<?> type) {
        if (!executor.isClosed() && drops.permits(System.nanoTime())) {
            LOG.eventDropped(type.getSimpleName());
        }
    }
}

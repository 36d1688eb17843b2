package io.microcdi.internal.flight;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.wire.Excerpts;

/**
 * Writes the events of a node to the recordings of the JDK Flight Recorder. Nothing is allocated while no recording asks for
 * an event. A JVM without the module {@code jdk.jfr}, and a server that hides it from applications, has no such events. No
 * other class touches the classes of the events. Thread-safe.
 */
public final class Flight {

    private static final boolean PRESENT = isPresent();

    private Flight() {
    }

    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.Event", false, Flight.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Begins the event of an outgoing call. Returns {@code null} if no recording asks for it. */
    public static @Nullable Object call() {
        return PRESENT ? CallEvent.started() : null;
    }

    /**
     * Ends the event of an outgoing call.
     *
     * @param event the result of {@link #call}; {@code null} has no effect
     * @param instance the instance of the last attempt; {@code null} for none
     * @param attempts the number of attempts
     * @param failure the failure of the call; {@code null} for an answer
     */
    public static void called(@Nullable Object event, String namespace, String url, @Nullable String instance,
            int attempts, @Nullable String correlationId, @Nullable Throwable failure) {
        if (event != null) {
            ((CallEvent) event).end(namespace, Excerpts.of(url), instance, attempts, correlationId, name(failure));
        }
    }

    /** Writes the event of a retry. */
    public static void retry(String namespace, String url, String instance, @Nullable String correlationId,
            Throwable failure) {
        if (PRESENT && RetryEvent.isWanted()) {
            new RetryEvent(namespace, Excerpts.of(url), instance, correlationId, name(failure)).commit();
        }
    }

    /** Begins the event of a served request. Returns {@code null} if no recording asks for it. */
    public static @Nullable Object request() {
        return PRESENT ? RequestEvent.started() : null;
    }

    /** Ends the event of a served request. */
    public static void served(Object event, String caller, String callerKey, String route, String status,
            @Nullable String correlationId) {
        ((RequestEvent) event).end(caller, callerKey, route, status, correlationId);
    }

    /** Writes the event of a link that has opened. */
    public static void opened(Object peer, boolean dialled) {
        link(peer, dialled, "opened", 0, null);
    }

    /** Writes the event of a link that has closed. */
    public static void closed(Object peer, boolean dialled, int code, @Nullable String reason) {
        link(peer, dialled, "closed", code, reason);
    }

    private static void link(Object peer, boolean dialled, String change, int code, @Nullable String reason) {
        if (PRESENT && LinkEvent.isWanted()) {
            new LinkEvent(peer.toString(), dialled, change, code, Excerpts.of(reason)).commit();
        }
    }

    private static @Nullable String name(@Nullable Throwable failure) {
        return failure == null ? null : failure.getClass().getSimpleName();
    }
}

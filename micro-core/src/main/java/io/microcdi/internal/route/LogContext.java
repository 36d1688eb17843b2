package io.microcdi.internal.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jboss.logging.MDC;

/**
 * Saves and restores the mapped diagnostic context (MDC) of the calling thread. The entries that a handler adds must
 * not appear in the log lines of the next handler.
 */
final class LogContext {

    private LogContext() {
    }

    /** Returns the current entries; {@code null} if there are none. */
    static Map<String, Object> save() {
        Map<String, Object> now = MDC.getMap();
        return now == null || now.isEmpty() ? null : new HashMap<>(now);
    }

    /** Restores saved entries. */
    static void restore(Map<String, Object> before) {
        Map<String, Object> now = save();
        if (now == null && before == null || Objects.equals(now, before)) {
            return;
        }
        if (now != null) {
            List.copyOf(now.keySet()).stream().filter(key -> before == null || !before.containsKey(key))
                    .forEach(MDC::remove);
        }
        if (before != null) {
            before.forEach(MDC::put);
        }
    }
}

package io.microcdi.internal.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jboss.logging.MDC;

/**
 * The mapped diagnostic context of the calling thread, as it was: what a handler puts into it must not stand in the log
 * lines of the next one.
 */
final class LogContext {

    private LogContext() {
    }

    /** What it holds now; {@code null} if nothing. */
    static Map<String, Object> save() {
        Map<String, Object> now = MDC.getMap();
        return now == null || now.isEmpty() ? null : new HashMap<>(now);
    }

    /** Makes it hold what it held. */
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

package io.microcdi.internal.registry.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;

import io.microcdi.internal.wire.Metadata;

/**
 * The trace of a request to the gateway: the headers {@code traceparent}, {@code tracestate} and {@code baggage} of the W3C,
 * which travel as metadata of the call. A header that is invalid or too long is left out, because a trace must never fail a
 * call.
 */
final class GatewayTrace {

    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";
    private static final String BAGGAGE = "baggage";
    /** The names of all headers of a trace, in the order in which they are read. */
    static final List<String> NAMES = List.of(PARENT, STATE, BAGGAGE);

    private static final Map<String, Pattern> VALID = Map.of(
            // 55 characters in version 00; a later version may have more after another dash
            PARENT, Pattern.compile("(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
                    + "(-[\\x21-\\x7e]{0,64})?"),
            STATE, Pattern.compile("[\\x20-\\x7e\\t]{1,512}"),
            BAGGAGE, Pattern.compile("[\\x20-\\x7e\\t]{1,4096}"));

    private GatewayTrace() {
    }

    /**
     * Reads the headers of a request.
     *
     * @param accepted the names of the headers to read
     * @param userToken travels in the same metadata, and takes part of its bound; {@code null} for none
     */
    static Map<String, String> of(HttpServletRequest request, Set<String> accepted, String userToken) {
        Map<String, String> trace = new LinkedHashMap<>();
        // a state without a parent says nothing
        for (String name : NAMES) {
            if (accepted.contains(name) && (!name.equals(STATE) || trace.containsKey(PARENT))) {
                add(request, userToken, name, trace);
            }
        }
        return trace;
    }

    private static void add(HttpServletRequest request, String userToken, String name, Map<String, String> trace) {
        // several headers of one name are one list
        List<String> values = Collections.list(request.getHeaders(name));
        String value = String.join(",", values);
        if (VALID.get(name).matcher(value).matches()) {
            trace.put(name, value);
            if (!Metadata.fits(userToken, trace)) {
                trace.remove(name);
            }
        }
    }
}

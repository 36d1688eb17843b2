package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.wire.Excerpts;

/** Reads the parameters of requests of the HTTP API, and answers with an {@code ETag}. */
final class ApiQuery {

    private static final int TAG_BYTES = 15;
    private static final String WEAK = "W/";

    private ApiQuery() {
    }

    /**
     * Returns the value of a parameter.
     *
     * @throws IllegalArgumentException if it is no whole number within the bounds; the text names parameter, value and cure
     */
    static int number(HttpServletRequest request, String name, int defaultValue, int least, int most) {
        String text = request.getParameter(name);
        if (text == null) {
            return defaultValue;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw invalid(name, text, "a whole number from " + least + " to " + most);
    }

    /**
     * Refuses a request with 400 if it has a parameter that its path does not know, or one twice. Otherwise a client
     * that misspells a parameter would not notice that it has no effect.
     *
     * @param known the names of the parameters of the path
     * @return whether the request is answered
     */
    static boolean refuses(HttpServletRequest request, HttpServletResponse response, Collection<String> known)
            throws IOException {
        String fault = fault(request.getParameterMap(), known);
        if (fault != null) {
            Replies.text(response, HttpServletResponse.SC_BAD_REQUEST, fault);
        }
        return fault != null;
    }

    /** Returns the error in the names of the parameters; {@code null} if there is none. */
    static @Nullable String fault(Map<String, String[]> parameters, Collection<String> known) {
        for (Map.Entry<String, String[]> each : parameters.entrySet()) {
            if (!known.contains(each.getKey())) {
                return "parameter " + Excerpts.of(each.getKey()) + ": expected "
                        + (known.isEmpty() ? "no parameter here" : "none but " + String.join(", ", known));
            }
            if (each.getValue().length != 1) {
                return "parameter " + each.getKey() + ": expected once, not " + each.getValue().length + " times";
            }
        }
        return null;
    }

    static IllegalArgumentException invalid(String name, String value, String expected) {
        return new IllegalArgumentException(name + "=" + Excerpts.of(value) + ": expected " + expected);
    }

    /** Answers with JSON in ASCII, or with 304 if the client has it. */
    static void answer(HttpServletRequest request, HttpServletResponse response, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
        String tag = tag(bytes);
        if (isKnown(request, tag)) {
            head(response, tag);
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        SlowReply.writeOwn(request, response, bytes, Attributes.of(request.getServletContext()).limits(), () -> {
            head(response, tag);
            response.setContentType("application/json");
        });
    }

    private static void head(HttpServletResponse response, String tag) {
        Replies.secure(response);
        // the client may keep the answer if it asks each time whether it still holds
        response.setHeader("Cache-Control", "private, no-cache");
        response.setHeader("Vary", "Authorization, Cookie");
        response.setHeader("ETag", tag);
    }

    /**
     * Returns whether the client has the answer with an entity tag already, as {@code If-None-Match} says. It is compared
     * weakly, because a proxy that compresses makes the tag a weak one.
     */
    static boolean isKnown(HttpServletRequest request, String tag) {
        return isKnown(Collections.list(request.getHeaders("If-None-Match")).stream(), tag);
    }

    /** As {@link #isKnown(HttpServletRequest, String)}, by the values of the header. */
    static boolean isKnown(Stream<String> values, String tag) {
        return values.flatMap(value -> Stream.of(value.split(",", -1))).map(String::strip)
                .anyMatch(
                        known -> known.equals("*") || (known.startsWith(WEAK) ? known.substring(WEAK.length()) : known)
                                .equals(tag));
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, TAG_BYTES)) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

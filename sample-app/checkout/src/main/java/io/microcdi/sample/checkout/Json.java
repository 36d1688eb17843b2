package io.microcdi.sample.checkout;

import java.io.IOException;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Reads and writes the JSON of the servlets. */
final class Json {

    private static final Jsonb JSONB = JsonbBuilder.create();

    private Json() {
    }

    /**
     * Returns whether a request has JSON. A form of another site cannot send this content type, so that no other site can
     * make its visitors pay.
     */
    static boolean isSent(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.startsWith("application/json");
    }

    /** Reads the body of a request; throws a {@code JsonbException} if it does not match the type. */
    static <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
        return JSONB.fromJson(request.getReader(), type);
    }

    /** Sends an answer that no cache may store. */
    static void answer(HttpServletResponse response, int status, Object body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().write(JSONB.toJson(body));
    }
}

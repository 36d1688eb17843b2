package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.wire.JsonText;
import io.microcdi.registry.ProxyAnswer;

/** Writes the gateway's answer to a call. */
final class GatewayReplies {

    private GatewayReplies() {
    }

    /** Answers a request. Returns false if a listener is still writing the answer; it then completes the request. */
    static boolean answer(HttpServletRequest request, HttpServletResponse response, ProxyAnswer answer,
            HttpLimits limits) throws IOException {
        switch (answer.outcome()) {
            case ANSWERED -> {
                if (answer.payload() == null) {
                    Replies.secure(response);
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                } else {
                    return json(request, response, HttpServletResponse.SC_OK, answer.payload(), limits);
                }
            }
            case FAILED -> {
                return json(request, response, httpStatus(answer.status()),
                        text(answer.status(), answer.message(), answer.payload()), limits);
            }
            case NO_NAMESPACE -> problem(response, HttpServletResponse.SC_NOT_FOUND, answer.message());
            case NO_INSTANCE -> problem(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, answer.message());
            case TIMEOUT -> problem(response, HttpServletResponse.SC_GATEWAY_TIMEOUT, answer.message());
            default -> throw new IllegalStateException(answer.outcome().name());
        }
        return true;
    }

    private static boolean json(HttpServletRequest request, HttpServletResponse response, int status, String text,
            HttpLimits limits) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!limits.grow(0, bytes.length)) {
            problem(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "the handler has answered, but too many answers are being written");
            return true;
        }
        head(response, status);
        return SlowReply.write(request, response, bytes, () -> limits.release(bytes.length));
    }

    static void problem(HttpServletResponse response, int status, String message) throws IOException {
        head(response, status);
        response.getWriter().write(text(Integer.toString(status), message, null));
    }

    /**
     * Returns the text of a problem. The handler's own status is in it as JSON text, because HTTP may have no such status.
     *
     * @param body the body that the handler's node has sent, as JSON text; {@code null} for none
     */
    private static String text(String status, String message, String body) {
        return "{\"status\":" + status + ",\"message\":"
                + AsciiWriter.escaped(JsonText.quote(message == null ? "" : message))
                + (body == null || body.equals("null") ? "}" : ",\"data\":" + body + "}");
    }

    private static int httpStatus(String status) {
        return status.matches("[45]\\d\\d") ? Integer.parseInt(status) : HttpServletResponse.SC_BAD_GATEWAY;
    }

    private static void head(HttpServletResponse response, int status) {
        response.setStatus(status);
        Replies.secure(response);
        response.setContentType("application/json");
    }
}

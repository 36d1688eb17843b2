package io.microcdi.registry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.registry.ProxyAnswer;
import io.microcdi.wire.JsonText;

/** What the gateway says of a call. */
final class GatewayReplies {

    private GatewayReplies() {
    }

    static void answer(HttpServletResponse response, ProxyAnswer answer) throws IOException {
        switch (answer.outcome()) {
            case ANSWERED -> {
                if (answer.payload() == null) {
                    Replies.secure(response);
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                } else {
                    json(response, HttpServletResponse.SC_OK, answer.payload());
                }
            }
            case FAILED -> problem(response, httpStatus(answer.status()), answer.status(), answer.message());
            case NO_NAMESPACE -> problem(response, HttpServletResponse.SC_NOT_FOUND, answer.message());
            case NO_INSTANCE -> problem(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, answer.message());
            case TIMEOUT -> problem(response, HttpServletResponse.SC_GATEWAY_TIMEOUT, answer.message());
            default -> throw new IllegalStateException(answer.outcome().name());
        }
    }

    static void problem(HttpServletResponse response, int status, String message) throws IOException {
        problem(response, status, Integer.toString(status), message);
    }

    /** The handler's own status is told as it is, as JSON text, also where HTTP has no such one. */
    private static void problem(HttpServletResponse response, int status, String told, String message)
            throws IOException {
        json(response, status,
                "{\"status\":" + told + ",\"message\":" + JsonText.quote(message == null ? "" : message) + "}");
    }

    private static int httpStatus(String status) {
        return status.matches("[45]\\d\\d") ? Integer.parseInt(status) : HttpServletResponse.SC_BAD_GATEWAY;
    }

    private static void json(HttpServletResponse response, int status, String text) throws IOException {
        response.setStatus(status);
        Replies.secure(response);
        response.setContentType("application/json");
        response.getWriter().write(text);
    }
}

package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.wire.JsonText;
import io.microcdi.registry.ProxyAnswer;

/** Writes the gateway's answer to a call. */
final class GatewayReplies {

    private GatewayReplies() {
    }

    /** Writes the body of an answer. It returns false if a listener is still writing it. */
    private interface Writer {
        boolean write(byte[] bytes, Runnable end) throws IOException;
    }

    /** Answers a request that is not in asynchronous mode. */
    static void answer(HttpServletRequest request, HttpServletResponse response, ProxyAnswer answer,
            HttpLimits.Part part)
            throws IOException {
        answer(response, answer, part, (bytes, end) -> {
            SlowReply.write(request, response, bytes, end);
            return true;
        });
    }

    /**
     * Answers a request that is in asynchronous mode. Returns false if a listener is still writing the answer; it then
     * completes the request.
     */
    static boolean answer(AsyncContext async, RequestEnd requestEnd, ProxyAnswer answer, HttpLimits.Part part)
            throws IOException {
        return answer((HttpServletResponse) async.getResponse(), answer, part,
                (bytes, end) -> SlowReply.write(async, requestEnd, bytes, end));
    }

    private static boolean answer(HttpServletResponse response, ProxyAnswer answer, HttpLimits.Part part, Writer writer)
            throws IOException {
        switch (answer.outcome()) {
            case ANSWERED -> {
                if (answer.payload() == null) {
                    Replies.secure(response);
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                } else {
                    return json(response, HttpServletResponse.SC_OK, answer.payload(), part, writer);
                }
            }
            case FAILED -> {
                return json(response, httpStatus(answer.status()), text(answer.status(), answer), part, writer);
            }
            case NO_NAMESPACE -> problem(response, HttpServletResponse.SC_NOT_FOUND, answer);
            // proxies and clients repeat calls that were answered 503
            case NO_INSTANCE -> problem(response, answer.mayHaveExecuted() ? HttpServletResponse.SC_BAD_GATEWAY
                    : HttpServletResponse.SC_SERVICE_UNAVAILABLE, answer);
            case TIMEOUT -> problem(response, HttpServletResponse.SC_GATEWAY_TIMEOUT, answer);
            default -> throw new IllegalStateException(answer.outcome().name());
        }
        return true;
    }

    private static boolean json(HttpServletResponse response, int status, String text, HttpLimits.Part part,
            Writer writer) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!part.grow(0, bytes.length)) {
            problem(response, HttpServletResponse.SC_BAD_GATEWAY,
                    "the handler has answered, but too many answers are being written");
            return true;
        }
        OnceRunnable release = new OnceRunnable(() -> part.release(bytes.length));
        return release.handOver(() -> {
            head(response, status);
            response.setContentLength(bytes.length);
            return writer.write(bytes, release);
        });
    }

    static void problem(HttpServletResponse response, int status, String message) throws IOException {
        problem(response, status, new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "", null, message, true));
    }

    private static void problem(HttpServletResponse response, int status, ProxyAnswer answer) throws IOException {
        byte[] bytes = text(Integer.toString(status), answer).getBytes(StandardCharsets.UTF_8);
        head(response, status);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /**
     * Returns the text of a problem. The handler's own status is in it as JSON text, because HTTP may have no such status. A
     * call that certainly has not run may be repeated, and the text says so as the wire does.
     *
     * @param answer has the body that the handler's node has sent, as JSON text
     */
    private static String text(String status, ProxyAnswer answer) {
        String message = answer.message();
        String body = answer.payload();
        return "{\"status\":" + status + ",\"message\":"
                + AsciiWriter.escaped(JsonText.quote(message == null ? "" : message))
                + (answer.mayHaveExecuted() ? "" : ",\"executed\":false")
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

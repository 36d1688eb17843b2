package io.microcdi.internal.registry.tomcat;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

import jakarta.servlet.http.HttpServletResponse;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/**
 * Writes the answers to requests that Tomcat itself refuses, for example because of an invalid path. An answer is a
 * short text with the cure; below the path of the gateway it is JSON. It repeats nothing of the request.
 */
public final class ShortErrors extends ErrorReportValve {

    private static final int EXPECTATION_FAILED = 417;
    private static final int TOO_LONG = 414;
    private static final int HEADERS_TOO_LONG = 431;

    /** Called by the host. */
    public ShortErrors() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        int status = response.getStatus();
        if (status < HttpServletResponse.SC_BAD_REQUEST || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        String path = request.getCoyoteRequest().requestURI().toString();
        boolean gateway = path != null && path.startsWith("/call/");
        String text = text(status);
        try {
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            response.setContentType(gateway ? "application/json" : "text/plain");
            response.setCharacterEncoding("UTF-8");
            Writer out = response.getReporter();
            if (out != null) {
                out.write(gateway ? "{\"status\":" + status + ",\"message\":\"" + text + "\"}" : text + "\n");
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException gone) {
            return; // the client has left
        }
    }

    /** Returns a text for a status, which is one of JSON too. */
    static String text(int status) {
        return switch (status) {
            case HttpServletResponse.SC_BAD_REQUEST, TOO_LONG, HEADERS_TOO_LONG ->
                "the request cannot be read: expected a path and headers of at most 8 KB together, with two hexadecimal digits"
                        + " behind each % of the path, no control character and no backslash in it, and one Content-Length"
                        + " at most, which is a number";
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED, HttpServletResponse.SC_NOT_IMPLEMENTED ->
                "this method is not possible here: expected GET, or POST for a call or an action";
            case EXPECTATION_FAILED -> "expected no header Expect but 100-continue";
            case HttpServletResponse.SC_NOT_FOUND -> "not found";
            case HttpServletResponse.SC_FORBIDDEN -> "forbidden";
            default -> status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                    ? "the registry cannot answer this request, its log may say why"
                    : String.format(Locale.ROOT, "refused with %d", status);
        };
    }
}

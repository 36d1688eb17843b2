package io.microcdi.internal.registry.web;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.websocket.ServletConnect;

/**
 * Serves the console: its page at the root of the context, its files below {@code /assets/}, and 404 at all other
 * paths. The servlet is mapped to {@code /}, because a container's default servlet would serve the files of the archive
 * there. It is not mapped to the root alone, because that mapping has no effect on Payara if {@code /} is mapped too.
 */
public final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private transient ConsoleFiles files;

    /** Called by the container. */
    public PageServlet() {
    }

    @Override
    public void init() throws ServletException {
        try {
            files = new ConsoleFiles(getServletContext());
        } catch (IOException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (Replies.isHandshake(request) || files.get(ServletConnect.below(request)) == null) {
            Replies.notFound(request, response);
        } else if (Replies.isReading(request, response)) {
            super.service(request, response);
        }
    }

    /** Sends a file. The browser asks again each time, and gets 304 if it has the file already. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ConsoleFiles.Asset file = files.get(ServletConnect.below(request));
        Replies.secure(response);
        response.setHeader("Cache-Control", "private, no-cache");
        response.setHeader("ETag", file.tag());
        response.setHeader("Content-Security-Policy", ContentPolicy.CONSOLE);
        if (ApiQuery.isKnown(request, file.tag())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(file.type());
        response.setContentLength(file.bytes().length);
        SlowReply.write(request, response, file.bytes(), () -> {
        });
    }
}

package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.websocket.ServletConnect;

/**
 * Serves the page at the root of the context, and 404 at all other paths. The page is one file. The browser checks its
 * script and style by their hashes. The servlet is mapped to {@code /}, because a container's default servlet would
 * serve the files of the archive there. It is not mapped to the root alone, because that mapping has no effect on
 * Payara if {@code /} is mapped too.
 */
public final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String PAGE = "/WEB-INF/page/index.html";

    private transient byte[] page;
    private transient String policy;

    /** Called by the container. */
    public PageServlet() {
    }

    @Override
    public void init() throws ServletException {
        try (InputStream in = getServletContext().getResourceAsStream(PAGE)) {
            if (in == null) {
                throw new ServletException(PAGE + " is not in the archive");
            }
            page = in.readAllBytes();
            policy = ContentPolicy.of(new String(page, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String path = ServletConnect.below(request);
        if (Replies.isHandshake(request) || !path.isEmpty() && !path.equals("/")) {
            Replies.notFound(request, response);
        } else {
            super.service(request, response);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Replies.secure(response);
        response.setHeader("Content-Security-Policy", policy);
        response.setContentType("text/html");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }
}

package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The page at the root of the context, one file, whose script and style the browser knows by their hashes; and nothing at
 * all elsewhere. It is mapped to {@code /}, where a container's own servlet would give out the files of the archive; not
 * to the root alone, since that mapping never takes effect on Payara beside this one.
 */
public final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String PAGE = "/WEB-INF/page/index.html";

    private transient byte[] page;
    private transient String policy;

    /** Made by the container. */
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
        String path = request.getRequestURI().substring(request.getContextPath().length());
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

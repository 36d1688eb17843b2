package io.microcdi.registry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Everything that is nothing else. It stands where a container's own servlet would give out the files of the archive, and
 * tells a node whose address was wrong what a right one is.
 */
public final class NotFoundServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public NotFoundServlet() {
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Replies.notFound(request, response);
    }
}

package io.microcdi.it.app;

import java.io.IOException;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.MicroCaller;
import io.microcdi.error.MicroException;

/** Calls a route for an HTTP request, whose token goes along. */
@WebServlet("/user/*")
public class UserServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    transient MicroCaller caller;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            response.getWriter().print(caller.call("secured", request.getPathInfo(), null, String.class));
        } catch (MicroException e) {
            response.getWriter().print(e.status());
        }
    }
}

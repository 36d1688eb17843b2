package io.microcdi.it.app;

import java.io.IOException;
import java.util.Optional;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.server.HttpListener;
import io.microcdi.internal.server.HttpListenerProbes;

/** Asks for the server's HTTP listener while the deployment starts, as the extension does, and tells what it was told. */
@WebListener
@WebServlet("/listener")
public class ListenerServlet extends HttpServlet implements ServletContextListener {
    private static final long serialVersionUID = 1;
    private static final String FOUND = "found";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Optional<HttpListener> found = HttpListenerProbes.find(event.getServletContext(), false);
        event.getServletContext().setAttribute(FOUND, found.map(HttpListener::toString).orElse("nothing"));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(getServletContext().getAttribute(FOUND));
    }
}

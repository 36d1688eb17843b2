package io.microcdi.it.app;

import java.io.IOException;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.NamespaceView;

/** Calls other services for its HTTP clients, by the registry that its own application runs. */
@WebServlet("/api/*")
public class Gateway extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    transient MicroRegistry registry;

    /** Without a path, the namespaces; with one, as {@code /user-service/users}, what that route answers. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        response.getWriter().print(path == null || path.equals("/")
                ? registry.namespaces().stream().map(NamespaceView::name).toList()
                : registry.call(path.substring(1), request.getParameter("id"), String.class));
    }

    /** A service of the same application. */
    @MicroService
    public static class Status {

        /** Whether it runs. */
        @Route("/status")
        public String status() {
            return "the gateway runs";
        }
    }
}

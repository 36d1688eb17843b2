package io.microcdi.it.stop;

import java.io.IOException;

import jakarta.annotation.PreDestroy;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;

/** The events of an application's own servlets, filters and listeners. */
@WebServlet(value = "/nothing", loadOnStartup = 1)
public class MomentsWeb extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    public void destroy() {
        Moments.note("servlet destroyed");
    }

    /** Of the servlet. */
    @PreDestroy
    public void ends() {
        Moments.note("@PreDestroy of a servlet");
    }

    /** Lets all through. */
    @WebFilter("/nothing")
    public static class Through implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
        }

        @Override
        public void destroy() {
            Moments.note("filter destroyed");
        }
    }

    /** One that is found by its annotation. */
    @WebListener
    public static class Annotated implements ServletContextListener {
        @Override
        public void contextDestroyed(ServletContextEvent event) {
            Moments.note("contextDestroyed of a @WebListener");
        }
    }
}

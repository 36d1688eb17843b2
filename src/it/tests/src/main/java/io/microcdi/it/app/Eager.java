package io.microcdi.it.app;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.error.MicroException;

/** Calls another service as soon as the application begins. */
@ApplicationScoped
public class Eager {
    private static final Queue<String> ANSWERS = new ConcurrentLinkedQueue<>();

    @Inject
    MicroCaller caller;

    void begun(@Observes @Initialized(ApplicationScoped.class) Object event) {
        call("observer");
    }

    /** Calls once. */
    public void call(String who) {
        try {
            caller.call("orders", "/echo", who, RawJson.class);
            ANSWERS.add(who);
        } catch (MicroException e) {
            ANSWERS.add(who + ": " + e);
        }
    }

    /** Calls when the web application begins. */
    @WebListener
    public static class Listener implements ServletContextListener {
        @Inject
        Eager eager;

        @Override
        public void contextInitialized(ServletContextEvent event) {
            eager.call("listener");
        }
    }

    /** Tells what was answered, and what the node is called. */
    @WebServlet("/early")
    public static class ResponseDecoder extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Inject
        transient MicroNode node;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(node.namespace() + ": " + ANSWERS.stream().sorted().toList());
        }
    }
}

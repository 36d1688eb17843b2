package io.microcdi.internal.servlet;

import java.util.Objects;
import java.util.Optional;

import jakarta.servlet.ServletContext;

import io.microcdi.internal.cdi.WebAppInfo;
import io.microcdi.internal.server.HttpListener;
import io.microcdi.internal.server.HttpListenerProbes;

/**
 * The facts about a web application from its servlet context.
 *
 * @param context the context that initializers get. Some containers wrap the context that listeners get, and the server
 *        cannot be reached through the wrapper
 */
record ServletWebAppInfo(ServletContext context) implements WebAppInfo {

    @Override
    public String contextPath() {
        return Objects.requireNonNullElse(context.getContextPath(), "");
    }

    @Override
    public String displayName() {
        return Objects.requireNonNullElse(context.getServletContextName(), "");
    }

    @Override
    public Optional<HttpListener> listener(boolean tls) {
        return HttpListenerProbes.find(context, tls);
    }
}

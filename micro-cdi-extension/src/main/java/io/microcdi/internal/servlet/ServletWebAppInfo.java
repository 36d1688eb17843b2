package io.microcdi.internal.servlet;

import java.util.Objects;
import java.util.Optional;

import jakarta.servlet.ServletContext;

import io.microcdi.internal.cdi.WebAppInfo;
import io.microcdi.internal.server.HttpListener;
import io.microcdi.internal.server.HttpListenerProbes;

/**
 * What a servlet context tells.
 *
 * @param context the one that initialisers are given: what listeners are given is wrapped by some containers, so that
 *        the server could not be reached through it
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

package io.microcdi.registry.web;

import jakarta.servlet.ServletContext;

import io.microcdi.websocket.OriginPolicy;

/** What the listener leaves for the servlets and the filter of its application. */
record Attributes(RunningRegistry running, OriginPolicy origins) {

    void into(ServletContext context) {
        context.setAttribute(Attributes.class.getName(), this);
    }

    static Attributes of(ServletContext context) {
        return (Attributes) context.getAttribute(Attributes.class.getName());
    }
}

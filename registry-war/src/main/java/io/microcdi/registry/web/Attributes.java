package io.microcdi.registry.web;

import java.time.Instant;

import jakarta.servlet.ServletContext;

import io.microcdi.standalone.RegistryServer;
import io.microcdi.websocket.OriginPolicy;

/**
 * What the listener leaves for the servlets and the filter of its application.
 *
 * @param started when the registry was started
 * @param maxMessage the largest message that is taken
 */
record Attributes(RegistryServer registry, OriginPolicy origins, Instant started, int maxMessage) {

    void into(ServletContext context) {
        context.setAttribute(Attributes.class.getName(), this);
    }

    static Attributes of(ServletContext context) {
        return (Attributes) context.getAttribute(Attributes.class.getName());
    }
}

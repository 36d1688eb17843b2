package io.microcdi.internal.cdi;

import jakarta.enterprise.inject.spi.Bean;

import io.microcdi.internal.cdi.route.RouteMethod;

/** A route and the bean that serves it. */
record BeanRoute(Bean<?> bean, RouteMethod method) {
}

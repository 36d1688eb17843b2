package io.microcdi.cdi;

import jakarta.enterprise.inject.spi.Bean;

import io.microcdi.cdi.route.RouteMethod;

/** A route and the bean that serves it. */
record BeanRoute(Bean<?> bean, RouteMethod method) {
}

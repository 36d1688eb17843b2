package io.microcdi.bench.compare.rest;

import java.util.Set;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

import io.microcdi.bench.app.OneJsonb;

/** The application of the service. Without {@link OneJsonb} RESTEasy would make a {@code Jsonb} for each message. */
@ApplicationPath("/")
public final class PaymentApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(PaymentResource.class, OneJsonb.class);
    }
}

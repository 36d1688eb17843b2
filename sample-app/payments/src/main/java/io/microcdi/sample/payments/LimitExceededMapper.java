package io.microcdi.sample.payments;

import jakarta.enterprise.context.ApplicationScoped;

import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;

/** Translates the exception of the application into a status and a body for callers. It applies to all routes. */
@ApplicationScoped
public class LimitExceededMapper implements RouteExceptionMapper<LimitExceededException> {

    @Override
    public RouteException toRouteException(LimitExceededException e) {
        return new RouteException(422, e.getMessage()).with(e.limit());
    }
}

package io.microcdi.sample.payments;

import jakarta.enterprise.context.ApplicationScoped;

import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;

/** Tells callers by status and body what an exception tells in here. It serves all routes. */
@ApplicationScoped
public class LimitExceededMapper implements RouteExceptionMapper<LimitExceededException> {

    @Override
    public RouteException toRouteException(LimitExceededException e) {
        return new RouteException(422, e.getMessage()).with(e.limit());
    }
}

package io.microcdi.it.app;

import jakarta.enterprise.context.ApplicationScoped;

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;

/** A typed client that its service implements. */
@RegisterMicroClient("till")
public interface Refunds {

    /** Refunds a receipt. */
    @Route("/refunds/{id}")
    String refund(@RouteParam("id") String id) throws NoReceiptException;

    /** There is no such receipt. */
    class NoReceiptException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String id;

        /** Says which receipt. */
        public NoReceiptException(String id) {
            super("no receipt " + id);
            this.id = id;
        }
    }

    /** Translates the exception, on both ends. */
    @ApplicationScoped
    class NoReceiptMapper implements RouteExceptionMapper<NoReceiptException> {

        @Override
        public RouteException toRouteException(NoReceiptException exception) {
            return new RouteException(410, "no receipt").with(exception.id);
        }

        @Override
        public NoReceiptException toException(CallFailedException failure) {
            return failure.status() == 410 ? new NoReceiptException(failure.body(String.class)) : null;
        }
    }
}

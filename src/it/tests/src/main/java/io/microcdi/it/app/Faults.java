package io.microcdi.it.app;

import jakarta.enterprise.context.ApplicationScoped;

import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;

/** Throws what a caller asks for. */
@MicroService
public class Faults {

    /** An exception of the application. */
    public static class SoldOutException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String item;

        /** Says which item. */
        SoldOutException(String item) {
            super("secret of " + item);
            this.item = item;
        }
    }

    /** One that is nearer to SoldOutException than to Exception. */
    public static class GoneException extends SoldOutException {
        private static final long serialVersionUID = 1L;

        /** Says which item. */
        GoneException(String item) {
            super(item);
        }
    }

    /** The body of its answer. */
    public record SoldOut(String item, int left) {
    }

    /** Translates it. */
    @ApplicationScoped
    public static class SoldOutMapper implements RouteExceptionMapper<SoldOutException> {

        @Override
        public RouteException toRouteException(SoldOutException exception) {
            return new RouteException(409, "sold out").with(new SoldOut(exception.item, 0));
        }
    }

    /** All classes of this application. */
    public static Class<?>[] classes() {
        return new Class<?>[] { Faults.class, SoldOutException.class, GoneException.class, SoldOut.class,
                SoldOutMapper.class };
    }

    /** Throws an exception that has a mapper. */
    @Route("/gone/{item}")
    public String gone(@RouteParam("item") String item) throws SoldOutException {
        throw new GoneException(item);
    }

    /** Throws an exception of a class, which only some servers have. */
    @Route("/throw/{type}")
    public String fail(@RouteParam("type") String type) throws Exception {
        Class<?> known;
        try {
            known = Class.forName(type, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            return "absent";
        }
        throw (Exception) known.getConstructor(String.class).newInstance("secret");
    }
}

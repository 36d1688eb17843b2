package io.microcdi.bench.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.microcdi.bench.load.Order;

/** The same service over Jakarta REST. */
@Path("/order")
@ApplicationScoped
public class OrderResource {

    /** Returns what it is sent. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Order order(Order order) {
        return order;
    }
}

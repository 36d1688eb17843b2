package io.microcdi.bench.compare.rest;

import java.io.Closeable;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;

/** The caller. With CDI it has {@code @RegisterRestClient}, and is injected. */
@Path("/charge")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface PaymentClient extends Closeable {

    /** Charges a payment. */
    @POST
    Receipt charge(Charge charge);
}

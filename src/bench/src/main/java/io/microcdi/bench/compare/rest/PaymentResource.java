package io.microcdi.bench.compare.rest;

import java.util.UUID;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;

/** The service. */
@Path("/charge")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class PaymentResource {

    /** Charges a payment. */
    @POST
    public Receipt charge(Charge charge) {
        if (charge.amount() <= 0) {
            throw new ClientErrorException(Response.status(422).entity("the amount must be more than zero")
                    .type(MediaType.TEXT_PLAIN).build());
        }
        return new Receipt(UUID.randomUUID().toString(), charge.amount());
    }
}

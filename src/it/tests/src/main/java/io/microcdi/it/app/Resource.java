package io.microcdi.it.app;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** A resource at the very paths at which nodes are dialled. */
@Path("/{host}/{port}/{namespace}")
public class Resource {
    /** Which of them was asked for. */
    @GET
    public String get(@PathParam("namespace") String namespace) {
        return "resource " + namespace;
    }
}

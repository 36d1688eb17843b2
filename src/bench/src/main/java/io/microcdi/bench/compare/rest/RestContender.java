package io.microcdi.bench.compare.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

import jakarta.ws.rs.WebApplicationException;

import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.jboss.resteasy.plugins.server.undertow.UndertowJaxrsServer;

import io.microcdi.bench.app.OneJsonb;
import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Contender;
import io.microcdi.bench.compare.Receipt;
import io.microcdi.launch.Ports;

/** The service on RESTEasy and Undertow, and the client of RESTEasy. */
public final class RestContender implements Contender {

    private final UndertowJaxrsServer server = new UndertowJaxrsServer();
    private final PaymentClient client;

    /** Starts them. */
    public RestContender() throws Exception {
        int port = Ports.any();
        server.setHostname("127.0.0.1").setPort(port).deploy(PaymentApplication.class).start();
        client = RestClientBuilder.newBuilder().baseUri(URI.create("http://127.0.0.1:" + port))
                .register(OneJsonb.class).build(PaymentClient.class);
    }

    @Override
    public Receipt charge(Charge charge) {
        return client.charge(charge);
    }

    @Override
    public String status(RuntimeException failure) {
        return failure instanceof WebApplicationException failed ? Integer.toString(failed.getResponse().getStatus())
                : "none";
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            server.stop();
        }
    }
}

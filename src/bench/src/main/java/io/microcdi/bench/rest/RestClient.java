package io.microcdi.bench.rest;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.InvocationCallback;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.client.jaxrs.ResteasyClientBuilder;

import io.microcdi.bench.app.OneJsonb;
import io.microcdi.bench.load.Client;
import io.microcdi.bench.load.Done;
import io.microcdi.bench.load.Order;

/** Posts orders. Its asynchronous calls take a thread from a pool for each call in flight. */
public final class RestClient implements Client {

    private static final int CONNECTIONS = 256;

    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    private final jakarta.ws.rs.client.Client client;
    private final WebTarget orders;

    /** A client for one resource. */
    public RestClient(String url) {
        client = ((ResteasyClientBuilder) ClientBuilder.newBuilder()).connectionPoolSize(CONNECTIONS)
                .maxPooledPerRoute(CONNECTIONS).connectionCheckoutTimeout(1, TimeUnit.MINUTES).executorService(threads)
                .register(OneJsonb.class).build();
        orders = client.target(url);
    }

    @Override
    public void start(Order order, Done done) {
        orders.request(MediaType.APPLICATION_JSON).async().post(Entity.json(order), new InvocationCallback<Order>() {
            @Override
            public void completed(Order answer) {
                order.check(answer);
                done.done(null);
            }

            @Override
            public void failed(Throwable failure) {
                done.done(failure);
            }
        });
    }

    @Override
    public void call(Order order) {
        order.check(orders.request(MediaType.APPLICATION_JSON).post(Entity.json(order), Order.class));
    }

    @Override
    public void close() {
        client.close();
        threads.shutdownNow();
    }
}

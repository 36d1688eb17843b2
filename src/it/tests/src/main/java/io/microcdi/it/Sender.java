package io.microcdi.it;

import java.util.concurrent.CompletableFuture;

import io.microcdi.MicroPeer;
import io.microcdi.it.app.Parcel;

/** The sender of parcels over the tested link. */
sealed interface Sender {
    /** That of the node of this JVM, and of what is held: each test has another. */
    String name();

    /** Carries a parcel; tells what became of it. */
    String carry(String unit, int length, boolean fetched) throws Exception;

    /** Begins a call that is answered when {@link #release()} is called. */
    CompletableFuture<String> hold();

    void release() throws Exception;

    /** The node of this JVM. */
    record FromOutside(MicroPeer server, String name) implements Sender {
        @Override
        public String carry(String unit, int length, boolean fetched) {
            return new Parcel(unit, length, fetched, server.namespace()).carry(server);
        }

        @Override
        public CompletableFuture<String> hold() {
            return server.<String>request("/hold", name, String.class).toCompletableFuture();
        }

        @Override
        public void release() {
            server.request("/release", name, Void.class).join();
        }
    }

    /** The application on the server, which is told over another link. */
    record FromServer(NodeLink orders, String name) implements Sender {
        @Override
        public String carry(String unit, int length, boolean fetched) throws Exception {
            return orders.call("/carry", "{\"unit\":\"" + unit + "\",\"length\":" + length + ",\"fetched\":" + fetched
                    + ",\"peer\":\"" + name + "\"}").getString("data");
        }

        @Override
        public CompletableFuture<String> hold() {
            return orders.request("/hold-at", "\"" + name + "\"")
                    .thenApply(answer -> answer.getJsonObject("data").getString("data"));
        }

        @Override
        public void release() throws Exception {
            orders.call("/release-at", "\"" + name + "\"");
        }
    }
}

package io.microcdi.bench.rsocket;

import java.nio.charset.StandardCharsets;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;

import io.microcdi.bench.load.Order;
import io.rsocket.Payload;
import io.rsocket.util.DefaultPayload;

/** Orders as payloads and back. */
final class Payloads {

    private static final Jsonb JSONB = JsonbBuilder.create();

    private Payloads() {
    }

    static Payload of(Order order) {
        return DefaultPayload.create(JSONB.toJson(order).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a payload and lets go of it. */
    static Order order(Payload payload) {
        try {
            return JSONB.fromJson(payload.getDataUtf8(), Order.class);
        } finally {
            payload.release();
        }
    }
}

package io.microcdi.internal.test;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;

import io.microcdi.internal.concurrent.Threads;

/**
 * Uses JSON-B once on another thread, while the first test starts its world and its container. Its classes are then there
 * when the first payload is bound, which otherwise takes a good part of the first test.
 */
final class Preload {

    /** A payload of text and number. */
    public record Sample(String text, int number) {
    }

    private Preload() {
    }

    /** Starts the thread, which ends by itself. A failure is left to the test that needs JSON-B. */
    static void start() {
        Threads.daemon("micro-test-preload", Preload.class.getClassLoader()).newThread(Preload::use).start();
    }

    private static void use() {
        try {
            Jsonb jsonb = JsonbBuilder.create();
            jsonb.fromJson(jsonb.toJson(new Sample("text", 1)), Sample.class);
        } catch (RuntimeException | LinkageError failure) {
            // expected where there is no JSON-B: the test that needs it says so
        }
    }
}

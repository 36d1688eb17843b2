package io.microcdi.internal.registry.web;

import java.util.function.Supplier;

/**
 * The texts of answers that are being written. Each answer has a new text while few texts are being written. Otherwise
 * answers share the last text. Any number of clients that do not read thus hold only a few of these texts in memory.
 * Thread-safe.
 */
final class Snapshots {

    private static final int MAX_ALIVE = 4;

    private int alive;
    private Snapshot last;

    /** A text that one or more answers use. It is free when each of them has released it. */
    final class Snapshot {

        private final byte[] bytes;
        private int users;

        private Snapshot(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        void release() {
            synchronized (Snapshots.this) {
                if (--users == 0) {
                    alive--;
                }
            }
        }
    }

    synchronized Snapshot take(Supplier<byte[]> maker) {
        if (alive < MAX_ALIVE || last.users == 0) {
            last = new Snapshot(maker.get());
            alive++;
        }
        last.users++;
        return last;
    }
}

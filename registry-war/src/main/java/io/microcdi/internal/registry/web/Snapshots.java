package io.microcdi.internal.registry.web;

import java.util.function.Supplier;

/**
 * The last texts that were made for answers. A new one is made for each answer while few of them are being written; beyond
 * that, answers share the last one, so that clients that do not read hold few texts however many they are. Thread-safe.
 */
final class Snapshots {

    private static final int MOST = 4;

    private int alive;
    private Snapshot last;

    /** A text that is used by as many answers as took it, until each has released it. */
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
        if (alive < MOST || last.users == 0) {
            last = new Snapshot(maker.get());
            alive++;
        }
        last.users++;
        return last;
    }
}

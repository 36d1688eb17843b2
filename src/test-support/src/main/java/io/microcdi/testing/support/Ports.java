package io.microcdi.testing.support;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are told one before they start. They lie below those that systems give to clients and to
 * servers without a port, so that nobody takes one in between, and none is given twice in one JVM.
 */
public final class Ports {

    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {
    }

    /** A port that nobody listens on now. */
    public static int free() {
        return free(1);
    }

    /** The first of so many ports in a row that nobody listens on now. */
    public static int free(int count) {
        for (int i = 0; i < ATTEMPTS; i++) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
            int taken = 0;
            while (taken < count && GIVEN.add(first + taken) && isFree(first + taken)) {
                taken++;
            }
            if (taken == count) {
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports between " + LOWEST + " and " + HIGHEST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}

package io.microcdi.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/** Finds ports that nobody listens on. */
public final class Ports {

    private Ports() {
    }

    /**
     * The port to use.
     *
     * @param asked what the user wants; 0 for no wish
     * @param usual what is taken without a wish; if it is in use, any other and a line that says so
     * @param key the system property that the user may set
     */
    static int choose(int asked, int usual, String key) {
        if (asked != 0) {
            if (!isFree(asked)) {
                throw new DemoException("Port " + asked + " is in use: choose another with -D" + key);
            }
            return asked;
        }
        if (isFree(usual)) {
            return usual;
        }
        int port = any();
        System.out.println("Port " + usual + " is in use: taking " + port + ". -D" + key + "=N chooses one.");
        return port;
    }

    /** Any free port. */
    public static int any() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("There is no free port", e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

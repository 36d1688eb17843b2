package io.microcdi.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

import io.microcdi.launch.Ports;

/** The ports that a person sees. */
final class DemoPorts {

    private DemoPorts() {
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
        int port = Ports.any();
        System.out.println("Port " + usual + " is in use: taking " + port + ". -D" + key + "=N chooses one.");
        return port;
    }

    /** A port that is free, as is the next one: the usual one if it is, else any. */
    static int pair(int usual) {
        int port = usual;
        while (!isFree(port) || !isFree(port + 1)) {
            port = Ports.any();
        }
        return port;
    }

    /** The usual port if it is free, else any. */
    static int free(int usual) {
        return isFree(usual) ? usual : Ports.any();
    }

    private static boolean isFree(int port) {
        if (port > 65_535) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

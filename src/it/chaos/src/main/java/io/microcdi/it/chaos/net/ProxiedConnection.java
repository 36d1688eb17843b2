package io.microcdi.it.chaos.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** One connection through the proxy, with a thread for each direction. */
final class ProxiedConnection {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final FaultProxy proxy;
    private final Socket dialler;
    private final Socket acceptor;
    private volatile boolean cut;

    ProxiedConnection(FaultProxy proxy, Socket dialler, Socket acceptor) throws IOException {
        this.proxy = proxy;
        this.dialler = dialler;
        this.acceptor = acceptor;
        dialler.setTcpNoDelay(true);
        acceptor.setTcpNoDelay(true);
    }

    void start() {
        start(dialler, acceptor, false);
        start(acceptor, dialler, true);
    }

    private void start(Socket from, Socket to, boolean answers) {
        Thread thread = new Thread(() -> pump(from, to, answers), "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from; to) {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            int count = input.read(buffer);
            while (count >= 0 && pass(output, buffer, count, answers)) {
                count = input.read(buffer);
            }
        } catch (IOException e) {
            // an end has closed it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        proxy.ended(this);
    }

    /** Returns whether the connection goes on. */
    private boolean pass(OutputStream output, byte[] bytes, int count, boolean answers)
            throws IOException, InterruptedException {
        if (cut && answers) {
            output.write(bytes, 0, count / 2);
            return false;
        }
        switch (proxy.fault()) {
            case NONE -> output.write(bytes, 0, count);
            case DELAY -> {
                Thread.sleep(FaultProxy.DELAY_MILLIS);
                output.write(bytes, 0, count);
            }
            case BYTE_AT_A_TIME -> {
                for (int i = 0; i < count; i++) {
                    output.write(bytes, i, 1);
                }
            }
            case HALF_OPEN -> {
                if (!answers) {
                    output.write(bytes, 0, count);
                }
            }
            case BLACK_HOLE -> {
                // lost
            }
        }
        return true;
    }

    void cutWithinMessage() {
        cut = true;
    }

    void reset() {
        reset(dialler);
        reset(acceptor);
    }

    private static void reset(Socket socket) {
        try {
            // a close that waits for nothing sends RST
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }
}

package io.microcdi.internal.cluster;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

import org.jspecify.annotations.Nullable;

/**
 * A connection to another member, which proves by its first answer that it knows the secret. Only the reading thread waits
 * for this answer. The thread that writes to all members never waits, because one of them may hang: its output is stored
 * until the answer comes, within a bound.
 */
final class ProvingSocket extends Socket {

    private static final int MAX_BUFFERED = 1 << 20;

    private final @Nullable ConnectionProof proof;
    private final ConnectListener listener;
    private byte @Nullable [] hello;
    /** The output before the proof. Its lock guards it and {@link #proved}. */
    private final ByteArrayOutputStream buffered = new ByteArrayOutputStream(0);
    private boolean proved;

    /** Receives the results of attempts to connect. */
    interface ConnectListener {

        /** Called when an attempt has ended. {@code failure} is {@code null} if there is a connection. */
        void ended(SocketAddress address, @Nullable IOException failure);
    }

    /**
     * Makes a socket that is not connected.
     *
     * @param proof {@code null} if no secret is configured
     */
    ProvingSocket(@Nullable ConnectionProof proof, ConnectListener listener) {
        this.proof = proof;
        this.listener = listener;
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        IOException failure = null;
        try {
            super.connect(address, timeout);
        } catch (IOException e) {
            failure = e;
        }
        listener.ended(address, failure);
        if (failure != null) {
            throw failure;
        }
        if (proof != null) {
            hello = proof.hello();
            super.getOutputStream().write(hello);
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        InputStream in = super.getInputStream();
        return proof == null ? in : new ProvedInput(in);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream out = super.getOutputStream();
        return proof == null ? out : new KeptOutput(out);
    }

    private void prove(InputStream in) throws IOException {
        byte[] first = hello;
        if (proof == null || first == null) {
            throw new SocketException("the socket is not connected");
        }
        try {
            byte[] own = proof.dialled(this, in, first);
            synchronized (buffered) {
                OutputStream out = super.getOutputStream();
                out.write(own);
                buffered.writeTo(out);
                buffered.reset();
                proved = true;
            }
        } catch (IOException e) {
            if (!isClosed()) {
                proof.refused(String.valueOf(getRemoteSocketAddress()), e);
            }
            close();
            // after this exception JGroups connects again, and logs nothing
            throw new SocketException(String.valueOf(e.getMessage()));
        }
    }

    private final class ProvedInput extends FilterInputStream {

        private boolean begun;

        ProvedInput(InputStream in) {
            super(in);
        }

        private void begin() throws IOException {
            if (!begun) {
                begun = true;
                prove(in);
            }
        }

        @Override
        public int read() throws IOException {
            begin();
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            begin();
            return super.read(bytes, offset, length);
        }
    }

    private final class KeptOutput extends OutputStream {

        private final OutputStream out;

        KeptOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] { (byte) single }, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            synchronized (buffered) {
                if (!proved) {
                    if (isClosed() || buffered.size() + length > MAX_BUFFERED) {
                        throw new SocketException("the other registry has not proved itself yet");
                    }
                    buffered.write(bytes, offset, length);
                    return;
                }
            }
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            ProvingSocket.this.close();
        }
    }
}

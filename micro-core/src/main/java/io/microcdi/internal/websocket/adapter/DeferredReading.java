package io.microcdi.internal.websocket.adapter;

import java.io.IOException;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;

/**
 * Keeps the servlet container of Tyrus (Payara, GlassFish) from losing a thread of its listener with each client that
 * sends soon after its handshake.
 *
 * <p>{@code TyrusHttpUpgradeHandler.init} sets its read listener, and makes the connection afterwards. Where bytes have
 * come already, {@code setReadListener} calls {@code onDataAvailable} on the same thread, and that waits for the connection
 * for ever; so it is in Tyrus 2.1.5, and in the source of 2.2. Five such clients end a listener of five threads. A filter in
 * front of Tyrus passes on {@linkplain #of this request}: its upgrade has the container read only when {@code init} has
 * returned.
 */
public final class DeferredReading extends HttpServletRequestWrapper {

    private static final String TYRUS = "org.glassfish.tyrus.";

    private DeferredReading(HttpServletRequest request) {
        super(request);
    }

    /** The request as it is to be passed on; on other servers nothing changes by it. */
    public static HttpServletRequest of(HttpServletRequest request) {
        return new DeferredReading(request);
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
        if (!type.getName().startsWith(TYRUS)) {
            return super.upgrade(type);
        }
        T handler;
        try {
            handler = type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new ServletException(type.getName() + " cannot be made", e);
        }
        super.upgrade(Handler.class).handler = handler;
        return handler;
    }

    /** Stands before the handler of the server; public for the container, which makes it. */
    public static final class Handler implements HttpUpgradeHandler {

        private HttpUpgradeHandler handler;

        /** Made by the container. */
        public Handler() {
        }

        @Override
        public void init(WebConnection connection) {
            Connection deferred = new Connection(connection);
            handler.init(deferred);
            deferred.begin();
        }

        @Override
        public void destroy() {
            handler.destroy();
        }
    }

    @SuppressWarnings("try") // the interface lets close() throw anything
    private static final class Connection implements WebConnection {

        private final WebConnection connection;
        private Input input;

        Connection(WebConnection connection) {
            this.connection = connection;
        }

        @Override
        public synchronized ServletInputStream getInputStream() throws IOException {
            if (input == null) {
                input = new Input(connection.getInputStream());
            }
            return input;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            return connection.getOutputStream();
        }

        @Override
        public void close() throws Exception {
            connection.close();
        }

        synchronized void begin() {
            if (input != null) {
                input.begin();
            }
        }
    }

    private static final class Input extends ServletInputStream {

        private final ServletInputStream input;
        private ReadListener listener;

        Input(ServletInputStream input) {
            this.input = input;
        }

        /** Called once, by whoever initialises. */
        void begin() {
            if (listener != null) {
                input.setReadListener(listener);
            }
        }

        @Override
        public void setReadListener(ReadListener newListener) {
            listener = newListener;
        }

        @Override
        public boolean isFinished() {
            return input.isFinished();
        }

        @Override
        public boolean isReady() {
            return input.isReady();
        }

        @Override
        public int available() throws IOException {
            return input.available();
        }

        @Override
        public int read() throws IOException {
            return input.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return input.read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}

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
 * Prevents a deadlock in the servlet container of Tyrus (Payara, GlassFish). Without it, each client that sends a
 * message soon after its handshake blocks a thread of the listener for ever.
 *
 * <p>{@code TyrusHttpUpgradeHandler.init} sets its read listener first and makes the connection afterwards. If bytes
 * have arrived already, {@code setReadListener} calls {@code onDataAvailable} on the same thread. That method waits for
 * the connection for ever. Tyrus 2.1.5 and the source of 2.2 behave like this. Five such clients block a listener of
 * five threads. A filter before Tyrus passes on {@linkplain #of this request}. The container then reads only after
 * {@code init} has returned.
 */
public final class DeferredReading extends HttpServletRequestWrapper {

    private static final String TYRUS = "org.glassfish.tyrus.";

    private DeferredReading(HttpServletRequest request) {
        super(request);
    }

    /** Returns the request to pass on. It has no effect on other servers. */
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

    /** Wraps the upgrade handler of the server. It is public because the container instantiates it. */
    public static final class Handler implements HttpUpgradeHandler {

        private HttpUpgradeHandler handler;

        /** Called by the container. */
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

        /** Starts to read. Called once, by the thread that initialises the handler. */
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

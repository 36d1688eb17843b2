package io.microcdi.internal.websocket;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jboss.logging.Logger;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.IgnoringReceiver;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * The dialling side of one socket, by the WebSocket client of the JDK. It sends and receives messages. No method blocks
 * on the socket. The client calls the listener on one thread at a time. Thread-safe.
 */
final class DialledSocket implements WebSocket.Listener, Transport {

    private static final Logger LOG = Logger.getLogger(DialledSocket.class);

    /**
     * The number of messages, or parts of messages, that one socket hands over before other sockets get their turn. The
     * socket then requests more on another thread, so that a flooding peer does not block the selector thread.
     */
    private static final int MESSAGES_PER_REQUEST = 64;

    /** The nanoseconds that the other end has to close the socket after this side has closed it. */
    private static final long CLOSE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int maxMessage;
    private final boolean secure;
    private final Function<Transport, Receiver> opened;
    private final ApplicationContext application;
    private final Timer timer;
    private final Executor executor;
    private final Set<DialledSocket> open;
    private final HandshakeGuard guard;
    private volatile WebSocket socket;
    private volatile Receiver receiver = IgnoringReceiver.INSTANCE;
    private volatile boolean givenUp;
    private volatile boolean receivingBinary;
    private volatile boolean sendingBinary;
    private TextAssembler texts;
    private BinaryAssembler binaries;
    private int left = MESSAGES_PER_REQUEST;

    /**
     * Makes a socket. It is not open yet.
     *
     * @param secure whether it is dialled by {@code wss}
     * @param open the set of open sockets. It contains this socket from its opening to its end
     * @param guard the guard over the handshakes of the same client
     */
    DialledSocket(boolean secure, int maxMessage, Function<Transport, Receiver> opened, ApplicationContext application,
            Timer timer, Executor executor, Set<DialledSocket> open, HandshakeGuard guard) {
        this.secure = secure;
        this.open = open;
        this.guard = guard;
        this.maxMessage = maxMessage;
        this.opened = opened;
        this.application = application;
        this.timer = timer;
        this.executor = executor;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    /** The client reports success once it has handed the last byte of a message over, and failure only before that. */
    @Override
    public boolean failureMeansUndelivered() {
        return true;
    }

    /** Ends the socket at once, without a close frame. */
    void cutOff() {
        givenUp = true;
        if (socket != null) {
            end(CloseCodes.ABNORMAL, "given up");
        }
    }

    /**
     * Closes the socket, now or as soon as it opens. It sends a close frame. Without one, some servers notice the end
     * of a connection only when heartbeats are missing. By then they have registered the node, because the handshake is
     * the registration.
     */
    void giveUp() {
        givenUp = true;
        if (socket != null) {
            close(CloseCodes.LEAVING, "given up");
        }
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        socket = webSocket;
        open.add(this);
        boolean tooLate = givenUp;
        try {
            if (!tooLate) {
                receiver = application.wrap(application.callReading(() -> opened.apply(this)));
            }
            texts = new TextAssembler(receiver, maxMessage);
            binaries = new BinaryAssembler(receiver, maxMessage, () -> receivingBinary);
        } catch (RuntimeException | Error e) {
            LOG.debugf(e, "a socket could not be opened");
            end(CloseCodes.ABNORMAL, "not opened");
            return;
        }
        if (tooLate) {
            close(CloseCodes.LEAVING, "given up");
        }
        webSocket.request(MESSAGES_PER_REQUEST);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
        texts.onMessage(part.toString(), last);
        received(webSocket);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer part, boolean last) {
        binaries.onMessage(part, last);
        received(webSocket);
        return null;
    }

    /** Ignores a ping, because the client itself has answered it. */
    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        receiver.alive();
        received(webSocket);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        receiver.alive();
        received(webSocket);
        return null;
    }

    private void received(WebSocket webSocket) {
        guard.linkWorks();
        if (--left == 0) {
            left = MESSAGES_PER_REQUEST;
            executor.execute(() -> webSocket.request(MESSAGES_PER_REQUEST));
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        application.runReading(() -> receiver.closed(CloseCodes.received(code), Excerpts.of(reason)));
        endLater();
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable cause) {
        LOG.debugf(LoggedThrowable.of(cause), "a socket failed");
        application.runReading(() -> receiver.closed(CloseCodes.ABNORMAL, "the socket failed: " + Excerpts.of(cause)));
        endLater();
    }

    /**
     * Ends the socket after the time that the client has for its close frame. The frame waits behind the message that
     * is being sent: a peer that closes the link and reads nothing would hold the socket and that message.
     */
    private void endLater() {
        timer.after(CLOSE_TIMEOUT_NANOS, () -> end(CloseCodes.ABNORMAL, ""));
    }

    @Override
    public void enableReceivingBinary() {
        receivingBinary = true;
    }

    @Override
    public void enableSendingBinary() {
        sendingBinary = true;
    }

    @Override
    public void send(String text, Sent done) {
        byte[] bytes = sendingBinary || !isWellFormed(text) ? text.getBytes(StandardCharsets.UTF_8) : null;
        CompletableFuture<WebSocket> sent = sendingBinary ? socket.sendBinary(ByteBuffer.wrap(bytes), true)
                : socket.sendText(bytes == null ? text : new String(bytes, StandardCharsets.UTF_8), true);
        guard.linkSends(text.length());
        sent.whenComplete((webSocket, failure) -> ended(done, failure));
    }

    /**
     * Returns whether a text has no unpaired surrogate. The client refuses to send such a text. Its bytes are sent
     * instead, with a question mark for the surrogate, as servers do.
     */
    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void ping(Sent done) {
        socket.sendPing(ByteBuffer.allocate(0)).whenComplete((webSocket, failure) -> ended(done, failure));
    }

    private void ended(Sent done, Throwable failure) {
        guard.linkWorks();
        done.sent(failure);
    }

    @Override
    public void close(int code, String reason) {
        WebSocket own = socket;
        if (own.isOutputClosed()) {
            return;
        }
        own.sendClose(CloseCodes.forDialler(code), reason).whenComplete((webSocket, failure) -> {
            if (failure != null && !(failure instanceof IOException && own.isInputClosed())) {
                end(code, reason);
            }
        });
        timer.after(CLOSE_TIMEOUT_NANOS, () -> end(code, reason));
    }

    @Override
    public void cut(int code, String reason) {
        end(code, reason);
    }

    /**
     * Ends the socket and reports the end to the receiver. The client does not report the end of a socket that is ended
     * here.
     */
    private void end(int code, String reason) {
        open.remove(this);
        socket.abort();
        receiver.closed(code, reason);
    }
}

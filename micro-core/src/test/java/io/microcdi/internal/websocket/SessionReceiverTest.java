package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/** Sessions that end while they are being opened, in the ways in which containers were seen to tell of it. */
class SessionReceiverTest {

    private static final CloseReason LEAVING = new CloseReason(CloseCodes.GOING_AWAY, "leaving");

    private final SessionReceiver session = new SessionReceiver();
    private final List<String> told = new ArrayList<>();
    private RuntimeException refusal;
    private boolean open = true;

    @Test
    void anEndBeforeItIsKnownWhoReceivesIsToldAfterwards() {
        open(transport -> {
            session.closed(LEAVING);
            return new Recorder();
        });

        assertThat(told).containsExactly("1001 leaving");
    }

    @Test
    void anEndThatShowsInHandlersBeingRefusedIsTold() {
        refusal = new IllegalStateException("The connection has been closed.");

        open(transport -> new Recorder());

        assertThat(told).containsExactly("1006 closed while it was being opened");
    }

    @Test
    void ofBothTheReasonOfTheOtherEndIsToldFirst() {
        refusal = new IllegalStateException("The connection has been closed.");

        open(transport -> {
            session.closed(LEAVING);
            return new Recorder();
        });

        assertThat(told).first().isEqualTo("1001 leaving");
    }

    @Test
    void aFailureEndsItOnlyWhereTheContainerHasClosedIt() {
        open(transport -> new Recorder());

        session.failed(session(), new IllegalStateException("a broken frame"));
        assertThat(told).isEmpty();

        open = false;
        session.failed(session(), new IllegalStateException("a broken frame"));
        assertThat(told).containsExactly("1006 the socket failed: a broken frame");
    }

    /** Not every container closes a session whose opening has failed. */
    @Test
    void aSessionThatTheNodeCannotOpenIsClosed() {
        assertThatThrownBy(() -> open(transport -> {
            throw new LinkageError("expected by this test");
        })).isInstanceOf(LinkageError.class);
        assertThat(told).containsExactly("close");
    }

    @Test
    void aSessionThatTakesNoHandlerIsClosedAndItsEndIsTold() {
        refusal = new IllegalArgumentException("expected by this test");

        assertThatThrownBy(() -> open(transport -> new Recorder())).isSameAs(refusal);

        assertThat(told).containsExactly("1006 not opened", "close");
    }

    private void open(Function<Transport, Receiver> opened) {
        session.open(session(), new SessionOptions(1_000, Duration.ofSeconds(1), 2_048, false), opened,
                ApplicationContext.current());
    }

    /** No container can be made to end a session at a given line of ours, so this is none. */
    private Session session() {
        return (Session) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Session.class },
                (proxy, method, arguments) -> {
                    if (refusal != null && method.getName().equals("addMessageHandler")) {
                        throw refusal;
                    }
                    if (method.getName().equals("close")) {
                        told.add("close");
                    }
                    return switch (method.getName()) {
                        case "isOpen" -> open;
                        case "isSecure" -> false;
                        case "getAsyncRemote" -> Proxy.newProxyInstance(getClass().getClassLoader(),
                                new Class<?>[] { RemoteEndpoint.Async.class }, (remote, called, values) -> null);
                        default -> null;
                    };
                });
    }

    private final class Recorder implements Receiver {

        @Override
        public void text(String message) {
            told.add("text " + message);
        }

        @Override
        public void alive() {
            told.add("alive");
        }

        @Override
        public void refuse(int code, String reason) {
            told.add("refuse " + code);
        }

        @Override
        public void closed(int code, String reason) {
            told.add(code + " " + reason);
        }
    }
}

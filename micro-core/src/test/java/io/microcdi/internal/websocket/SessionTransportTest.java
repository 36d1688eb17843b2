package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.internal.websocket.adapter.ServerAdapter;

/** With which class loader the container is called. */
class SessionTransportTest {

    private final ClassLoader application = new ClassLoader(null) {
    };
    private final ClassLoader outer = Thread.currentThread().getContextClassLoader();
    private final List<String> called = new ArrayList<>();
    private final List<Long> sendTimeouts = new ArrayList<>();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(outer);
    }

    @Test
    void theContainerIsCalledWithItsOwnAndTheThreadHasTheApplicationsAfterwards() {
        Session session = recorded(Session.class);
        SessionTransport transport = new SessionTransport(session, ServerAdapter.of(session), Duration.ofSeconds(7));
        Thread.currentThread().setContextClassLoader(application);

        transport.send("text", failure -> {
        });
        transport.ping(failure -> {
        });
        transport.close(1001, "leaving");

        assertThat(called).containsExactly("sendText", "sendPing", "close");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(application);
    }

    /** Blocked sends would otherwise hold the threads that write to all peers. */
    @Test
    void onAnUnknownServerASendHasATimeout() {
        Session session = recorded(Session.class);
        new SessionTransport(session, ServerAdapter.of(session), Duration.ofSeconds(7));
        assertThat(sendTimeouts).containsExactly(7_000L);
    }

    /** Records what is called with another class loader than the application's. */
    private <T> T recorded(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getAsyncRemote")) {
                        return recorded(RemoteEndpoint.Async.class);
                    }
                    if (method.getName().equals("setSendTimeout")) {
                        sendTimeouts.add((Long) arguments[0]);
                        return null;
                    }
                    if (method.getName().equals("isSecure")) {
                        return false;
                    }
                    if (Thread.currentThread().getContextClassLoader() == proxy.getClass().getClassLoader()) {
                        called.add(method.getName());
                    }
                    return null;
                }));
    }
}

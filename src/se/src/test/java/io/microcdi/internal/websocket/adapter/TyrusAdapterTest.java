package io.microcdi.internal.websocket.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;

import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.core.ExecutorServiceProvider;
import org.glassfish.tyrus.spi.ServerContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.websocket.Endpoints;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.SessionOptions;

/** How many tasks Tyrus gives its scheduler, counted by the scheduler. */
class TyrusAdapterTest {

    private static final int MESSAGES = 200;
    private static final String PATH = "/127.0.0.1/1/tester";

    private final CountDownLatch closed = new CountDownLatch(1);
    private ServerContainer server;

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void aMessageOfALinkCostsNoTask() throws Exception {
        LinkAcceptor echo = (transport, path, query) -> new Echo(transport);
        int port = start(
                Endpoints.configs(echo, "", new SessionOptions(100, Duration.ofSeconds(1), 2_048, false),
                        new OriginPolicy(List.of())));

        long before = tasksAfterOneMessageAndThen(0, port);
        // those of a connection are scheduled and counted at times of their own
        assertThat(tasksAfterOneMessageAndThen(MESSAGES, port) - before).isLessThan(MESSAGES / 10);
    }

    /** If this fails, {@link TyrusAdapter} may be of no use any more. */
    @Test
    void tyrusItselfSchedulesOneForEachMessageAndEachAnswer() throws Exception {
        int port = start(endpoint(session -> session.setMaxIdleTimeout(0)));

        assertThat(tasksAfterOneMessageAndThen(MESSAGES, port)).isGreaterThanOrEqualTo(2 * MESSAGES);
    }

    /** As with versions of Tyrus for which a negative timeout is as good as none. */
    @Test
    void withoutTheSchedulerNotEvenZeroCostsATask() throws Exception {
        int port = start(endpoint(session -> {
            ServerAdapter.of(session).opened(session, 1_000, false);
            session.setMaxIdleTimeout(0);
        }));

        assertThat(tasksAfterOneMessageAndThen(MESSAGES, port)).isLessThan(MESSAGES);
    }

    @Test
    void aLaterTaskIsScheduled() throws Exception {
        int port = start(endpoint(session -> {
            ServerAdapter.of(session).opened(session, 1_000, false);
            session.setMaxIdleTimeout(20);
        }));

        open(port, new Semaphore(0));
        assertThat(closed.await(20, TimeUnit.SECONDS)).as("closed for being idle").isTrue();
    }

    private int start(List<ServerEndpointConfig> configs) throws Exception {
        server = new GrizzlyServerContainer().createContainer(Map.of());
        for (ServerEndpointConfig config : configs) {
            server.addEndpoint(config);
        }
        server.start("/", 0);
        return ((org.glassfish.tyrus.server.TyrusServerContainer) server).getPort();
    }

    private long tasksAfterOneMessageAndThen(int more, int port) throws Exception {
        Semaphore answers = new Semaphore(0);
        WebSocket client = open(port, answers);
        for (int i = 0; i <= more; i++) {
            client.sendText("hello", true).join();
            assertThat(answers.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
        return ((ThreadPoolExecutor) ((ExecutorServiceProvider) server).getScheduledExecutorService()).getTaskCount();
    }

    private static WebSocket open(int port, Semaphore answers) {
        return HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + PATH), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                        answers.release();
                        return WebSocket.Listener.super.onText(socket, text, last);
                    }
                }).join();
    }

    private List<ServerEndpointConfig> endpoint(Consumer<Session> opened) {
        return List.of(ServerEndpointConfig.Builder.create(Plain.class, "/{a}/{b}/{c}")
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <T> T getEndpointInstance(Class<T> type) {
                        return type.cast(new Plain(opened, closed));
                    }
                }).build());
    }

    /** An endpoint without anything of ours. */
    public static final class Plain extends Endpoint {
        private final Consumer<Session> opened;
        private final CountDownLatch closed;

        Plain(Consumer<Session> opened, CountDownLatch closed) {
            this.opened = opened;
            this.closed = closed;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            opened.accept(session);
            MessageHandler.Whole<String> echo = text -> session.getAsyncRemote().sendText(text);
            session.addMessageHandler(String.class, echo);
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            closed.countDown();
        }
    }

    private record Echo(Transport transport) implements Receiver {
        @Override
        public void text(String message) {
            transport.send(message, failure -> {
            });
        }

        @Override
        public void alive() {
            // nobody asks
        }

        @Override
        public void refuse(int code, String reason) {
            transport.close(code, reason);
        }

        @Override
        public void closed(int code, String reason) {
            // nothing to end
        }
    }
}

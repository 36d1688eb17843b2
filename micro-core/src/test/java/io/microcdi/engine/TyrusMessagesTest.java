package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;
import io.microcdi.standalone.TyrusListener;
import io.microcdi.websocket.SessionOptions;

/** Several messages that Tyrus is given by one write: the bytes on the wire. */
@Timeout(30)
class TyrusMessagesTest implements Receiver {

    private final CompletableFuture<Transport> accepted = new CompletableFuture<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final TyrusListener listener = new TyrusListener(0, List.of());
    private RawSocket client;
    private Transport transport;

    @BeforeEach
    void connect() throws Exception {
        int port = listener.start((opened, path, query) -> {
            accepted.complete(opened);
            return this;
        }, new SessionOptions(1 << 20, true, true, null));
        client = new RawSocket(port, "/127.0.0.1/9000/payments");
        transport = accepted.get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        listener.stop();
    }

    @Test
    void eachIsAMessageOfItsOwn() throws Exception {
        assertThat(transport.takesSeveral()).isTrue();
        List<String> messages = Stream.of("", "a", "Grüße, 世界, \uD83D\uDE00", "{\"id\":0}").toList();
        sendAndReceive(messages);
    }

    /** A length is in one byte up to 125, in two more up to 65,535, else in eight. */
    @Test
    void ofAnyLength() throws Exception {
        sendAndReceive(IntStream.of(124, 125, 126, 127, 128, 255, 256, 32_767, 32_768, 65_534, 65_535, 65_536, 200_000)
                .mapToObj("x"::repeat).toList());
    }

    @Test
    void whatIsSentAloneMayComeInBetween() throws Exception {
        sendAndReceive(List.of("1", "2"));
        CompletableFuture<Throwable> alone = new CompletableFuture<>();
        transport.send("3", alone::complete);
        assertThat(alone.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(client.nextText()).isEqualTo("3");
        sendAndReceive(List.of("4", "5"));
    }

    @Test
    void whoHasLeftIsSentNothing() throws Exception {
        client.close();
        ended.get(10, TimeUnit.SECONDS);
        CompletableFuture<Throwable> sent = new CompletableFuture<>();
        transport.send(List.of("1", "2"), sent::complete);
        assertThat(sent).succeedsWithin(Duration.ofSeconds(10)).isNotNull();
    }

    private void sendAndReceive(List<String> messages) throws Exception {
        CompletableFuture<Throwable> sent = new CompletableFuture<>();
        transport.send(messages, sent::complete);
        for (String message : messages) {
            assertThat(client.nextText()).isEqualTo(message);
        }
        assertThat(sent.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Override
    public void text(String message) {
        // nobody says anything here
    }

    @Override
    public void alive() {
        // nobody is asked
    }

    @Override
    public void refuse(int code, String reason) {
        throw new AssertionError(code + " " + reason);
    }

    @Override
    public void closed(int code, String reason) {
        ended.complete(code);
    }
}

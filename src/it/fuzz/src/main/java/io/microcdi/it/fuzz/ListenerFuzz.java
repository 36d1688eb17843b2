package io.microcdi.it.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;

/**
 * Bytes to the port of a node in Java SE: a handshake, and the frames behind it, or anything else. Each answer before the
 * upgrade is one of HTTP, with a status that its page has.
 */
public final class ListenerFuzz {

    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 408, 413, 414, 417, 421, 426, 431, 501, 503,
            505);
    private static final int PORT = start();

    private ListenerFuzz() {
    }

    private static int start() {
        Logs.watch();
        MicroNode node = MicroNode.builder("shop").set(ConfigKeys.HANDSHAKES_PER_SECOND, 100_000)
                .set(ConfigKeys.LOG_ACCESS, true).registry("none").listen("127.0.0.1", 0).build();
        node.register("/echo", RawJson.class, (payload, context) -> payload);
        node.register("/fail", context -> {
            throw new IllegalStateException(context.payload(String.class));
        });
        node.start();
        node.ready().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        return Integer.parseInt(node.key().substring(node.key().lastIndexOf(':') + 1));
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        boolean handshake = bytes.length > 0 && bytes[0] % 2 == 0;
        byte[] sent = bytes.length == 0 ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length);
        for (HttpAnswer answer : HttpExchange.send(PORT, handshake ? handshake(sent) : sent, true)) {
            Input.check(answer.status() == 101 || REFUSALS.contains(answer.status()), "a status of the page", answer);
        }
        Logs.check();
    }

    /** Returns a handshake: a line has the announcement, each line up to an empty one is a header, frames follow. */
    private static byte[] handshake(byte[] bytes) {
        Input input = new Input(bytes);
        String target = new String(input.lineBytes(), StandardCharsets.ISO_8859_1);
        StringBuilder head = new StringBuilder("GET /127.0.0.1/9000/" + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + PORT
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        while (input.hasMore()) {
            byte[] line = input.lineBytes();
            if (line.length == 0) {
                break;
            }
            head.append(new String(line, StandardCharsets.ISO_8859_1)).append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] frames = input.next(bytes.length);
        byte[] all = Arrays.copyOf(first, first.length + frames.length);
        System.arraycopy(frames, 0, all, first.length, frames.length);
        return all;
    }
}

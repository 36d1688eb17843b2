package io.microcdi.it.stop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/**
 * The events at the end of an application. At each event the application tells its client the event's name and waits
 * until the client answers. So the record says whether the server still writes and reads then.
 */
@ServerEndpoint("/moments")
public class Moments {
    /** The resource that has the name of the file that the events are written to. */
    public static final String FILE = "moments.txt";

    private static final long ANSWER_MILLIS = 2_000;
    private static final Path RECORD = record();
    private static final Set<Session> OPEN = ConcurrentHashMap.newKeySet();
    private static final Map<String, CountDownLatch> ASKED = new ConcurrentHashMap<>();

    /** The client says hello first, and then repeats the name of each event. */
    @OnMessage
    public void heard(String event, Session session) {
        CountDownLatch asked = ASKED.get(event);
        if (asked != null) {
            asked.countDown();
        } else {
            OPEN.add(session);
            say("pid " + ProcessHandle.current().pid());
        }
    }

    @OnClose
    public void closed(Session session, CloseReason reason) {
        if (OPEN.remove(session)) {
            write("server: session closed, " + reason.getCloseCode().getCode());
        }
    }

    /** Records an event. */
    static void note(String event) {
        write("server: " + event);
        CountDownLatch answered = new CountDownLatch(1);
        ASKED.put(event, answered);
        if (say(event)) {
            try {
                boolean read = answered.await(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
                write("server: " + (read ? "still reads at " : "reads nothing at ") + event);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One thread at a time: two may not send on one session. */
    private static synchronized boolean say(String text) {
        boolean said = false;
        for (Session session : OPEN) {
            try {
                session.getBasicRemote().sendText(text);
                said = true;
            } catch (IOException | RuntimeException e) {
                write("server: cannot write, " + e.getClass().getSimpleName());
            }
        }
        return said;
    }

    private static void write(String line) {
        try {
            Files.writeString(RECORD, System.currentTimeMillis() + " " + line + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path record() {
        try (InputStream name = Moments.class.getResourceAsStream("/" + FILE)) {
            return Path.of(new String(name.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

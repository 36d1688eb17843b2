package io.microcdi.testing.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/** Sends wrong frames between good calls, and messages without an end beside them. */
public final class MalformedLoad {

    private static final int FRAMES_BETWEEN_CALLS = 20;
    private static final int MB = 1 << 20;
    private static final long MOST_SECONDS = 30;

    private final int port;
    private final String url;
    private final List<String> failures = new ArrayList<>();
    private long id;
    private int calls;

    private MalformedLoad(int port, String url) {
        this.port = port;
        this.url = url;
    }

    /** The result. */
    public record Result(int frames, int calls, List<String> failures) {
    }

    /**
     * Sends frames of all kinds in turn.
     *
     * @param frames how many, about
     * @param url a route that answers to the object of a namespace
     */
    public static Result run(int port, String url, int frames) throws IOException, InterruptedException {
        MalformedLoad load = new MalformedLoad(port, url);
        List<Thread> endless = load.endless();
        int sent = load.send(frames);
        for (Thread thread : endless) {
            thread.join();
        }
        return new Result(sent, load.calls, load.failures);
    }

    /** As {@link #run}, without the messages that have no end. */
    public static void warmUp(int port, String url, int frames) throws IOException {
        new MalformedLoad(port, url).send(frames);
    }

    private List<Thread> endless() {
        return List.of(endless("a message of 100 MB", MalformedLoad::sendHuge),
                endless("a message of 100 MB in parts", MalformedLoad::sendHugeInParts),
                endless("endless fragments", link -> sendFragments(link, 1)),
                endless("endless fragments without a byte", link -> sendFragments(link, 0)),
                endless("a claimed length of 2^63-1",
                        link -> link.write(RawFrame.begin(RawFrame.TEXT, Long.MAX_VALUE, new byte[100]))));
    }

    private int send(int frames) throws IOException {
        Map<MalformedFrame, RawSocket> living = new EnumMap<>(MalformedFrame.class);
        int sent = 0;
        while (sent < frames) {
            for (MalformedFrame frame : MalformedFrame.values()) {
                sent += frame.isClosing() ? closing(frame) : living(living.computeIfAbsent(frame, this::open), frame);
            }
        }
        for (RawSocket link : living.values()) {
            link.close();
        }
        return sent;
    }

    private int living(RawSocket link, MalformedFrame frame) throws IOException {
        for (int i = 0; i < FRAMES_BETWEEN_CALLS; i++) {
            link.write(frame.bytes());
        }
        if (url.equals(GoodCalls.FIND)) {
            link.write(RawFrame.heartbeat().maskedBytes());
        }
        call(link, frame);
        return FRAMES_BETWEEN_CALLS;
    }

    private int closing(MalformedFrame frame) throws IOException {
        RawSocket link = open(frame);
        try (link) {
            call(link, frame);
            link.write(frame.bytes());
            long begun = System.nanoTime();
            link.closeCode();
            check(frame.toString(), begun);
        }
        return 1;
    }

    private RawSocket open(MalformedFrame frame) {
        try {
            return RawSocket.open(port, "/bad" + frame.ordinal() + ".invalid/9000/bad");
        } catch (IOException e) {
            throw new IllegalStateException(frame + ": no link", e);
        }
    }

    private void call(RawSocket link, MalformedFrame frame) throws IOException {
        long own = ++id;
        link.write(RawFrame.request(own, url, "{\"namespace\":\"good\"}").maskedBytes());
        String answer = link.nextText();
        while (answer != null && !answer.contains("\"id\":" + own + ",")) {
            // the answer to a wrong frame
            answer = link.nextText();
        }
        if (answer == null || !answer.contains("\"status\":200")) {
            fail("a call after " + frame + " was answered " + answer);
        }
        calls++;
    }

    private void check(String what, long begun) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        if (seconds >= MOST_SECONDS) {
            fail("the link of " + what + " was closed after " + seconds + " s");
        }
    }

    private interface Sending {
        void to(RawSocket link) throws IOException;
    }

    private Thread endless(String what, Sending sending) {
        Thread thread = new Thread(() -> {
            long begun = System.nanoTime();
            try (RawSocket link = RawSocket.open(port,
                    "/bad.invalid/" + (1 + what.length()) + "/bad")) {
                try {
                    sending.to(link);
                } catch (IOException closed) {
                    // as it should be
                }
                link.closeCode();
            } catch (IOException e) {
                fail(what + ": " + e);
            }
            check(what, begun);
        }, what);
        thread.start();
        return thread;
    }

    private static void sendHuge(RawSocket link) throws IOException {
        link.write(RawFrame.begin(RawFrame.TEXT, 100L * MB, new byte[MB]));
        for (int i = 1; i < 100; i++) {
            link.write(new byte[MB]);
        }
    }

    private static void sendHugeInParts(RawSocket link) throws IOException {
        link.frame(RawFrame.TEXT_BEGIN, new byte[0]);
        for (int i = 0; i < 100 * MB / 10_000; i++) {
            link.frame(RawFrame.MORE, new byte[10_000]);
        }
    }

    /** Ends when the link is closed. */
    private static void sendFragments(RawSocket link, int length) throws IOException {
        link.frame(RawFrame.TEXT_BEGIN, new byte[0]);
        while (true) {
            link.frame(RawFrame.MORE, new byte[length]);
        }
    }

    private synchronized void fail(String failure) {
        failures.add(failure);
    }
}

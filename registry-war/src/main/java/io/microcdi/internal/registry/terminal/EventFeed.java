package io.microcdi.internal.registry.terminal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Reads the stream of events of a registry, and connects again if it ends: the registry then sends what was missed. Not
 * thread-safe.
 */
final class EventFeed {

    private static final String PATH = "/api/events?stats=false";
    /** The registry sends a comment every 5 s. */
    static final Duration SILENCE = Duration.ofSeconds(15);
    private static final long PAUSE_MILLIS = 1_000;
    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final int MAX_WAITING = 100;
    private static final Event HEARD = new Event("", "", "");
    /** No event has a name with the end of a line. */
    private static final Event END = new Event("\n", "", "");

    private final RegistryClient client;
    private final Duration silence;
    private String last = "";

    /**
     * An event.
     *
     * @param name its type; empty for a comment
     * @param id empty if it has none
     * @param data JSON text; empty if it has none
     */
    record Event(String name, String id, String data) {

        /** Returns a text without the data. */
        @Override
        public String toString() {
            return "Event[name=" + name + ", id=" + id + "]";
        }
    }

    /**
     * Makes a feed.
     *
     * @param silence the longest time without the end of an event or of a comment. The connection counts as broken after it
     */
    EventFeed(RegistryClient client, Duration silence) {
        this.client = client;
        this.silence = silence;
    }

    /**
     * Follows the stream until a taker of its events returns {@code false}. The first connection must succeed. If it breaks
     * later, it is made again after a pause of a second.
     *
     * @throws CommandException if the registry cannot be reached at first, or if it refuses
     */
    void follow(Predicate<Event> taker) throws InterruptedException {
        boolean more = takeAll(connect(), taker);
        while (more) {
            more = takeAll(reconnect(), taker);
        }
    }

    private InputStream connect() {
        return client.stream(last.isEmpty() ? PATH : PATH + "&after=" + RegistryClient.encoded(last));
    }

    private InputStream reconnect() throws InterruptedException {
        while (true) {
            Thread.sleep(PAUSE_MILLIS);
            try {
                return connect();
            } catch (CommandException e) {
                if (e.status() != ExitStatus.UNREACHABLE && e.status() != ExitStatus.FAILED) {
                    throw e;
                }
            }
        }
    }

    /** Takes the events of one connection. Returns false if the consumer has seen enough. */
    private boolean takeAll(InputStream body, Predicate<Event> taker) throws InterruptedException {
        BlockingQueue<Event> events = new ArrayBlockingQueue<>(MAX_WAITING);
        // a thread of its own: a read from a connection that is dead would not return
        Thread reader = new Thread(() -> read(body, events), "events");
        reader.setDaemon(true);
        reader.start();
        try {
            for (Event event = next(events); !event.equals(END); event = next(events)) {
                if (!event.id().isEmpty()) {
                    last = event.id();
                }
                if (!event.data().isEmpty() && !taker.test(event)) {
                    return false;
                }
            }
            return true;
        } finally {
            reader.interrupt();
            RegistryClient.close(body);
        }
    }

    private Event next(BlockingQueue<Event> events) throws InterruptedException {
        Event event = events.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
        return event == null ? END : event;
    }

    private static void read(InputStream body, BlockingQueue<Event> events) {
        try {
            try (InputStream in = new BufferedInputStream(body)) {
                String name = "";
                String id = "";
                String data = "";
                for (String line = line(in); line != null; line = line(in)) {
                    if (line.isEmpty()) {
                        events.put(new Event(name, id, data));
                        name = "";
                        id = "";
                        data = "";
                    } else if (line.startsWith(":")) {
                        events.put(HEARD);
                    } else if (line.startsWith("event: ")) {
                        name = line.substring("event: ".length());
                    } else if (line.startsWith("id: ")) {
                        id = line.substring("id: ".length());
                    } else if (line.startsWith("data: ")) {
                        data = line.substring("data: ".length());
                    }
                }
            } catch (IOException e) {
                // it is the end as well
            }
            events.put(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the next line, {@code null} at the end. A line that is too long is the end too. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && line.size() < MAX_LINE_BYTES; next = in.read()) {
            if (next == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(next);
        }
        return null;
    }
}

package io.microcdi.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.socket.NodeSocket.Event;

/** One party of a case is ours, the others are sockets that do line by line what they did in the recording. */
final class Exchange implements AutoCloseable {

    private static final long PROBE = (1L << 53) - 2;

    private final Case recorded;
    private final String ours;
    private final int port;
    private final Ours ourSide;
    private final Map<String, NodeSocket> sockets = new LinkedHashMap<>();

    /**
     * An exchange that has not begun.
     *
     * @param port where ours listens
     * @param ourSide is told of what cannot be seen from outside
     */
    Exchange(Case recorded, String ours, int port, Ours ourSide) {
        this.recorded = recorded;
        this.ours = ours;
        this.port = port;
        this.ourSide = ourSide;
    }

    /** Our side, which waits until what was done to it has begun to have its effect. */
    interface Ours {

        /** A socket was opened by this path. */
        default void dialled(String path) {
        }

        /** A frame was sent. */
        default void sent(Line line) {
        }
    }

    /** Replays all lines between the others and ours. */
    void replay() throws InterruptedException {
        List<Line> expected = new ArrayList<>();
        for (Line line : recorded.of(ours)) {
            if (isAskedByOurs(line)) {
                continue;
            }
            if (line.from().equals(ours)) {
                expected.add(line);
            } else {
                expect(expected);
                act(line);
            }
        }
        expect(expected);
    }

    /** Requests that our side makes by itself are part of another test. */
    private boolean isAskedByOurs(Line line) {
        boolean answers = line.isAnswer();
        return line.from().equals(ours) ? line.kind() != Line.Kind.CLOSE && !answers : answers;
    }

    /** Links a party that has no line of its own here, as it did elsewhere in the recording. */
    void connect(String party) {
        socket(party);
    }

    /** Asks on every socket for what certainly is answered: its answer must be the next that comes. */
    void probe() throws InterruptedException {
        for (NodeSocket socket : sockets.values()) {
            if (!socket.isClosed()) {
                socket.send("{\"id\":" + PROBE + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/nothing\"}}");
                Event next = socket.nextEvent();
                assertThat(next.closed()).as(next.text()).isZero();
                assertThat(Message.of(next.text()).id()).as("an answer that nobody recorded: " + next.text())
                        .isEqualTo(PROBE);
            }
        }
    }

    private void act(Line line) {
        switch (line.kind()) {
            case CONNECT -> sockets.put(line.from(), dial(line.path()));
            case FRAME -> {
                socket(line.from()).send(line.text());
                ourSide.sent(line);
            }
            default -> socket(line.from()).leave(line.code(), "");
        }
    }

    private NodeSocket socket(String party) {
        return sockets.computeIfAbsent(party, p -> dial(recorded.recording().path(p, ours)));
    }

    private NodeSocket dial(String path) {
        NodeSocket peer = NodeSocket.connect(port, path);
        ourSide.dialled(path);
        return peer;
    }

    /** Waits for what ours did in a row; requests that were in work together may be answered in any order. */
    private void expect(List<Line> expected) throws InterruptedException {
        for (String party : expected.stream().map(Line::to).distinct().toList()) {
            List<Object> wanted = expected.stream().filter(line -> line.to().equals(party)).map(this::wanted).toList();
            List<Object> came = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                Event event = socket(party).nextEvent();
                came.add(event.closed() == 0 ? Masks.uptime(event.text()) : "closed with " + event.closed());
            }
            assertThat(came).as(recorded.name() + ": the messages of " + ours + " to " + party)
                    .containsExactlyInAnyOrderElementsOf(wanted);
        }
        expected.clear();
    }

    private Object wanted(Line line) {
        return line.kind() == Line.Kind.CLOSE ? "closed with " + NodeSocket.normal(line.code())
                : Masks.uptime(line.text());
    }

    /** The parties that have a socket that is open. */
    Stream<String> open() {
        return sockets.entrySet().stream().filter(entry -> !entry.getValue().isClosed()).map(Map.Entry::getKey);
    }

    @Override
    public void close() {
        sockets.values().forEach(NodeSocket::close);
    }
}

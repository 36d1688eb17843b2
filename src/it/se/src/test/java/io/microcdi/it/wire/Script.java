package io.microcdi.it.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.json.Json;

import io.microcdi.testing.socket.RawConnection;
import io.microcdi.testing.socket.RawServer;

/**
 * The peers of a node under test: they answer it as recorded, and note what it does. Until {@link #begin} they answer
 * whatever is needed to bring it into the state in which it was recorded.
 */
final class Script implements AutoCloseable {

    /** A route and a namespace that are not recorded. Messages that were sent before it were received before. */
    static final String FENCE = "fence";
    /** A namespace under which the registry is found, so that requests can be sent to it. */
    static final String DIRECT = "direct";
    /** A route that fails before the case begins. */
    static final String FAIL = "/fail";

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Case expected;
    private final String node;
    private final Addresses addresses = new Addresses();
    private final Map<String, RawServer> servers = new LinkedHashMap<>();
    private final List<Line> came = new ArrayList<>();
    private final Map<String, Integer> used = new HashMap<>();
    private boolean begun;

    /** Starts all peers of a node, so that a call may be sent to any of them. */
    Script(Case expected, String node) {
        this.expected = expected;
        this.node = node;
        play(expected.recording().party(Party.REGISTRY));
        expected.recording().nodes().stream().filter(peer -> !peer.name().equals(node)).forEach(this::play);
    }

    private void play(Party peer) {
        RawServer server = new RawServer(connection -> {
            note(peer, Line.Kind.CONNECT, connection.url().replaceFirst("[?].*", ""));
            connection.accept();
            for (String text = connection.receive(); text != null; text = connection.receive()) {
                received(peer, connection, text);
            }
        });
        servers.put(peer.name(), server);
        addresses.add(peer.port(), server.port());
    }

    int registryPort() {
        return servers.get(Party.REGISTRY).port();
    }

    /** The key of a peer, now. */
    String key(String party) {
        return addresses.toReal(expected.recording().party(party).key());
    }

    /** The keys of all other peers, now. */
    List<String> keysBut(String party) {
        return servers.keySet().stream().filter(peer -> !peer.equals(party) && !peer.equals(Party.REGISTRY))
                .map(this::key).toList();
    }

    Addresses addresses() {
        return addresses;
    }

    /** From now on all is noted, and answered as recorded. */
    synchronized void begin() {
        begun = true;
    }

    /** The node's actions on the parties of the case, with the addresses of the recording. */
    synchronized List<Line> came() {
        return List.copyOf(came);
    }

    /** Waits until so many lines have come. */
    synchronized void await(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (came.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(count + " lines were expected, these came: " + came);
            }
            wait(left);
        }
    }

    private void received(Party peer, RawConnection connection, String text) throws IOException {
        Message message = Message.of(text);
        boolean fence = message.url().equals("/" + FENCE) || message.isFind() && message.namespace().equals(FENCE);
        List<String> answers;
        synchronized (this) {
            answers = fence || isProof(message) || isImplied(message) || !note(peer, Line.Kind.FRAME, text)
                    ? List.of(unrecorded(message))
                    : recorded(peer, message);
        }
        for (String answer : answers) {
            if (!answer.isEmpty()) {
                connection.send(addresses.toReal(answer));
            }
        }
    }

    /** A lookup that no line tells of, though the dial that followed from it was recorded. */
    private boolean isImplied(Message message) {
        return message.isFind() && isDialled(message.namespace()) && expected.between(node, Party.REGISTRY).isEmpty();
    }

    private boolean isDialled(String namespace) {
        return expected.recording().nodes().stream().filter(party -> party.namespace().equals(namespace))
                .anyMatch(this::isDialled);
    }

    private boolean isDialled(Party party) {
        return expected.between(node, party.name()).stream().anyMatch(Line::isConnect);
    }

    private synchronized boolean note(Party peer, Line.Kind kind, String text) {
        boolean party = peer.name().equals(Party.REGISTRY) || !expected.of(peer.name()).isEmpty();
        boolean noted = begun && party;
        if (noted) {
            came.add(new Line(expected.name(), node, peer.name(), kind, addresses.toRecorded(text)));
            notifyAll();
        }
        return noted;
    }

    /** Returns the frame after the recorded one that this one stands for: the one at the same place in the order. */
    private List<String> recorded(Party peer, Message message) {
        List<Message> sent = expected.between(node, peer.name()).stream().flatMap(l -> l.message().stream()).toList();
        int place = used.merge(peer.name(), 1, Integer::sum) - 1;
        if (place >= sent.size()) {
            return List.of(answer(message, "{\"status\":500,\"data\":null,\"message\":\"not recorded\"}"));
        }
        long id = sent.get(place).id();
        return expected.between(peer.name(), node).stream().flatMap(line -> line.message().stream())
                .filter(m -> m.isAnswer() && m.id() == id)
                .map(m -> Json.createObjectBuilder(m.json()).add("id", message.id()).build().toString()).toList();
    }

    /** Ours asks a registry that says no hello for its own namespace: whether it is a registry (wire, The registry). */
    private boolean isProof(Message message) {
        return message.isFind() && message.namespace().equals(expected.recording().party(node).namespace());
    }

    private String unrecorded(Message message) {
        if (isProof(message)) {
            return answer(message, found(expected.recording().party(node)));
        }
        if (message.isFind() && message.namespace().equals(DIRECT)) {
            return answer(message, found(expected.recording().party(Party.REGISTRY)));
        }
        if (message.isFind()) {
            return answer(message, expected.recording().nodes().stream()
                    .filter(party -> party.namespace().equals(message.namespace()) && servers.containsKey(party.name()))
                    .filter(party -> message.exclude() == null || !message.exclude().contains(key(party.name())))
                    .max(Comparator.comparing(this::isDialled)).map(Script::found).orElse("{\"status\":200}"));
        }
        return message.url().equals(FAIL) ? answer(message, "{\"status\":500,\"data\":null,\"message\":\"failed\"}")
                : answer(message, "{\"status\":200}");
    }

    private static String found(Party party) {
        return "{\"status\":200,\"data\":{\"host\":\"" + party.host() + "\",\"port\":" + party.port() + "}}";
    }

    private static String answer(Message request, String data) {
        return request.wantsAnswer()
                ? "{\"id\":" + request.id() + ",\"mode\":1,\"twoway\":false,\"data\":" + data + "}"
                : "";
    }

    @Override
    public void close() {
        servers.values().forEach(server -> {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

package io.microcdi.it.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** Reads from what a node sent what its user did. */
final class Operations {

    private static final String CORRELATION_ID = "_correlationId";

    private final Case recorded;
    private final String node;
    private final List<Line> sent;
    private final List<Operation> found = new ArrayList<>();
    private int at;

    private Operations(Case recorded, String node) {
        this.recorded = recorded;
        this.node = node;
        this.sent = recorded.where(line -> line.from().equals(node) && line.kind() != Line.Kind.CLOSE);
    }

    static List<Operation> of(Case recorded, String node) {
        Operations operations = new Operations(recorded, node);
        while (operations.at < operations.sent.size()) {
            operations.next();
        }
        return operations.found;
    }

    private void next() {
        Line line = sent.get(at);
        if (line.isConnect()) {
            at++;
            found.add(line.to().equals(Party.REGISTRY) ? new Operation.Start()
                    : new Operation.Get(namespace(line.to()), List.of(), line.to()));
            return;
        }
        Message message = line.message().orElseThrow(() -> new AssertionError("no node sends this: " + line));
        if (message.isFind()) {
            lookups(line, message);
        } else if (message.isHeartbeat()) {
            heartbeats();
        } else if (!message.isRequest()) {
            at++;
        } else if (!message.correlationId().isEmpty()) {
            call(List.of());
        } else {
            at++;
            found.add(message.wantsAnswer()
                    ? new Operation.Request(line.to(), message.url(), message.payload(), isAborted(line),
                            answer(line))
                    : new Operation.Push(line.to(), message.url(), message.payload()));
        }
    }

    private void heartbeats() {
        int from = at;
        while (at < sent.size() && peek().filter(Message::isHeartbeat).isPresent()) {
            at++;
        }
        found.add(new Operation.Live(at - from));
    }

    /** Lookups are a part of what follows them; those that stand alone were made by the user, or found nothing. */
    private void lookups(Line first, Message find) {
        int count = 0;
        List<String> failed = Objects.requireNonNullElse(find.exclude(), List.of());
        while (isFind(find.namespace())) {
            at++;
            count++;
        }
        String dialled = null;
        if (at < sent.size() && sent.get(at).isConnect() && !sent.get(at).to().equals(Party.REGISTRY)) {
            dialled = sent.get(at++).to();
        }
        boolean called = at < sent.size()
                && peek().filter(m -> m.isRequest() && !m.correlationId().isEmpty()).isPresent();
        if (called) {
            call(failed);
        } else if (dialled != null) {
            found.add(new Operation.Get(find.namespace(), failed, dialled));
        } else if (count > 1) {
            found.add(new Operation.Call(find.namespace(), null, "/nowhere", null, List.of(), 0, false, null));
        } else if (find.exclude() == null && answer(first) != null && answer(first).payload() == null) {
            found.add(new Operation.Get(find.namespace(), List.of(), null));
        } else {
            found.add(new Operation.Lookup(find.payload(), answer(first)));
        }
    }

    private void call(List<String> failed) {
        Line first = sent.get(at);
        Message request = first.message().orElseThrow();
        String namespace = namespace(first.to());
        Message answer = null;
        int retries = -1;
        boolean again = true;
        while (again && at < sent.size() && isSameCall(request)) {
            answer = answer(sent.get(at++));
            retries++;
            again = answer != null && answer.status().startsWith("5") && skipRetry(namespace);
        }
        if (again && retries >= 0 && answer != null && answer.status().startsWith("5")) {
            // it looked for another instance; the answer of that instance is not recorded
            answer = null;
            retries++;
        }
        found.add(new Operation.Call(namespace, first.to(), request.url(), withoutId(request.payload()), failed,
                retries, isAborted(first), answer));
    }

    private boolean isSameCall(Message request) {
        return peek().filter(m -> m.correlationId().equals(request.correlationId())).isPresent();
    }

    /** Passes over how a call went on to another instance; false if it did not. */
    private boolean skipRetry(String namespace) {
        int from = at;
        while (isFind(namespace)) {
            at++;
        }
        if (at > from && at < sent.size() && sent.get(at).isConnect()) {
            at++;
        }
        return at > from;
    }

    private boolean isFind(String namespace) {
        return at < sent.size()
                && peek().filter(m -> m.isFind() && m.namespace().equals(namespace)).isPresent();
    }

    private Optional<Message> peek() {
        return sent.get(at).message();
    }

    private String namespace(String party) {
        return recorded.recording().party(party).namespace();
    }

    private Message answer(Line request) {
        long id = request.message().orElseThrow().id();
        return recorded.between(request.to(), node).stream().flatMap(line -> line.message().stream())
                .filter(message -> message.isAnswer() && message.id() == id).findFirst().orElse(null);
    }

    private boolean isAborted(Line request) {
        long id = request.message().orElseThrow().id();
        return recorded.between(node, request.to()).stream().flatMap(line -> line.message().stream())
                .anyMatch(message -> message.isAbort() && message.target() == id);
    }

    /** The user's payload: an id that is a UUID was added, any other was the user's own. */
    private static JsonValue withoutId(JsonValue payload) {
        JsonObject object = payload.asJsonObject();
        if (!Masks.isUuid(object.getString(CORRELATION_ID))) {
            return object;
        }
        if (object.size() == 1) {
            return null;
        }
        boolean wrapped = object.size() == 2 && object.containsKey("data")
                && object.get("data").getValueType() != JsonValue.ValueType.OBJECT;
        return wrapped ? object.get("data") : Json.createObjectBuilder(object).remove(CORRELATION_ID).build();
    }
}

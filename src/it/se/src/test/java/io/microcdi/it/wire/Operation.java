package io.microcdi.it.wire;

import java.util.List;

import jakarta.json.JsonValue;

/** The action of a node's user that led to the recorded message. Payloads are {@code null} where there was none. */
sealed interface Operation {

    /** Began: it dialled the registry. */
    record Start() implements Operation {
    }

    /** Lived for a while. */
    record Live(int heartbeats) implements Operation {
    }

    /** Sent a request of the user's own making to the registry. */
    record Lookup(JsonValue payload, Message answer) implements Operation {
    }

    /**
     * Asked for an instance.
     *
     * @param party who was found; {@code null} if nobody was
     */
    record Get(String namespace, List<String> exclude, String party) implements Operation {
    }

    /**
     * Called a service.
     *
     * @param party who was called; {@code null} if nobody was found
     * @param payload without the correlation id
     * @param failed keys of instances that had failed before
     * @param retries how often it was tried again
     * @param aborted whether it was given up since no answer came
     * @param answer the last; {@code null} if none is recorded
     */
    record Call(String namespace, String party, String url, JsonValue payload, List<String> failed, int retries,
            boolean aborted, Message answer) implements Operation {
    }

    /** Sent a request to one instance; the rest as in {@link Call}. */
    record Request(String party, String url, JsonValue payload, boolean aborted, Message answer) implements Operation {
    }

    /** Sent a push to one instance. */
    record Push(String party, String url, JsonValue payload) implements Operation {
    }
}

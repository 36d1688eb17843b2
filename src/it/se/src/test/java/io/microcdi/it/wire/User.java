package io.microcdi.it.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.PendingCall;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.RetryMode;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;

/** A program on a node of ours that does what was done in a recording, by the public API. */
final class User implements AutoCloseable {

    private static final Duration BEAT = Duration.ofMillis(50);
    /** Long enough for a request to be written on a busy machine, since only what was written is aborted. */
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration NEVER = Duration.ofHours(1);

    private final Script script;
    private final boolean idempotent;
    private final MicroNode node;
    private final Map<String, MicroPeer> peers = new HashMap<>();
    private JsonValue last;

    /**
     * A user of a node that is not started.
     *
     * @param idempotent whether calls say that they may be repeated
     * @param heartbeats whether its node sends some
     * @param retry how its node judges failures
     */
    User(Script script, Party as, boolean idempotent, boolean heartbeats, RetryMode retry) {
        this.script = script;
        this.idempotent = idempotent;
        this.node = MicroNode.builder(as.namespace()).registry("ws://127.0.0.1:" + script.registryPort())
                .listen("127.0.0.1", 0).set(ConfigKeys.ADVERTISE_HOST, as.host())
                .set(ConfigKeys.ADVERTISE_PORT, as.port())
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false).set(ConfigKeys.RETRY, retry)
                .set(ConfigKeys.HEARTBEAT_INTERVAL, heartbeats ? BEAT : NEVER).build();
    }

    void start() {
        node.start();
    }

    /** Opens the link to a party that was open when the case began. */
    void link(String party, String namespace) {
        peers.put(party, node.caller().peer(namespace, script.keysBut(party)));
        assertThat(peers.get(party).key()).isEqualTo(script.key(party));
    }

    /** Has the instances of a namespace fail that failed before the case began. */
    void fail(String namespace) {
        assertThatThrownBy(() -> node.caller().to(namespace).retries(0).call(Script.FAIL, Void.class))
                .isInstanceOf(CallFailedException.class);
    }

    void run(Operation operation) throws InterruptedException {
        if (operation instanceof Operation.Start) {
            node.start();
        } else if (operation instanceof Operation.Live live) {
            script.await(live.heartbeats());
        } else if (operation instanceof Operation.Lookup lookup) {
            check(() -> result(peers.get(Party.REGISTRY).request("/-/find", lookup.payload(), JsonValue.class)),
                    lookup.answer());
        } else if (operation instanceof Operation.Get get) {
            run(get);
        } else if (operation instanceof Operation.Call call) {
            run(call);
        } else if (operation instanceof Operation.Request request) {
            run(request);
        } else if (operation instanceof Operation.Push push) {
            peers.get(push.party()).push(push.url(), java(push.payload()));
        }
    }

    private void run(Operation.Get get) {
        List<String> exclude = get.exclude().stream().map(key -> script.addresses().toReal(key)).toList();
        if (get.party() == null) {
            assertThatThrownBy(() -> node.caller().peer(get.namespace(), exclude))
                    .isInstanceOf(NamespaceNotFoundException.class).hasMessageContaining("Namespace not found");
        } else {
            peers.put(get.party(), node.caller().peer(get.namespace(), exclude));
            assertThat(peers.get(get.party()).key()).isEqualTo(script.key(get.party()));
        }
    }

    private void run(Operation.Call call) {
        MicroCall settings = node.caller().to(call.namespace()).retries(call.retries())
                .timeout(call.aborted() ? SHORT : LONG);
        MicroCall chosen = idempotent ? settings.idempotent() : settings;
        ThrowingCallable action = () -> result(chosen.call(call.url(), java(call.payload()), JsonValue.class));
        if (call.party() == null) {
            assertThatThrownBy(action).isInstanceOf(NamespaceNotFoundException.class);
        } else if (call.aborted()) {
            assertThatThrownBy(action).isInstanceOf(CallTimeoutException.class).hasMessageContaining("Abort");
        } else {
            check(action, call.answer());
        }
    }

    private void run(Operation.Request request) throws InterruptedException {
        int before = script.came().size();
        PendingCall<JsonValue> pending = peers.get(request.party()).request(request.url(), java(request.payload()),
                JsonValue.class);
        if (request.aborted()) {
            script.await(before + 1);
            assertThat(pending.abort()).isTrue();
            assertThatThrownBy(pending::join).isInstanceOf(CallAbortedException.class);
        } else {
            check(() -> result(pending.join()), request.answer());
        }
    }

    private void result(Object value) {
        last = (JsonValue) (value instanceof PendingCall<?> pending ? pending.join() : value);
    }

    /** Runs an action whose outcome must be what the answer says; any will do where none is recorded. */
    private void check(ThrowingCallable action, Message answer) {
        last = null;
        Throwable failure = catchThrowable(action);
        if (answer == null) {
            return;
        }
        if (answer.status().equals("200")) {
            assertThat(failure).isNull();
            assertThat(script.addresses().toRecorded(String.valueOf(last))).isEqualTo(String.valueOf(answer.payload()));
        } else if (answer.message().startsWith("/")) {
            assertThat(failure).as("the Node.js package says so that it has no such route")
                    .isInstanceOfSatisfying(CallRefusedException.class, e -> assertThat(e.status()).isEqualTo(404));
        } else {
            assertThat(failure).isInstanceOfSatisfying(CallFailedException.class, e -> {
                assertThat(e.statusText()).isEqualTo(answer.status());
                assertThat(e).hasMessage(answer.message());
            });
        }
    }

    /** Returns when all that was sent before has been received. */
    void fence() {
        peers.values().stream().filter(MicroPeer::isOpen)
                .forEach(peer -> peer.request("/" + Script.FENCE, null, Void.class).join());
        assertThat(catchThrowable(() -> node.caller().peer(Script.FENCE))).isInstanceOf(MicroException.class);
    }

    /** A value as a program has it. */
    private static Object java(JsonValue value) {
        if (value == null) {
            return RawJson.ABSENT;
        }
        return switch (value.getValueType()) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case STRING -> ((JsonString) value).getString();
            case NUMBER -> number((JsonNumber) value);
            case ARRAY -> List.copyOf((JsonArray) value);
            case OBJECT -> value;
        };
    }

    private static Object number(JsonNumber number) {
        return number.isIntegral() ? number.longValueExact() : number.bigDecimalValue();
    }

    @Override
    public void close() {
        node.stop();
    }
}

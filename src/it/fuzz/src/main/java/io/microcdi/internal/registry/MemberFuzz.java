package io.microcdi.internal.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.microcdi.config.MicroConfig;
import io.microcdi.error.CallDetails;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameReader;
import io.microcdi.internal.wire.FrameWriter;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.Metadata;
import io.microcdi.internal.wire.WireLimits;
import io.microcdi.it.fuzz.Clock;
import io.microcdi.it.fuzz.Input;
import io.microcdi.registry.ProxyAnswer;

/**
 * Calls and answers between the registries of a cluster: refused as documented, or a frame that an instance can read, and
 * an answer that the gateway can give.
 */
public final class MemberFuzz {

    private static final String ID = "an-id";
    private static final String TOKEN = "a token of this start";

    private static final ConnectPolicy.Self SELF = new ConnectPolicy.Self("registry",
            InstanceKey.of("a.invalid", 1, ""));
    private static final MemberPolicy POLICY = new MemberPolicy(
            new TokenPolicy(MicroConfig.defaults(), new Clock()));

    static {
        POLICY.begin(null, TOKEN);
    }

    private MemberFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        int kind = input.below(3);
        if (kind == 2) {
            visitor(input.line(), "Bearer member." + input.text());
            return;
        }
        String text = input.text();
        // as it comes: the frame was checked before
        Frame frame = new FrameReader(WireLimits.DEFAULT).read("{\"id\":0,\"mode\":0,\"data\":{\"url\":\"/-/forward\","
                + "\"data\":" + text + "}}");
        if (frame instanceof Frame.Request request) {
            Input.timed(bytes.length, () -> {
                if (kind == 0) {
                    call(request.payload());
                } else {
                    answer(request.payload());
                }
            });
        }
    }

    private static void call(String payload) {
        MemberCalls.Received received;
        try {
            received = MemberCalls.parse(payload, ID);
        } catch (RequestRefusedException refused) {
            Input.same(400, refused.status(), "a text that is no call has the status 400");
            return;
        }
        MemberCalls.Call call = received.call();
        Input.same(received, MemberCalls.parse(MemberCalls.write(call, received.proof()), ID),
                "a written text is read as the same value");
        String sent = FrameWriter.request(1, true, JsonText.quote(call.url()), call.payload(), 0,
                Metadata.of(ID, null, call.entries()));
        Input.check(new FrameReader(WireLimits.DEFAULT).read(sent) instanceof Frame.Request told
                && told.url().equals(call.url()) && told.metadata().equals(entries(call)),
                "an instance can read the call",
                sent);
    }

    private static Map<String, String> entries(MemberCalls.Call call) {
        Map<String, String> entries = new HashMap<>(call.entries());
        entries.put(Metadata.CORRELATION_ID, ID);
        return entries;
    }

    private static void answer(String payload) {
        ProxyAnswer answer = MemberCalls.answer(payload);
        ProxyAnswer again = MemberCalls.answer(MemberCalls.write(answer));
        Input.same(answer, again, "a written text is read as the same value");
        if (answer.outcome() == ProxyAnswer.Outcome.FAILED) {
            JsonValue status = Input.json(answer.status());
            Input.check(status instanceof JsonNumber || status instanceof JsonString, "a status is a number or a text",
                    answer.status());
        }
        Input.check(answer.payload() == null || Input.json(answer.payload()) != null, "a result is JSON", answer);
        TypedCalls.failure(answer, CallDetails.NONE);
        if (payload != null && Input.json(payload) instanceof JsonObject object
                && object.get("message") instanceof JsonString message && !answer.status().equals("502")) {
            Input.check(answer.message() != null, "a message is told", message);
        }
    }

    private static void visitor(String path, String authorization) {
        Announcement announced;
        try {
            announced = Announcement.parse(path, null);
        } catch (IllegalArgumentException refused) {
            return;
        }
        Input.check(!MemberCalls.isMember(TOKEN, announced), "nobody is a member without the token", path);
        String proved = MemberCalls.proof(TOKEN, announced.key());
        Announcement member = new Announcement(announced.key(), proved, announced.info());
        Input.same(announced.key().host().endsWith(MemberCalls.VISITOR), MemberCalls.isMember(TOKEN, member),
                "a member is a visitor that knows the token");
        ConnectRequest request = new ConnectRequest(path, null, "10.0.0.5", false, false, false, authorization, null,
                List.of());
        Input.check(POLICY.decide(request, member, SELF).refusal() != null, "nobody is admitted without a proof",
                authorization);
    }
}

package io.microcdi.internal.json;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import io.microcdi.GenericType;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameReader;
import io.microcdi.internal.wire.WireLimits;
import io.microcdi.it.fuzz.Input;

/** The payload of a request: the correlation id in it, and its binding to types, which fails by one exception only. */
public final class PayloadFuzz {

    /** A payload of an application. */
    public static class Order {

        /** A text. */
        public String name;
        /** A whole number. */
        public int count;
        /** A number. */
        public double price;
        /** Others. */
        public List<Order> parts;
        /** Any. */
        public Map<String, Object> more;
    }

    private static final List<Type> TYPES = List.of(Order.class, String.class, int.class, Long.class, double.class,
            boolean.class, BigDecimal.class, BigInteger.class, JsonObject.class, Object.class, byte.class,
            new GenericType<List<Integer>>() {
            }.type(), new GenericType<Map<String, BigInteger>>() {
            }.type());
    private static final PayloadCodec CODEC = new PayloadCodec(ExactNumbers.jsonb());

    static {
        // the first binding of a type takes long
        TYPES.forEach(type -> bind("1", type));
    }

    private PayloadFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        Type type = TYPES.get(input.below(TYPES.size()));
        // as it comes: the frame was checked before
        Frame frame = new FrameReader(WireLimits.DEFAULT)
                .read("{\"id\":0,\"mode\":0,\"data\":{\"url\":\"/x\",\"data\":" + input.text() + "}}");
        if (frame instanceof Frame.Request request && request.payload() != null) {
            Input.timed(bytes.length, () -> {
                correlation(request.payload(), type);
                bind(request.payload(), type);
            });
        }
    }

    private static void correlation(String payload, Type type) {
        String injected = CorrelatedPayload.inject(payload, "an-id");
        Input.check(Input.json(injected) instanceof JsonObject, "with an id it is an object", payload);
        Input.check(CorrelatedPayload.idOf(injected) != null, "the id is found", injected);
        if (CorrelatedPayload.idOf(payload) != null) {
            Input.same(payload, injected, "an id that is there stays");
        }
        String unwrapped = CorrelatedPayload.unwrap(payload, type);
        JsonValue value = unwrapped == null ? JsonValue.NULL : Input.json(unwrapped);
        Input.check(value != null, "without it, it is JSON", payload, unwrapped);
    }

    private static void bind(String payload, Type type) {
        try {
            CODEC.encode(CODEC.decode(payload, type));
        } catch (PayloadException refused) {
            // as it is documented
        }
    }
}

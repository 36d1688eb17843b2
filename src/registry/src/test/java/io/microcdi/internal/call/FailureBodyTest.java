package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.GenericType;
import io.microcdi.RawJson;
import io.microcdi.error.CallDetails;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.MicroException;
import io.microcdi.error.RouteException;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** A failure tells more than a text. */
class FailureBodyTest {

    private final World world = new World();
    private final TestNode provider = world.node("payments", "10.0.1.0:9000");
    private Object given;
    private final TestNode consumer = world.node("checkout", "10.0.0.6:9000");

    /** Why there is none. */
    public static final class SoldOut {

        /** The article that is sold out. */
        public String item;
        /** How many are left. */
        public int left;

        /** For JSON-B. */
        public SoldOut() {
        }

        SoldOut(String item, int left) {
            this.item = item;
            this.left = left;
        }
    }

    /** A body that cannot be written. */
    public static final class Broken {

        /** Read by JSON-B. */
        public String getText() {
            throw new IllegalStateException("jdbc:db://shop?password=secret");
        }
    }

    @BeforeEach
    void start() {
        TestRegistry.in(world);
        provider.start();
        consumer.start();
        provider.route("/buy", context -> {
            throw new RouteException(409, "sold out").with(given);
        });
    }

    private MicroException failure(Object body) {
        given = body;
        return caught("payments");
    }

    private MicroException caught(String namespace) {
        return (MicroException) catchThrowable(() -> consumer.caller().call(namespace, "/buy", null, String.class));
    }

    @Test
    void theCallerReadsWhatTheHandlerGave() {
        MicroException e = failure(new SoldOut("tea", 2));
        assertThat(e).isInstanceOf(CallFailedException.class).hasMessage("sold out");
        assertThat(e.status()).isEqualTo(409);
        SoldOut body = e.body(SoldOut.class);
        assertThat(body.item).isEqualTo("tea");
        assertThat(body.left).isEqualTo(2);
        assertThat(e.body().text()).contains("\"tea\"");
    }

    @Test
    void aBodyIsAnyJsonValue() {
        assertThat(failure(List.of(1, 2)).<List<Integer>>body(new GenericType<List<Integer>>() {
        }.type())).containsExactly(1, 2);
    }

    @Test
    void withoutABodyThereIsNone() {
        MicroException e = failure(RawJson.ABSENT);
        assertThat(e.<SoldOut>body(SoldOut.class)).isNull();
        assertThat(e.body()).isEqualTo(RawJson.ABSENT);
    }

    @Test
    void aBodyOfAnotherTypeIsTold() {
        MicroException e = failure("text");
        assertThatThrownBy(() -> e.body(Integer.class)).isInstanceOf(MicroException.class)
                .hasMessageContaining("payments/buy").hasMessageContaining("java.lang.Integer");
        assertThat(e.<String>body(String.class)).isEqualTo("text");
    }

    @Test
    void aBodyThatCannotBeWrittenIsAnInternalError() {
        MicroException e = failure(new Broken());
        assertThat(e.status()).isEqualTo(500);
        assertThat(e.getMessage()).startsWith("internal error").doesNotContain("secret");
        assertThat(failure(new RawJson("}{")).status()).as("no JSON").isEqualTo(500);
    }

    @Test
    void aCallWithoutASocketHasTheBodyToo() {
        consumer.route("/buy", context -> {
            throw new RouteException("OUT", "sold out").with(new SoldOut("tea", 0));
        });
        MicroException e = caught("checkout");
        assertThat(e.<SoldOut>body(SoldOut.class).item).isEqualTo("tea");
    }

    @Test
    void anExceptionThatNoCallHasMadeBindsNothing() throws Exception {
        MicroException e = failure("text");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(e);
        }
        MicroException copy = (MicroException) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))
                .readObject();
        assertThat(copy.body().text()).isEqualTo("\"text\"");
        assertThatThrownBy(() -> copy.body(String.class)).isInstanceOf(IllegalStateException.class);
        assertThat(new CallFailedException("x", CallDetails.NONE, 1, "1").<String>body(String.class)).isNull();
    }
}

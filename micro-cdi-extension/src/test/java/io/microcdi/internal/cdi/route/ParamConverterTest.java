package io.microcdi.internal.cdi.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.microcdi.error.RouteException;
import io.microcdi.internal.route.ParamConverter;

class ParamConverterTest {

    record Money(long cents) {
        public static Money valueOf(String text) {
            return new Money(Long.parseLong(text));
        }
    }

    record Isbn(String text) {
        public static Isbn fromString(String text) {
            return new Isbn(text);
        }
    }

    record NoFactory(String text) {
        static NoFactory valueOf(String text) {
            return new NoFactory(text);
        }
    }

    private static Object convert(Class<?> type, String text) {
        Argument argument = Argument.path("id", type, ParamConverter.of(type).orElseThrow());
        return argument.from(new FixedContext(Map.of("id", text), null));
    }

    @Test
    void textsBecomeWhatTheParameterIs() {
        assertThat(convert(String.class, "a")).isEqualTo("a");
        assertThat(convert(int.class, "-7")).isEqualTo(-7);
        assertThat(convert(Integer.class, "7")).isEqualTo(7);
        assertThat(convert(long.class, "7")).isEqualTo(7L);
        assertThat(convert(short.class, "7")).isEqualTo((short) 7);
        assertThat(convert(byte.class, "7")).isEqualTo((byte) 7);
        assertThat(convert(double.class, "0.5")).isEqualTo(0.5);
        assertThat(convert(float.class, "0.5")).isEqualTo(0.5f);
        assertThat(convert(boolean.class, "true")).isEqualTo(true);
        assertThat(convert(TimeUnit.class, "DAYS")).isEqualTo(TimeUnit.DAYS);
        UUID id = UUID.randomUUID();
        assertThat(convert(UUID.class, id.toString())).isEqualTo(id);
        assertThat(convert(Money.class, "250")).isEqualTo(new Money(250));
        assertThat(convert(Isbn.class, "x")).isEqualTo(new Isbn("x"));
    }

    @Test
    void aValueOfAnotherTypeIsAnswered400() {
        for (Class<?> type : List.of(int.class, boolean.class, TimeUnit.class, UUID.class, Money.class)) {
            assertThatThrownBy(() -> convert(type, "yes")).isInstanceOfSatisfying(RouteException.class, e -> {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e).hasMessage("path parameter id: \"yes\" is no " + type.getSimpleName());
            });
        }
    }

    @Test
    void aLongTextIsCut() {
        assertThatThrownBy(() -> convert(int.class, "9".repeat(1000))).message().hasSizeLessThan(120);
    }

    @Test
    void otherTypesHaveNoConverter() {
        assertThat(ParamConverter.of(NoFactory.class)).isEmpty();
        assertThat(ParamConverter.of(List.class)).isEmpty();
        assertThat(ParamConverter.of(char.class)).isEmpty();
    }
}

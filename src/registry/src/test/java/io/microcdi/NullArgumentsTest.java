package io.microcdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;
import io.microcdi.internal.call.DefaultCaller;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.MicroRegistryBuilder;
import io.microcdi.registry.RegistryCall;

/**
 * A {@code null} argument is refused at once with a message that names it, and not with a text of the JVM.
 */
@Timeout(120)
class NullArgumentsTest {

    private static MicroNode node;
    private static final MicroRegistry REGISTRY = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private static final Map<Class<?>, Supplier<Object>> TARGETS = Map.of(MicroNode.class, () -> node,
            MicroCaller.class,
            () -> node.caller(), MicroCall.class, () -> node.caller().to("x"), MicroPeer.class,
            () -> ((DefaultCaller) node.caller()).self(), MicroNodeBuilder.class, () -> MicroNode.builder("x"),
            MicroRegistryBuilder.class, MicroRegistry::builder, MicroRegistry.class, () -> REGISTRY, RegistryCall.class,
            () -> REGISTRY.to("x/y"));
    /** The other arguments next to the null one. */
    private static final Map<Class<?>, Object> VALUES = Map.ofEntries(Map.entry(int.class, 1),
            Map.entry(Duration.class, Duration.ofSeconds(1)), Map.entry(Class.class, String.class),
            Map.entry(Type.class, String.class), Map.entry(GenericType.class, new GenericType<List<String>>() {
            }), Map.entry(Collection.class, List.of()),
            Map.entry(RouteHandler.class, (RouteHandler) context -> null),
            Map.entry(PayloadHandler.class, (PayloadHandler<Object>) (payload, context) -> payload),
            Map.entry(ConfigKey.class, ConfigKeys.RETRIES), Map.entry(CallProtocol.class, CallProtocol.WS),
            Map.entry(RouteExceptionMapper.class,
                    (RouteExceptionMapper<Exception>) exception -> new RouteException(400, "no")));

    @BeforeAll
    static void start() {
        node = MicroNode.builder("x").registry("ws://127.0.0.1:1").listen("127.0.0.1", 0).build();
        node.start();
    }

    @AfterAll
    static void stop() {
        node.stop();
    }

    static Stream<Arguments> methods() {
        return TARGETS.keySet().stream().flatMap(type -> needy(type).map(method -> Arguments.of(type, method)));
    }

    /** The methods that take something which may not be null; a payload may. */
    private static Stream<Method> needy(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> IntStream.range(0, method.getParameterCount()).anyMatch(i -> isNeeded(method, i)));
    }

    private static boolean isNeeded(Method method, int argument) {
        Class<?> type = method.getParameterTypes()[argument];
        return !type.isPrimitive() && type != Object.class
                && !method.getAnnotatedParameterTypes()[argument].isAnnotationPresent(Nullable.class);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("methods")
    void eachIsNamed(Class<?> type, Method method) {
        check(TARGETS.get(type).get(), method);
    }

    @Test
    void alsoOnesThatAHandlerGivesToItsContext() {
        AtomicInteger checked = new AtomicInteger();
        node.register("/context", context -> {
            needy(RouteContext.class).forEach(method -> {
                check(context, method);
                checked.incrementAndGet();
            });
            return null;
        });
        node.dispatch("/context", null, Void.class).toCompletableFuture().join();
        assertThat(checked).hasValueGreaterThan(4);
    }

    @Test
    void alsoTheStatusOfAFailure() {
        assertThat(catchThrowable(() -> new RouteException(null, "no"))).hasMessage("the status is null");
    }

    private static void check(Object target, Method method) {
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (isNeeded(method, i)) {
                Object[] arguments = arguments(method);
                arguments[i] = null;
                Throwable failure = catchThrowable(() -> method.invoke(target, arguments));
                assertThat(failure).as("argument %d", i + 1).isInstanceOf(InvocationTargetException.class);
                assertThat(failure.getCause())
                        .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class)
                        .hasMessageMatching("(?s).*\\bnull\\b.*").hasMessageNotContaining("because")
                        .hasMessageNotContaining("<parameter").hasMessageNotContaining("<local");
            }
        }
    }

    private static Object[] arguments(Method method) {
        List<Object> arguments = new ArrayList<>();
        boolean first = true;
        for (Class<?> type : method.getParameterTypes()) {
            arguments.add(type == String.class ? text(method, first) : VALUES.get(type));
            first = false;
        }
        return arguments.toArray();
    }

    private static String text(Method method, boolean first) {
        return first && (method.getDeclaringClass() == MicroCaller.class || method.getName().equals("create")) ? "x"
                : "/x";
    }
}

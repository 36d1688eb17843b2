package io.microcdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroCaller;

/** A method of the kit that is given {@code null} names the argument. */
@MicroTest
@Timeout(60)
class NullArgumentsTest {

    @FakeService("payments")
    Fake payments;

    @Test
    void eachIsNamed(TestClock clock, MicroCaller caller) {
        FakeRoute route = payments.when("/charge").answer();
        caller.call("payments", "/charge", null, Void.class);
        FakeRequest request = payments.verify("/charge").once();
        int checked = check(Fake.class, payments) + check(FakeRoute.class, route) + check(FakeRequest.class, request)
                + check(TestClock.class, clock) + check(Verification.class, payments.verify("/charge"))
                + check(Executor.class, clock.executor());
        assertThat(checked).as("when, verify, answer, delay, param, payload twice, metadata, advance, await, async,"
                + " execute").isEqualTo(12);
    }

    private static int check(Class<?> type, Object target) {
        List<Method> needy = Stream.of(type.getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> IntStream.range(0, method.getParameterCount()).anyMatch(i -> isNeeded(method, i)))
                .toList();
        needy.forEach(method -> check(target, method));
        return needy.size();
    }

    private static boolean isNeeded(Method method, int argument) {
        Class<?> type = method.getParameterTypes()[argument];
        return !type.isPrimitive()
                && !method.getAnnotatedParameterTypes()[argument].isAnnotationPresent(Nullable.class);
    }

    private static void check(Object target, Method method) {
        List<Object> arguments = new ArrayList<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            assertThat(isNeeded(method, i)).as("all arguments of %s may be null at once here", method).isTrue();
            arguments.add(null);
        }
        Throwable failure = catchThrowable(() -> method.invoke(target, arguments.toArray()));
        assertThat(failure).as("%s", method).isInstanceOf(InvocationTargetException.class);
        assertThat(failure.getCause()).as("%s", method).isInstanceOf(NullPointerException.class)
                .hasMessageMatching("the \\w+ is null");
    }
}

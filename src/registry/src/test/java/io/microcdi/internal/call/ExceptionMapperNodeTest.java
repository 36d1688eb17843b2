package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileNotFoundException;
import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.registry.MicroRegistry;

/** A node in Java SE translates exceptions by the mappers that its builder was given. */
@Timeout(120)
class ExceptionMapperNodeTest {

    private static final String LOCAL = "127.0.0.1";

    @Test
    void theMapperOfTheNearestTypeAnswersTheCaller() {
        MicroRegistry registry = MicroRegistry.builder().listen(LOCAL, 0).build();
        registry.start();
        String address = "ws://" + LOCAL + ":" + registry.port();
        MicroNode files = MicroNode.builder("files").registry(address).listen(LOCAL, 0)
                .exceptionMapper(Exception.class, exception -> new RouteException(500, "other"))
                .exceptionMapper(IOException.class,
                        exception -> new RouteException(404, "no such file").with(new RawJson("{\"left\":0}")))
                .build();
        MicroNode caller = MicroNode.builder("caller").registry(address).listen(LOCAL, 0).build();
        files.register("/read", context -> {
            throw new FileNotFoundException("/secret/path");
        });
        try {
            files.start();
            caller.start();
            CallFailedException failure = catchThrowableOfType(CallFailedException.class,
                    () -> caller.caller().call("files", "/read", null, String.class));
            assertThat(failure.status()).isEqualTo(404);
            assertThat(failure).hasMessage("no such file");
            assertThat(failure.body().text()).isEqualTo("{\"left\":0}");
            assertThat(failure.mayHaveExecuted()).isTrue();
        } finally {
            caller.stop();
            files.stop();
            registry.stop();
        }
    }
}

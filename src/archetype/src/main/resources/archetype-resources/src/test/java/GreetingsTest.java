package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroCaller;
import io.microcdi.error.CallFailedException;
import io.microcdi.test.MicroTest;

/** Calls the service by its typed client, over a link in memory. */
@MicroTest(value = GreetingsService.class, namespace = "${artifactId}")
class GreetingsTest {

    @Test
    void greetsByName(MicroCaller caller) {
        Greetings greetings = caller.client(Greetings.class);
        assertEquals(new Greeting("Hello, Ann", "${artifactId}"), greetings.hello("Ann"));
    }

    @Test
    void aNameHasABound(MicroCaller caller) {
        Greetings greetings = caller.client(Greetings.class);
        CallFailedException refused = assertThrows(CallFailedException.class, () -> greetings.hello("x".repeat(101)));
        assertEquals(422, refused.status());
    }
}

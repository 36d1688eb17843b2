package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.microcdi.error.CallFailedException;
import io.microcdi.test.MicroTest;

/** Calls the service by its typed client, over a link in memory. */
@MicroTest(value = { Greetings.class, GreetingsService.class }, namespace = "${artifactId}")
class GreetingsTest {

    @Inject
    Greetings greetings;

    @Test
    void greetsByName() {
        assertEquals(new Greeting("Hello, Ann", "${artifactId}"), greetings.hello("Ann"));
    }

    @Test
    void aNameHasABound() {
        CallFailedException refused = assertThrows(CallFailedException.class, () -> greetings.hello("x".repeat(101)));
        assertEquals(422, refused.status());
    }
}

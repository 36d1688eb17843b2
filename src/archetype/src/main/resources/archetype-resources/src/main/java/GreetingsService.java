package ${package};

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;

import io.microcdi.MicroNode;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.RouteException;

/** Serves the routes of the interface. {@code @Typed} leaves {@code @Inject Greetings} to the client, also in this application. */
@MicroService
@Typed(GreetingsService.class)
public class GreetingsService implements Greetings {

    private static final int LONGEST_NAME = 100;

    @Inject
    MicroNode node;

    @Override
    public Greeting hello(String name) {
        if (name.length() > LONGEST_NAME) {
            throw new RouteException(422, "a name has " + LONGEST_NAME + " characters at most");
        }
        return new Greeting("Hello, " + name, node.namespace());
    }
}

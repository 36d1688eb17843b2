package ${package};

/** The answer of the service. */
public record Greeting(String text, String from) {
}

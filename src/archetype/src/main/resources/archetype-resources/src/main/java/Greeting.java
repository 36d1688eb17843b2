package ${package};

/** What the service answers. */
public record Greeting(String text, String from) {
}

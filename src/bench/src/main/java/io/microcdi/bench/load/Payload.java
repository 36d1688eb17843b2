package io.microcdi.bench.load;

import java.util.List;
import java.util.stream.Stream;

/** How much is sent, as JSON. */
public enum Payload {
    /** A hundred bytes. */
    SMALL("100B", 100),
    /** A kilobyte. */
    LARGE("1KB", 1_024);

    private final String label;
    private final Order order;

    Payload(String label, int size) {
        this.label = label;
        this.order = Order.ofSize(size);
    }

    /** The payload that {@link #toString} gives this name. */
    public static Payload parse(String label) {
        return Stream.of(values()).filter(payload -> payload.label.equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no payload " + label + ", only " + List.of(values())));
    }

    /** The order that is sent. */
    public Order order() {
        return order;
    }

    @Override
    public String toString() {
        return label;
    }
}

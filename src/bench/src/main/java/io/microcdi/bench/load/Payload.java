package io.microcdi.bench.load;

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

    /** The order that is sent. */
    public Order order() {
        return order;
    }

    @Override
    public String toString() {
        return label;
    }
}

package io.microcdi.bench.load;

/**
 * The payload of a request and of its answer.
 *
 * @param price in cents
 * @param note as long as the payload wants it
 */
public record Order(String id, String customer, String product, int quantity, long price, String note) {

    /** An order whose JSON has so many characters. */
    static Order ofSize(int size) {
        Order bare = new Order("o-4711", "c-20417", "p-1001", 3, 1995, "");
        return new Order(bare.id, bare.customer, bare.product, bare.quantity, bare.price,
                "n".repeat(size - bare.json().length()));
    }

    /** As JSON-B writes it. */
    public String json() {
        return "{\"customer\":\"" + customer + "\",\"id\":\"" + id + "\",\"note\":\"" + note + "\",\"price\":" + price
                + ",\"product\":\"" + product + "\",\"quantity\":" + quantity + "}";
    }

    /** Fails if an answer is not this order. */
    public void check(Order answer) {
        if (answer == null || !id.equals(answer.id) || note.length() != answer.note.length()) {
            throw new IllegalStateException("the answer is not the order that was sent, but " + answer);
        }
    }
}

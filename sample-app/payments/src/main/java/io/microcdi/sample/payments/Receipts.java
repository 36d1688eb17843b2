package io.microcdi.sample.payments;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** The last thousand receipts. A real application would use a database. */
@ApplicationScoped
public class Receipts {

    private static final int MAX_RECEIPTS = 1_000;

    private final Map<String, Receipt> byId = new LinkedHashMap<>();

    /** Stores a receipt, and removes the oldest one. */
    public synchronized void add(Receipt receipt) {
        byId.put(receipt.id(), receipt);
        if (byId.size() > MAX_RECEIPTS) {
            byId.remove(byId.keySet().iterator().next());
        }
    }

    /** Returns the receipt with an id, if it is still stored. */
    public synchronized Optional<Receipt> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}

package io.microcdi.sample.payments;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** The last thousand receipts. Where money is real, this is a database. */
@ApplicationScoped
public class Receipts {

    private static final int KEPT = 1_000;

    private final Map<String, Receipt> byId = new LinkedHashMap<>();

    /** Keeps a receipt, and forgets the oldest. */
    public synchronized void add(Receipt receipt) {
        byId.put(receipt.id(), receipt);
        if (byId.size() > KEPT) {
            byId.remove(byId.keySet().iterator().next());
        }
    }

    /** The receipt with an id, if it is still kept. */
    public synchronized Optional<Receipt> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}

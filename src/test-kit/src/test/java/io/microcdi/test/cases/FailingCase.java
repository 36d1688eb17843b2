package io.microcdi.test.cases;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroCaller;
import io.microcdi.test.Fake;
import io.microcdi.test.FakeService;
import io.microcdi.test.MicroTest;

/** Each verification is wrong. */
@MicroTest
public class FailingCase {

    @FakeService("payments")
    Fake payments;

    @Test
    void tooFew(MicroCaller caller) {
        payments.when("/charge").answer("paid");
        payments.when("/receipts/{id}").answer("receipt");
        caller.call("payments", "/charge", 12, String.class);
        payments.verify("/charge").times(2);
    }

    @Test
    void tooMany(MicroCaller caller) {
        payments.when("/charge").answer("paid");
        caller.call("payments", "/charge", 1, String.class);
        caller.call("payments", "/charge", 2, String.class);
        payments.verify("/charge").once();
    }

    @Test
    void notNever(MicroCaller caller) {
        payments.when("/charge").answer("paid");
        caller.call("payments", "/charge", 1, String.class);
        payments.verify("/charge").never();
    }

    @Test
    void nothing() {
        payments.verify("/charge").once();
    }

    @Test
    void unscripted(MicroCaller caller) {
        payments.when("/charge").answer("paid");
        caller.call("payments", "/refund", 1, String.class);
    }
}

package io.microcdi.test.cases;

import org.junit.jupiter.api.Test;

import io.microcdi.test.FakeService;
import io.microcdi.test.MicroTest;

/** Its fake has another type. */
@MicroTest
public class WrongFieldCase {

    @FakeService("payments")
    String payments;

    @Test
    void isNotRun() {
        throw new AssertionError("a test with a wrong field ran with " + payments);
    }
}

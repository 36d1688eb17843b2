package io.microcdi.test.cases;

import org.junit.jupiter.api.Test;

import io.microcdi.test.MicroTest;

/** Its setting has a key of one callee. */
@MicroTest(config = "micro.client.payments.request-timeout=1s")
public class CalleeSettingCase {

    @Test
    void isNotRun() {
        throw new AssertionError("a test with a setting of one callee ran");
    }
}

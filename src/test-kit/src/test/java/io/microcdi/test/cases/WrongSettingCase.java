package io.microcdi.test.cases;

import org.junit.jupiter.api.Test;

import io.microcdi.test.MicroTest;

/** Its setting has no key. */
@MicroTest(config = "micro.retrys=0")
public class WrongSettingCase {

    @Test
    void isNotRun() {
        throw new AssertionError("a test with a wrong setting ran");
    }
}

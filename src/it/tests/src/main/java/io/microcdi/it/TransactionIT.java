package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Transactions;

/** The server's own interceptors run around a handler. */
@ExtendWith(ArquillianExtension.class)
@Tag("transactions")
@Tag("quirks")
class TransactionIT {
    private static final int STATUS_ACTIVE = 0;
    private static final int STATUS_NO_TRANSACTION = 6;

    @Deployment(testable = false)
    static WebArchive transactions() {
        return Wars.withExtension("transactions", Transactions.class);
    }

    @Test
    void interceptorsRunSoThatATransactionIsActive() throws Exception {
        try (NodeLink link = NodeLink.open(Server.url("/transactions"), "127.0.0.1/19117/tester")) {
            assertThat(link.call("/transaction", null).getInt("data")).isEqualTo(STATUS_ACTIVE);
            assertThat(link.call("/no-transaction", null).getInt("data")).isEqualTo(STATUS_NO_TRANSACTION);
        }
    }
}

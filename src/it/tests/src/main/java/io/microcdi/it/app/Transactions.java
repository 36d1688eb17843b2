package io.microcdi.it.app;

import javax.naming.InitialContext;
import javax.naming.NamingException;

import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** Handlers that tell whether there is a transaction around them. */
@MicroService
public class Transactions {
    /** With a transaction. */
    @Route("/transaction")
    @Transactional
    public int transaction() throws NamingException {
        return status();
    }

    /** Without. */
    @Route("/no-transaction")
    public int noTransaction() throws NamingException {
        return status();
    }

    private static int status() throws NamingException {
        TransactionSynchronizationRegistry registry = InitialContext
                .doLookup("java:comp/TransactionSynchronizationRegistry");
        return registry.getTransactionStatus();
    }
}

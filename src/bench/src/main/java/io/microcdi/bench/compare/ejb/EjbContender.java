package io.microcdi.bench.compare.ejb;

import java.nio.file.Path;

import javax.naming.Context;
import javax.naming.NamingException;

import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Contender;
import io.microcdi.bench.compare.Receipt;
import io.microcdi.bench.compare.wildfly.FullWildFly;

/** The service on WildFly, and the client of WildFly in this process. */
public final class EjbContender implements Contender {

    private final FullWildFly server;
    private final Context names;
    private final PaymentCaller caller;

    /** Starts them. */
    public EjbContender(Path home) throws Exception {
        server = new FullWildFly(home, "ejb",
                ShrinkWrap.create(WebArchive.class, "payments.war").addClasses(Payments.class,
                        PaymentService.class, WrongPaymentException.class, Charge.class, Receipt.class));
        try {
            names = server.names();
            caller = new PaymentCaller(names);
        } catch (NamingException | RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    @Override
    public Receipt charge(Charge charge) {
        return caller.charge(charge);
    }

    @Override
    public String status(RuntimeException failure) {
        return failure instanceof WrongPaymentException ? "422" : failure.toString();
    }

    @Override
    public void close() {
        try {
            names.close();
        } catch (NamingException e) {
            throw FullWildFly.unchecked(e);
        } finally {
            server.close();
        }
    }
}

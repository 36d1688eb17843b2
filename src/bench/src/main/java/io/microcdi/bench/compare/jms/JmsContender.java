package io.microcdi.bench.compare.jms;

import java.nio.file.Path;

import javax.naming.Context;
import javax.naming.NamingException;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;

import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Contender;
import io.microcdi.bench.compare.Receipt;
import io.microcdi.bench.compare.wildfly.FullWildFly;

/** The broker and the service on WildFly, and a caller in this process. */
public final class JmsContender implements Contender {

    /** A queue that callers outside the server find too. */
    private static final String QUEUE = """
            <messaging-deployment xmlns="urn:jboss:messaging-activemq-deployment:1.0">
                <server name="default">
                    <jms-destinations>
                        <jms-queue name="payments">
                            <entry name="java:/jms/queue/payments"/>
                            <entry name="java:jboss/exported/jms/queue/payments"/>
                        </jms-queue>
                    </jms-destinations>
                </server>
            </messaging-deployment>
            """;

    private final FullWildFly server;
    private final Context names;
    private final PaymentCaller caller;

    /** Starts them. */
    public JmsContender(Path home) throws Exception {
        server = new FullWildFly(home, "jms", ShrinkWrap.create(WebArchive.class, "payments.war")
                .addClasses(PaymentService.class).addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsWebInfResource(new StringAsset(QUEUE), "payments-jms.xml"));
        try {
            names = server.names();
            caller = new PaymentCaller((ConnectionFactory) names.lookup("jms/RemoteConnectionFactory"),
                    (Queue) names.lookup("jms/queue/payments"), FullWildFly.USER, FullWildFly.PASSWORD);
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
            caller.stop();
            names.close();
        } catch (NamingException e) {
            throw FullWildFly.unchecked(e);
        } finally {
            server.close();
        }
    }
}

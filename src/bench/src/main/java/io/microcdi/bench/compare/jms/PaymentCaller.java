package io.microcdi.bench.compare.jms;

import java.util.UUID;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Queue;

import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;

/** The caller. A thread has its own context and its own queue for answers, because these are not thread-safe. */
final class PaymentCaller {

    private static final long TIMEOUT_MILLIS = 30_000;

    private final JMSContext connection;
    private final Queue payments;
    private final ThreadLocal<Conversation> conversation = ThreadLocal.withInitial(this::begin);

    PaymentCaller(ConnectionFactory factory, Queue payments, String user, String password) {
        this.connection = factory.createContext(user, password);
        this.payments = payments;
    }

    private record Conversation(JMSContext context, JMSProducer producer, Queue answers, JMSConsumer consumer) {
    }

    private Conversation begin() {
        JMSContext context = connection.createContext(JMSContext.AUTO_ACKNOWLEDGE);
        Queue answers = context.createTemporaryQueue();
        JMSProducer producer = context.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setTimeToLive(TIMEOUT_MILLIS).setJMSReplyTo(answers);
        return new Conversation(context, producer, answers, context.createConsumer(answers));
    }

    Receipt charge(Charge charge) {
        Conversation own = conversation.get();
        try {
            MapMessage request = own.context.createMapMessage();
            request.setLong("amount", charge.amount());
            request.setString("currency", charge.currency());
            String id = UUID.randomUUID().toString();
            own.producer.setJMSCorrelationID(id).send(payments, request);
            MapMessage answer = (MapMessage) own.consumer.receive(TIMEOUT_MILLIS);
            while (answer != null && !id.equals(answer.getJMSCorrelationID())) { // of a call that was given up
                answer = (MapMessage) own.consumer.receive(TIMEOUT_MILLIS);
            }
            if (answer == null) {
                throw new JMSRuntimeException("no answer in " + TIMEOUT_MILLIS + " ms");
            }
            if (answer.itemExists("error")) {
                throw new WrongPaymentException(answer.getString("error"));
            }
            return new Receipt(answer.getString("id"), answer.getLong("amount"));
        } catch (JMSException e) {
            throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
        }
    }

    void stop() {
        connection.close();
    }
}

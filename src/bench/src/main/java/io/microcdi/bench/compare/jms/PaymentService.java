package io.microcdi.bench.compare.jms;

import java.util.UUID;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** The service. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "java:/jms/queue/payments"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue") })
public class PaymentService implements MessageListener {

    @Inject
    private JMSContext context;

    @Override
    public void onMessage(Message request) {
        try {
            long amount = ((MapMessage) request).getLong("amount");
            MapMessage answer = context.createMapMessage();
            if (amount <= 0) {
                answer.setString("error", "the amount must be more than zero");
            } else {
                answer.setString("id", UUID.randomUUID().toString());
                answer.setLong("amount", amount);
            }
            answer.setJMSCorrelationID(request.getJMSCorrelationID());
            context.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT).send(request.getJMSReplyTo(), answer);
        } catch (JMSException e) {
            throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
        }
    }
}

package io.microcdi.bench.compare.micro;

import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Contender;
import io.microcdi.bench.compare.Receipt;
import io.microcdi.error.CallFailedException;
import io.microcdi.registry.MicroRegistry;

/** Both, and the registry by which they find each other. */
public final class MicroContender implements Contender {

    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private final PaymentService service;
    private final PaymentCaller caller;

    /** Starts them. */
    public MicroContender() {
        registry.start();
        String address = "ws://127.0.0.1:" + registry.port();
        service = new PaymentService(address);
        caller = new PaymentCaller(address);
    }

    @Override
    public Receipt charge(Charge charge) {
        return caller.charge(charge);
    }

    @Override
    public String status(RuntimeException failure) {
        return failure instanceof CallFailedException failed ? Integer.toString(failed.status()) : "none";
    }

    @Override
    public void close() {
        caller.stop();
        service.stop();
        registry.stop();
    }
}

package io.microcdi.it.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.microcdi.cdi.MicroService;
import io.microcdi.error.RouteException;

/** Serves a till. The annotations are those of the interface. */
@MicroService
public class TillService implements TillApi {
    private static final int FAILURES = 2;

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final AtomicInteger stopped = new AtomicInteger();

    @Override
    public String echo(String text, String name, String tenant) {
        return text + " " + name + " " + tenant;
    }

    @Override
    public int flaky(String key) {
        int call = calls.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
        if (call <= FAILURES) {
            throw new RouteException(409, "call " + call);
        }
        return call;
    }

    @Override
    public String slow(long millis) {
        try {
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
            return "after " + millis;
        } catch (InterruptedException e) {
            stopped.incrementAndGet();
            throw new RouteException(408, "stopped");
        }
    }

    @Override
    public String broken() {
        throw new RouteException(409, "broken");
    }

    @Override
    public int stopped() {
        return stopped.get();
    }
}

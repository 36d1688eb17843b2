package io.microcdi.internal.cdi.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.DepartureView;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.registry.RegistryCall;

/** The registry for injection. It has all methods, except that the server alone starts and stops it. */
record InjectedRegistry(MicroRegistry registry) implements MicroRegistry {

    @Override
    public void start() {
        throw RegistryMessages.LOG.ofServer("start()");
    }

    @Override
    public int port() {
        throw RegistryMessages.LOG.ofServer("port()");
    }

    @Override
    public void stop() {
        throw RegistryMessages.LOG.ofServer("stop()");
    }

    @Override
    public List<NamespaceView> namespaces() {
        return registry.namespaces();
    }

    @Override
    public List<InstanceView> instances(String namespace) {
        return registry.instances(namespace);
    }

    @Override
    public List<DepartureView> departures() {
        return registry.departures();
    }

    @Override
    public Optional<String> problem() {
        return registry.problem();
    }

    @Override
    public RegistryCall to(String address) {
        return registry.to(address);
    }

    @Override
    public CompletableFuture<ProxyAnswer> forward(String address, String json, Duration timeout,
            CallProtocol protocol) {
        return registry.forward(address, json, timeout, protocol);
    }
}

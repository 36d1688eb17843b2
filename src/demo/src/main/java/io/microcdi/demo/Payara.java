package io.microcdi.demo;

import io.microcdi.launch.PayaraServer;
import io.microcdi.launch.ServerProcess;

/** Payara with both services and the registry. */
final class Payara extends RealServer {

    Payara(DemoOptions options) {
        super(options);
    }

    @Override
    public String name() {
        return "Payara";
    }

    @Override
    ServerProcess launch() {
        return new PayaraServer(setup());
    }
}

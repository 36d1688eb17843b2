package io.microcdi.demo;

import io.microcdi.launch.ServerProcess;
import io.microcdi.launch.WildFlyServer;

/** WildFly with both services and the registry. */
final class WildFly extends RealServer {

    WildFly(DemoOptions options) {
        super(options);
    }

    @Override
    public String name() {
        return "WildFly";
    }

    @Override
    ServerProcess launch() {
        // it has Fault Tolerance
        return new WildFlyServer(setup(), "standalone-microprofile.xml");
    }
}

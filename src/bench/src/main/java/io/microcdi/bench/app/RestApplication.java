package io.microcdi.bench.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Jakarta REST. */
@ApplicationPath("/")
public class RestApplication extends Application {
}

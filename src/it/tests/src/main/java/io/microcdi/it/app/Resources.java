package io.microcdi.it.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Resources at the root of the application. */
@ApplicationPath("/")
public class Resources extends Application {
}

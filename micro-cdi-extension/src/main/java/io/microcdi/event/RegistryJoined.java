package io.microcdi.event;

import java.net.URI;

/** This application is registered at that registry. */
public record RegistryJoined(URI registry) {
}

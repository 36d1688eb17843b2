package io.microcdi.event;

import java.net.URI;

/** Fired when this application has registered at the registry. */
public record RegistryJoined(URI registry) {
}

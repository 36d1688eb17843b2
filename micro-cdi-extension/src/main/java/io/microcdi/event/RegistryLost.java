package io.microcdi.event;

import java.net.URI;

/** Fired when the link to the registry has closed. The node dials the registry again until it answers. */
public record RegistryLost(URI registry) {
}

package io.microcdi.event;

import java.net.URI;

/** The link to that registry is gone; it is dialled again until it is back. */
public record RegistryLost(URI registry) {
}

package io.microcdi.bench.app;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;

import io.microcdi.bench.echo.Sending;

/** The raw echo, in all ways of sending. */
public class EchoApplication implements ServerApplicationConfig {

    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
        return Stream.of(Sending.values())
                .map(Sending::config).collect(Collectors.toSet());
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
        return Set.of();
    }
}

package io.microcdi.it.undertow;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

import jakarta.servlet.ServletException;
import jakarta.websocket.server.ServerEndpointConfig;

import io.microcdi.websocket.Endpoints;
import io.microcdi.websocket.LinkAcceptor;
import io.microcdi.websocket.OriginPolicy;
import io.microcdi.websocket.SessionOptions;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;

/** The endpoints of a node on Undertow alone. */
final class UndertowServer implements AutoCloseable {

    private final Undertow undertow;

    UndertowServer(LinkAcceptor acceptor, SessionOptions options) throws ServletException {
        WebSocketDeploymentInfo sockets = new WebSocketDeploymentInfo();
        for (ServerEndpointConfig config : Endpoints.configs(acceptor, "", options, new OriginPolicy(List.of()))) {
            sockets.addEndpoint(config);
        }
        DeploymentInfo application = Servlets.deployment().setClassLoader(UndertowServer.class.getClassLoader())
                .setContextPath("/").setDeploymentName("node")
                .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, sockets);
        DeploymentManager deployment = Servlets.defaultContainer().addDeployment(application);
        deployment.deploy();
        undertow = Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(deployment.start()).build();
        undertow.start();
    }

    /** A connect path. */
    URI url() {
        int port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
        return URI.create("ws://127.0.0.1:" + port + "/127.0.0.1/9000/payments");
    }

    @Override
    public void close() {
        undertow.stop();
    }
}

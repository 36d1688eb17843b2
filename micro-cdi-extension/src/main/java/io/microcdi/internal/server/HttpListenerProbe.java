package io.microcdi.internal.server;

import java.util.List;

import jakarta.servlet.ServletContext;

/**
 * Finds the address at which one kind of server accepts HTTP. An implementation depends only on the JDK and the Jakarta
 * APIs. It uses the server's own classes by JMX or by reflection.
 */
public interface HttpListenerProbe {
    /**
     * Finds the listeners that serve a deployment.
     *
     * @param context the deployment's context
     * @return the listeners, the preferred ones of each kind first; none if this is another kind of server
     * @throws Exception if it is this kind of server, but it did not answer as expected. The caller continues with the
     *        next probe
     */
    List<HttpListener> find(ServletContext context) throws Exception;
}

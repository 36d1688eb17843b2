package io.microcdi.internal.server;

import java.util.List;

import jakarta.servlet.ServletContext;

/**
 * Asks one kind of server where it accepts HTTP. An implementation uses nothing that is not in the JDK and the Jakarta
 * APIs: the server's own classes are reached by JMX or by reflection.
 */
public interface HttpListenerProbe {
    /**
     * Finds the listeners that serve a deployment.
     *
     * @param context
     *        the deployment's context
     * @return the listeners, the preferred ones of each kind first; none where this is another kind of server
     * @throws Exception
     *         where it is this kind of server, but did not answer as expected; whoever asks goes on to the next kind
     */
    List<HttpListener> find(ServletContext context) throws Exception;
}

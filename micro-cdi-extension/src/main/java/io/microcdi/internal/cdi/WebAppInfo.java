package io.microcdi.internal.cdi;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.microcdi.internal.server.HttpListener;

/** What the node of an application is told by the web application around it. */
public interface WebAppInfo {

    /** Those whose web application has begun, by its class loader; taken out when it ends. */
    Map<ClassLoader, WebAppInfo> BEGUN = new ConcurrentHashMap<>();

    /** Without any web application, as in Java SE. */
    WebAppInfo NONE = new WebAppInfo() {
        @Override
        public String contextPath() {
            return "";
        }

        @Override
        public String displayName() {
            return "";
        }

        @Override
        public Optional<HttpListener> listener(boolean tls) {
            return Optional.empty();
        }
    };

    /** The context path, as {@code /payments}; empty for the root. */
    String contextPath();

    /** The application's name; empty if it has none. */
    String displayName();

    /**
     * Where the server accepts HTTP.
     *
     * @param tls whether only a listener with TLS will do; otherwise one without is preferred
     * @return empty if there is none, or none is known yet
     */
    Optional<HttpListener> listener(boolean tls);
}

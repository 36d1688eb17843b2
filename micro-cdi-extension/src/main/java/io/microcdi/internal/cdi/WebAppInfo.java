package io.microcdi.internal.cdi;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.microcdi.internal.server.HttpListener;

/** The facts about a web application that its node needs. */
public interface WebAppInfo {

    /** The started web applications by their class loader. An application is removed when it ends. */
    Map<ClassLoader, WebAppInfo> BEGUN = new ConcurrentHashMap<>();

    /** The facts without a web application, as in Java SE. */
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

    /** Returns the context path, for example {@code /payments}; empty for the root. */
    String contextPath();

    /** Returns the application's name; empty if it has none. */
    String displayName();

    /**
     * Returns the listener at which the server accepts HTTP.
     *
     * @param tls whether the listener must use TLS. Otherwise a listener without TLS is preferred
     * @return the listener; empty if there is none, or none is known yet
     */
    Optional<HttpListener> listener(boolean tls);
}

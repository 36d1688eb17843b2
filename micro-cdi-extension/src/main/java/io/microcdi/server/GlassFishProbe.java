package io.microcdi.server;

import java.util.List;
import java.util.Optional;

import jakarta.servlet.ServletContext;

/**
 * GlassFish and Payara: the network listeners of the virtual server that applications are deployed to, from the
 * configuration beans of the running instance.
 */
final class GlassFishProbe implements HttpListenerProbe {
    private static final String CONFIG = "com.sun.enterprise.config.serverbeans.Config";
    private static final String INSTANCE = "default-instance-name";

    @Override
    public Optional<HttpListener> find(ServletContext context) throws Exception {
        ClassLoader loader = context.getClassLoader();
        Class<?> configType;
        Object services;
        try {
            services = Class.forName("org.glassfish.internal.api.Globals", true, loader)
                    .getMethod("getDefaultBaseServiceLocator").invoke(null);
            configType = Class.forName(CONFIG, true, loader);
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
        Object config = Reflect.service(services, configType, INSTANCE);
        return config == null ? Optional.empty() : listener(config, context.getVirtualServerName());
    }

    private static Optional<HttpListener> listener(Object config, String virtualServer)
            throws ReflectiveOperationException {
        Object server = Reflect.call(Reflect.get(config, "getHttpService"), "getVirtualServerByName", String.class,
                virtualServer);
        String names = server == null ? "" : "," + Reflect.get(server, "getNetworkListeners") + ",";
        HttpListener secure = null;
        for (Object listener : (List<?>) Reflect.get(config, "getNetworkConfig", "getNetworkListeners",
                "getNetworkListener")) {
            String name = (String) Reflect.get(listener, "getName");
            if (names.replace(" ", "").contains("," + name + ",")
                    && "true".equals(Reflect.get(listener, "getEnabled"))) {
                HttpListener found = listener(listener);
                if (!found.secure()) {
                    return Optional.of(found);
                }
                secure = found;
            }
        }
        return Optional.ofNullable(secure);
    }

    private static HttpListener listener(Object listener) throws ReflectiveOperationException {
        Object secure = Reflect.get(listener, "findHttpProtocol", "getSecurityEnabled");
        return new HttpListener((String) Reflect.get(listener, "getAddress"),
                Integer.parseInt((String) Reflect.get(listener, "getPort")), "true".equals(secure));
    }
}

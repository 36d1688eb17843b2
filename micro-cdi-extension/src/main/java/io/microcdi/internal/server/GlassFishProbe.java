package io.microcdi.internal.server;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.ServletContext;

/**
 * GlassFish and Payara: the network listeners of the virtual server that applications are deployed to, from the
 * configuration beans of the running instance.
 */
final class GlassFishProbe implements HttpListenerProbe {
    private static final String CONFIG = "com.sun.enterprise.config.serverbeans.Config";
    private static final String INSTANCE = "default-instance-name";

    @Override
    public List<HttpListener> find(ServletContext context) throws Exception {
        ClassLoader loader = context.getClassLoader();
        Class<?> configType;
        Object services;
        try {
            services = Class.forName("org.glassfish.internal.api.Globals", true, loader)
                    .getMethod("getDefaultBaseServiceLocator").invoke(null);
            configType = Class.forName(CONFIG, true, loader);
        } catch (ClassNotFoundException e) {
            return List.of();
        }
        Object config = Reflect.service(services, configType, INSTANCE);
        return config == null ? List.of() : listeners(config, context.getVirtualServerName());
    }

    private static List<HttpListener> listeners(Object config, String virtualServer)
            throws ReflectiveOperationException {
        Object server = Reflect.call(Reflect.get(config, "getHttpService"), "getVirtualServerByName", String.class,
                virtualServer);
        String names = server == null ? "" : "," + Reflect.get(server, "getNetworkListeners") + ",";
        List<HttpListener> found = new ArrayList<>();
        for (Object listener : (List<?>) Reflect.get(config, "getNetworkConfig", "getNetworkListeners",
                "getNetworkListener")) {
            String name = (String) Reflect.get(listener, "getName");
            if (names.replace(" ", "").contains("," + name + ",")
                    && "true".equals(Reflect.get(listener, "getEnabled"))) {
                found.add(listener(listener));
            }
        }
        return found;
    }

    private static HttpListener listener(Object listener) throws ReflectiveOperationException {
        Object secure = Reflect.get(listener, "findHttpProtocol", "getSecurityEnabled");
        return new HttpListener((String) Reflect.get(listener, "getAddress"),
                Integer.parseInt((String) Reflect.get(listener, "getPort")), "true".equals(secure));
    }
}

package io.microcdi.internal.server;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.ServletContext;

/**
 * The probe for GlassFish and Payara. It reads the network listeners of the virtual server to which applications are
 * deployed, from the configuration beans of the running instance.
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
        Object config = Reflection.service(services, configType, INSTANCE);
        return config == null ? List.of() : listeners(config, context.getVirtualServerName());
    }

    private static List<HttpListener> listeners(Object config, String virtualServer)
            throws ReflectiveOperationException {
        Object server = Reflection.call(Reflection.get(config, "getHttpService"), "getVirtualServerByName",
                String.class,
                virtualServer);
        String names = server == null ? "" : "," + Reflection.get(server, "getNetworkListeners") + ",";
        List<HttpListener> found = new ArrayList<>();
        for (Object listener : (List<?>) Reflection.get(config, "getNetworkConfig", "getNetworkListeners",
                "getNetworkListener")) {
            String name = (String) Reflection.get(listener, "getName");
            if (names.replace(" ", "").contains("," + name + ",")
                    && "true".equals(Reflection.get(listener, "getEnabled"))) {
                found.add(listener(listener));
            }
        }
        return found;
    }

    private static HttpListener listener(Object listener) throws ReflectiveOperationException {
        Object secure = Reflection.get(listener, "findHttpProtocol", "getSecurityEnabled");
        return new HttpListener((String) Reflection.get(listener, "getAddress"),
                Integer.parseInt((String) Reflection.get(listener, "getPort")), "true".equals(secure));
    }
}

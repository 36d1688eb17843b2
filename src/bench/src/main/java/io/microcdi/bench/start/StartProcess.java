package io.microcdi.bench.start;

import java.util.Locale;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.websocket.ContainerProvider;

import org.eclipse.microprofile.config.ConfigProvider;

import io.microcdi.bench.load.Order;
import io.microcdi.bench.load.Payload;
import io.microcdi.internal.cdi.MicroExtension;

/** A process that starts one application in Weld SE, says how many milliseconds that took, and ends. */
public final class StartProcess {

    private static final double MILLIS = 1e6;

    private StartProcess() {
    }

    /**
     * Starts it.
     *
     * @param args how many of the {@link BeanClasses} are its beans, and whether it has the extension
     */
    public static void main(String[] args) throws Exception {
        touchWhatServersHave();
        Class<?>[] beans = new Class<?>[Integer.parseInt(args[0])];
        for (int i = 0; i < beans.length; i++) {
            beans[i] = Class.forName(BeanClasses.name(i));
        }
        boolean extended = Boolean.parseBoolean(args[1]);
        SeContainerInitializer application = SeContainerInitializer.newInstance().disableDiscovery()
                .addBeanClasses(StartProcess.class).addBeanClasses(beans);
        long begun = System.nanoTime();
        if (extended) {
            application.addExtensions(new MicroExtension());
        }
        try (SeContainer container = application.initialize()) {
            long deployed = System.nanoTime();
            if (extended) {
                container.getBeanManager().getExtension(MicroExtension.class).lifecycle().node();
            }
            System.out.printf(Locale.ROOT, "%.1f %.1f%n", (deployed - begun) / MILLIS,
                    (System.nanoTime() - deployed) / MILLIS);
        }
    }

    /** A server's own parts have been used before it deploys an application. */
    private static void touchWhatServersHave() throws Exception {
        ConfigProvider.getConfig().getOptionalValue("any", String.class);
        ContainerProvider.getWebSocketContainer();
        Jsonb jsonb = JsonbBuilder.create();
        jsonb.fromJson(jsonb.toJson(Payload.SMALL.order()), Order.class);
        jsonb.close();
    }
}

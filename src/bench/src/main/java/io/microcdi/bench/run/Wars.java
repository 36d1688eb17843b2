package io.microcdi.bench.run;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

import org.jboss.logging.Logger;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import io.microcdi.MicroNode;
import io.microcdi.bench.app.EchoApplication;
import io.microcdi.bench.app.OneJsonb;
import io.microcdi.bench.app.OrderResource;
import io.microcdi.bench.app.OrderRoutes;
import io.microcdi.bench.app.RestApplication;
import io.microcdi.bench.echo.EchoClient;
import io.microcdi.bench.echo.EchoEndpoint;
import io.microcdi.bench.load.Order;
import io.microcdi.cdi.MicroService;
import io.microcdi.launch.Application;

/** Makes the archives that servers are given. */
final class Wars {

    /** Name of the service of ours. */
    static final String ORDERS = "orders";
    /** Name of the raw echo. */
    static final String ECHO = "echo";
    /** Name of the service over Jakarta REST. */
    static final String REST = "rest";

    private Wars() {
    }

    /** Those that run everywhere. */
    static List<Application> micro(Path directory) {
        WebArchive orders = war(ORDERS, OrderRoutes.class, Order.class)
                .addAsLibraries(jar(MicroNode.class), jar(MicroService.class), jar(Logger.class))
                .addAsWebInfResource(new StringAsset("<jboss-web><context-root>/</context-root></jboss-web>"),
                        "jboss-web.xml");
        WebArchive echo = war(ECHO, EchoApplication.class).addPackage(EchoEndpoint.class.getPackage())
                .deleteClass(EchoClient.class);
        // at the root context, where the Node.js package finds it
        return List.of(written(orders, ORDERS, "/", directory), written(echo, ECHO, "/" + ECHO, directory));
    }

    /** The classes that need Jakarta REST. */
    static Application rest(Path directory) {
        return written(war(REST, RestApplication.class, OrderResource.class, OneJsonb.class, Order.class), REST,
                "/" + REST, directory);
    }

    private static WebArchive war(String name, Class<?>... classes) {
        return ShrinkWrap.create(WebArchive.class, name + ".war").addClasses(classes)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    private static Application written(WebArchive war, String name, String path, Path directory) {
        File file = directory.resolve(war.getName()).toFile();
        file.getParentFile().mkdirs();
        war.as(ZipExporter.class).exportTo(file, true);
        return new Application(name, path, file.toPath());
    }

    private static File jar(Class<?> type) {
        try {
            return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.microcdi.it.chaos.redeploy;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;

import org.jboss.logging.Logger;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import io.microcdi.MicroNode;
import io.microcdi.cdi.MicroService;
import io.microcdi.it.chaos.app.WorkRoutes;
import io.microcdi.launch.Application;

/** Makes the archives. */
final class Wars {

    private Wars() {
    }

    static Application war(String name, Path directory) {
        WebArchive war = ShrinkWrap.create(WebArchive.class, name + ".war").addPackage(WorkRoutes.class.getPackage())
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsLibraries(jar(MicroNode.class), jar(MicroService.class), jar(Logger.class));
        File file = directory.resolve(war.getName()).toFile();
        file.getParentFile().mkdirs();
        war.as(ZipExporter.class).exportTo(file, true);
        return new Application(name, "/" + name, file.toPath());
    }

    private static File jar(Class<?> type) {
        try {
            return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

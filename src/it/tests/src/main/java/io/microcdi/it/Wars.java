package io.microcdi.it;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import io.microcdi.it.app.Exchange;
import io.microcdi.it.app.PaymentsService;
import io.microcdi.it.app.Refunds;
import io.microcdi.it.app.TillApi;
import io.microcdi.it.app.TillService;

/** Makes what is deployed. */
final class Wars {
    /** The file that is shipped. */
    static final Path REGISTRY = Path.of(System.getProperty("it.wars"), "registry-war.war");

    /** A typed client with the exception of its method, for both ends. */
    static final Class<?>[] REFUNDS = { Refunds.class, Refunds.NoReceiptException.class,
            Refunds.NoReceiptMapper.class };

    private static final File LIBS = new File(System.getProperty("it.libs"));
    private static final String CONFIG = "META-INF/microprofile-config.properties";

    private Wars() {
    }

    /** At the root context, where its descriptors place it or its name does. */
    static WebArchive registry() {
        return built(Server.rootName("registry.war"), "registry-war.war");
    }

    static WebArchive payments() {
        return payments("payments.war");
    }

    /** The same file under another name, so at another context path. */
    static WebArchive payments(String name) {
        return built(name, "sample-app-payments.war");
    }

    static WebArchive checkout() {
        return built("checkout.war", "sample-app-checkout.war");
    }

    private static WebArchive built(String name, String file) {
        return ShrinkWrap.create(ZipImporter.class, name).importFrom(new File(System.getProperty("it.wars"), file))
                .as(WebArchive.class);
    }

    /** A WAR with a name, which is its context path too, and some classes; nothing of ours is in it. */
    static WebArchive empty(String name, Class<?>... classes) {
        return ShrinkWrap.create(WebArchive.class, name + ".war").addClasses(classes);
    }

    /** A WAR as a user builds it: his classes, and the extension with what comes along as jars. */
    static WebArchive withExtension(String name, Class<?>... classes) {
        return withoutDescriptor(name, classes).addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    /** Services that implement the interfaces of typed clients. */
    static WebArchive till() {
        return withExtension("till", TillApi.class, TillService.class, PaymentsService.class).addClasses(REFUNDS);
    }

    /** One with the routes of {@link Exchange}. */
    static WebArchive exchange(String name) {
        return withExtension(name, Exchange.classes());
    }

    /** The same without {@code beans.xml}, so that only the annotations of its classes tell that it has beans. */
    static WebArchive withoutDescriptor(String name, Class<?>... classes) {
        return empty(name, classes).addAsLibraries(libs());
    }

    /** The extension with what comes along. */
    static File[] libs() {
        return Objects.requireNonNull(LIBS.listFiles(), "it.libs");
    }

    /** Says to servers that do not see it in the name {@code ROOT.war} that a WAR is for the root context. */
    static WebArchive atRoot(WebArchive war) {
        return war.addAsWebInfResource(
                new StringAsset("<glassfish-web-app><context-root>/</context-root></glassfish-web-app>"),
                "glassfish-web.xml").addAsWebInfResource(new StringAsset("""
                        <web-ext xmlns="http://websphere.ibm.com/xml/ns/javaee" version="1.1">
                            <context-root uri="/"/>
                        </web-ext>
                        """), "ibm-web-ext.xml");
    }

    /** Adds lines to a WAR's configuration; they win over the system properties of the server. */
    static WebArchive configured(WebArchive war, String... lines) {
        String path = "WEB-INF/classes/" + CONFIG;
        String all = text(war, path) + "config_ordinal=500\n" + String.join("\n", lines) + "\n";
        war.delete(path);
        return war.addAsResource(new StringAsset(all), CONFIG);
    }

    /** Adds what an application needs to run a registry itself. */
    static WebArchive withRegistry(WebArchive war) {
        return war.addAsLibraries(new File(System.getProperty("it.registry-lib")));
    }

    /** As {@link #withExtension}, with a provider of Jakarta Validation if the server has none. */
    static WebArchive withValidation(String name, Class<?>... classes) {
        return with("it.validation", withExtension(name, classes));
    }

    /** As {@link #withExtension}, with an implementation of MicroProfile Fault Tolerance if the server has none. */
    static WebArchive withFaultTolerance(String name, Class<?>... classes) {
        return with("it.fault-tolerance", withExtension(name, classes));
    }

    /** Adds the libraries that a property names, from the directory that another one names. */
    private static WebArchive with(String libraries, WebArchive war) {
        for (String artifact : System.getProperty(libraries).split(",", -1)) {
            if (!artifact.isEmpty()) {
                war.addAsLibraries(new File(System.getProperty(libraries + "-libs"), artifact + ".jar"));
            }
        }
        return war;
    }

    static File lib(String artifact) {
        return new File(LIBS, artifact + ".jar");
    }

    private static String text(Archive<?> war, String path) {
        if (!war.contains(path)) {
            return "";
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = war.get(path).getAsset().openStream()) {
            in.transferTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8) + "\n";
    }
}

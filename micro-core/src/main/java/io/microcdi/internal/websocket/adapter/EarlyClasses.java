package io.microcdi.internal.websocket.adapter;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

/**
 * Loads the classes of the framework during the deployment, on Payara and GlassFish. The class loader of these servers
 * closes an application's libraries once more after its start. A request at that time fails with "zip file closed" if
 * it is the first that needs some class. If that class belongs to a lambda expression, the JVM repeats the failure for
 * all later requests.
 */
public final class EarlyClasses {

    private static final Logger LOG = Logger.getLogger(EarlyClasses.class);
    private static final String CLOSING_LOADER = "org.glassfish.web.loader.";
    private static final String OURS = "io/microcdi/";
    private static final String SUFFIX = ".class";

    private EarlyClasses() {
    }

    /**
     * Loads all classes of the library of this class, and of the libraries of the given classes, if the class loader of
     * these servers loads them.
     */
    public static void load(Class<?>... members) {
        Stream.concat(Stream.of(EarlyClasses.class), Stream.of(members))
                .filter(member -> member.getClassLoader().getClass().getName().startsWith(CLOSING_LOADER))
                .forEach(EarlyClasses::loadJarOf);
    }

    /**
     * Loads all classes of the framework that are in the same library as one of them.
     *
     * @return the number of loaded classes
     */
    static int loadJarOf(Class<?> member) {
        CodeSource source = member.getProtectionDomain().getCodeSource();
        Path jar = source == null ? null : file(source.getLocation());
        if (jar == null) {
            return 0;
        }
        // a second open file: the server may close its own at any time
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            return (int) file.stream().map(entry -> entry.getName())
                    .filter(name -> name.startsWith(OURS) && name.endsWith(SUFFIX))
                    .filter(name -> isLoaded(name, member.getClassLoader())).count();
        } catch (IOException e) {
            LOG.debugf(e, "the classes of %s are loaded when they are needed", jar);
            return 0;
        }
    }

    private static Path file(URL location) {
        try {
            Path file = Path.of(URI.create(location.toString()));
            return Files.isRegularFile(file) ? file : null;
        } catch (RuntimeException noFile) {
            LOG.debugf(noFile, "the classes of %s are loaded when they are needed", location);
            return null;
        }
    }

    private static boolean isLoaded(String entry, ClassLoader loader) {
        try {
            Class.forName(entry.substring(0, entry.length() - SUFFIX.length()).replace('/', '.'), false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError | RuntimeException optional) {
            // for example the classes for MicroProfile Health on a server without it
            return false;
        }
    }
}

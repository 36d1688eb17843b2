package io.microcdi.internal.cdi;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/** The test's class path, loaded anew without some jars: as on a server that does not have them. */
public final class HidingLoader extends URLClassLoader {

    /** Leaves out jars, and directories of classes, whose paths contain one of these texts. */
    public HidingLoader(String... jars) {
        super(classPath(jars), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath(String... hidden) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .filter(jar -> Arrays.stream(hidden).noneMatch(jar.toString().replace('\\', '/')::contains))
                .map(HidingLoader::url).toArray(URL[]::new);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}

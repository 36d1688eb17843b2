package io.microcdi.internal.cdi.config;

import static io.microcdi.internal.cdi.config.ConfigLog.LOG;

/** Finds the source of this application's configuration. */
public final class TextSources {

    private static final String API = "org.eclipse.microprofile.config.ConfigProvider";

    private TextSources() {
    }

    /**
     * Returns MicroProfile Config if its API and an implementation are visible, and otherwise system properties and the
     * environment.
     *
     * @param loader the application's class loader
     */
    public static TextSource find(ClassLoader loader) {
        if (!isVisible(loader)) {
            LOG.noMicroProfileConfig();
            return new SystemSource();
        }
        try {
            return MicroProfileSource.of(loader);
        } catch (IllegalStateException noImplementation) {
            LOG.noConfigImplementation(noImplementation.getMessage());
            return new SystemSource();
        }
    }

    /** Returns whether the API is visible. Called before any class is loaded that refers to the API. */
    private static boolean isVisible(ClassLoader loader) {
        try {
            Class.forName(API, false, TextSources.class.getClassLoader());
            Class.forName(API, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }
}

package io.microcdi.internal.cdi;

import javax.naming.InitialContext;
import javax.naming.NamingException;

import jakarta.enterprise.inject.spi.BeanManager;

/**
 * The bean manager of the application's own classes. On some servers that of an extension in a library sees the
 * library's beans and observers only.
 */
final class ApplicationBeans {

    private static final String NAME = "java:comp/BeanManager";

    private ApplicationBeans() {
    }

    /** What the calling component sees; the extension's own where there is no component, as in Java SE. */
    static BeanManager find(BeanManager extensionBeans) {
        try {
            Object beans = InitialContext.doLookup(NAME);
            if (beans instanceof BeanManager manager) {
                return manager;
            }
        } catch (NamingException | LinkageError noComponent) {
            CdiLogger.LOG.debugf("No %s: %s", NAME, noComponent);
        }
        return extensionBeans;
    }
}

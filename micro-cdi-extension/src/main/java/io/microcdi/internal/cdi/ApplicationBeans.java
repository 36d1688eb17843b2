package io.microcdi.internal.cdi;

import javax.naming.InitialContext;
import javax.naming.NamingException;

import jakarta.enterprise.inject.spi.BeanManager;

/**
 * Finds the bean manager of the application's own classes. On some servers, the bean manager of an extension in a
 * library sees only the beans and observers of that library.
 */
final class ApplicationBeans {

    private static final String NAME = "java:comp/BeanManager";

    private ApplicationBeans() {
    }

    /**
     * Returns the bean manager of the calling component, or the extension's own if there is no component, as in Java
     * SE.
     */
    @SuppressWarnings("BanJNDI") // the name is a constant
    static BeanManager find(BeanManager extensionBeans) {
        try {
            Object beans = InitialContext.doLookup(NAME);
            if (beans instanceof BeanManager manager) {
                return manager;
            }
        } catch (NamingException | LinkageError noComponent) {
            CdiLog.LOG.debugf("No %s: %s", NAME, noComponent);
        }
        return extensionBeans;
    }
}

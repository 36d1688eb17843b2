package io.microcdi.it.app;

import javax.naming.InitialContext;
import javax.naming.NamingException;

import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;

/** Says what code of the application sees: the user, an entry of its naming, and its class loader. */
@Stateless
public class Surroundings {

    @Resource
    private SessionContext container;

    /** Returns the three, with spaces between. */
    @PermitAll
    public String describe() {
        String loader = loader();
        try {
            return container.getCallerPrincipal().getName() + " "
                    + InitialContext.<String>doLookup("java:comp/env/shop") + " " + loader;
        } catch (NamingException e) {
            return container.getCallerPrincipal().getName() + " nameless " + loader;
        }
    }

    /** Open Liberty has a class loader for contexts, which asks that of the application. */
    private static String loader() {
        try {
            return Thread.currentThread().getContextClassLoader()
                    .loadClass(Surroundings.class.getName()) == Surroundings.class ? "own" : "another";
        } catch (ClassNotFoundException e) {
            return "foreign";
        }
    }
}

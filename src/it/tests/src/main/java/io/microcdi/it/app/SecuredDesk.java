package io.microcdi.it.app;

import java.security.Principal;

import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;

/** Routes of a session bean with roles, which the EJB container checks as well, for its own user. */
@Stateless
public class SecuredDesk {

    @Resource
    private SessionContext container;

    @Inject
    private Principal injected;

    /** For administrators. */
    @Route("/desk-admin")
    @RolesAllowed("admin")
    public String admin() {
        return "served";
    }

    /** The user of the route, that of the container, and the one that the container injects. */
    @Route("/desk-users")
    @PermitAll
    public String users(RouteContext context) {
        return context.principal().orElseThrow().getName() + ", " + container.getCallerPrincipal().getName()
                + ", " + injected.getName();
    }
}

package io.microcdi.it.app;

import java.security.Principal;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.microcdi.MicroCaller;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;

/** Routes for users with roles. */
@ApplicationScoped
@RolesAllowed("admin")
public class Secured {

    @Inject
    MicroCaller caller;

    /** For administrators, by the annotation of the class. */
    @Route("/admin")
    public String admin(RouteContext context) {
        return name(context);
    }

    /** For nobody. */
    @Route("/never")
    @DenyAll
    public String never() {
        return "never";
    }

    /** For everybody. */
    @Route("/open")
    @PermitAll
    public String open(RouteContext context) {
        return name(context) + (context.isUserInRole("admin") ? " as admin" : "");
    }

    /** Asks another node who the user is. */
    @Route("/relay")
    @PermitAll
    public String relay(String namespace) {
        return caller.call(namespace, "/who", null, String.class);
    }

    private static String name(RouteContext context) {
        return context.principal().map(Principal::getName).orElse("nobody");
    }
}

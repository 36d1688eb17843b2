package io.microcdi.it.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

import org.eclipse.microprofile.auth.LoginConfig;

/** Has the server authenticate the requests of its WAR by MicroProfile JWT, where a constraint asks for it. */
@LoginConfig(authMethod = "MP-JWT", realmName = "issuer")
@ApplicationPath("/rest")
public class JwtLogin extends Application {
}

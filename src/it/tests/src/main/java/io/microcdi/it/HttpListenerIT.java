package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.internal.server.HttpListener;
import io.microcdi.internal.server.HttpListenerProbes;
import io.microcdi.it.app.ListenerServlet;

/** The server is asked where it accepts HTTP, from a plain WAR that has no class of the server. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class HttpListenerIT {
    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.empty("listener", ListenerServlet.class).addPackage(HttpListenerProbes.class.getPackage())
                .addAsLibrary(Wars.lib("jboss-logging"));
    }

    @Test
    void findsThePortAndTheAddressItIsReallyBoundTo() throws Exception {
        String found = Http.get(Server.url("/listener/listener")).body();

        assertThat(found).isEqualTo(new HttpListener("127.0.0.1", Server.url("").getPort(), false).toString());
    }
}
